package io.easyml.schemas.event;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.Stream;
import org.apache.avro.LogicalTypes;
import org.apache.avro.Schema;
import org.apache.avro.SchemaCompatibility;
import org.apache.avro.SchemaCompatibility.SchemaCompatibilityType;
import org.apache.avro.SchemaNormalization;
import org.apache.avro.message.BinaryMessageDecoder;
import org.apache.avro.message.BinaryMessageEncoder;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * What an earlier version wrote is read by this one. {@code golden/v1} holds, for each record type, the schema that wrote
 * it, its bytes in single-object encoding, and what they mean; {@code golden/v2} the same for each type whose schema
 * changed since, and so on. To add a new type or a changed one: run {@code GoldenBytesTests.main} with the module's
 * folder; files that are there are never overwritten.
 */
class GoldenBytesTests {

    private static final Path GOLDEN = Path.of("src/test/resources/golden");
    private static final JsonMapper JSON = JsonMapper.shared();

    /** A type as a version wrote it. */
    record Written(Path folder, String type) {

        Schema schema() throws IOException {
            return new Schema.Parser().parse(Files.readString(folder.resolve(type + ".avsc")));
        }
    }

    static Stream<Written> written() throws IOException {
        return versions(GOLDEN).stream().flatMap(GoldenBytesTests::writtenIn);
    }

    private static List<Path> versions(Path golden) throws IOException {
        try (var folders = Files.list(golden)) {
            return folders.sorted().toList();
        }
    }

    private static Stream<Written> writtenIn(Path folder) {
        try (var files = Files.list(folder)) {
            return files
                    .map(file -> file.getFileName().toString())
                    .filter(name -> name.endsWith(".bin"))
                    .map(name -> new Written(folder, name.replace(".bin", "")))
                    .toList()
                    .stream();
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    @ParameterizedTest
    @MethodSource("written")
    void theBytesOfEachVersionMeanTheSameToday(Written then) throws Exception {
        var bytes = Files.readAllBytes(then.folder().resolve(then.type() + ".bin"));
        var today = EventTypes.schemas().get(then.type());

        var decoder = new BinaryMessageDecoder<SpecificRecord>(SpecificData.getForSchema(today), today);
        decoder.addSchema(then.schema());

        var meant = JSON.readTree(Files.readString(then.folder().resolve(then.type() + ".json")));
        var means = JSON.readTree(decoder.decode(bytes).toString());
        takeOutWhatCameLater(means, meant);
        assertThat(means).isEqualTo(meant);
    }

    /** A field that the version did not know must say nothing: its default is null. */
    private static void takeOutWhatCameLater(JsonNode today, JsonNode then) {
        if (today instanceof ObjectNode object) {
            for (var name : List.copyOf(object.propertyNames())) {
                if (then.has(name)) {
                    takeOutWhatCameLater(object.path(name), then.path(name));
                } else {
                    assertThat(object.path(name).isNull()).as(name).isTrue();
                    object.remove(name);
                }
            }
        } else if (today.isArray()) {
            for (int i = 0; i < Math.min(today.size(), then.size()); i++) {
                takeOutWhatCameLater(today.get(i), then.get(i));
            }
        }
    }

    @ParameterizedTest
    @MethodSource("written")
    void everySchemaIsFullyCompatibleWithItsEarlierVersions(Written then) throws Exception {
        var today = EventTypes.schemas().get(then.type());

        assertThat(SchemaCompatibility.checkReaderWriterCompatibility(today, then.schema())
                        .getType())
                .as("today reads what was written")
                .isEqualTo(SchemaCompatibilityType.COMPATIBLE);
        assertThat(SchemaCompatibility.checkReaderWriterCompatibility(then.schema(), today)
                        .getType())
                .as("it reads today's")
                .isEqualTo(SchemaCompatibilityType.COMPATIBLE);
    }

    /** Bytes carry their schema's fingerprint: a changed schema without golden files, or one nobody can read, shows here. */
    @Test
    void everySchemaThatEverWroteIsKnownToReaders() throws Exception {
        var known = Stream.concat(EventTypes.schemas().values().stream(), EventTypes.earlierSchemas().stream())
                .map(SchemaNormalization::parsingFingerprint64)
                .toList();
        var written = new ArrayList<Long>();
        for (var then : written().toList()) {
            written.add(SchemaNormalization.parsingFingerprint64(then.schema()));
        }
        assertThat(written).containsExactlyInAnyOrderElementsOf(known);
    }

    @Test
    void everyEventOfTheFolderIsKnownAndDocumented() throws Exception {
        // parts of other records, and not records of a topic
        var parts = List.of(
                "DatasetRef",
                "FileEntry",
                "MetricPoint",
                "ProjectRole",
                "RunHeartbeat",
                "StopReason",
                "TableReading",
                "TrainingOrder");
        try (var files = Files.list(Path.of("src/main/avro"))) {
            assertThat(files.map(file -> file.getFileName().toString().replace(".avsc", "")))
                    .filteredOn(name -> !parts.contains(name))
                    .containsExactlyInAnyOrderElementsOf(EventTypes.schemas().keySet());
        }
        EventTypes.schemas().values().forEach(schema -> {
            assertThat(schema.getDoc()).as(schema.getName()).isNotBlank();
            schema.getFields()
                    .forEach(field ->
                            assertThat(field.doc()).as(schema + field.name()).isNotBlank());
        });
    }

    @Test
    void theCatalogueOfEventsIsWhatTheSchemasSay() throws Exception {
        assertThat(Files.readString(Path.of("../docs/events.md"), StandardCharsets.UTF_8))
                .isEqualTo(catalogue());
    }

    /** {@code docs/events.md}, made of the schemas. */
    static String catalogue() {
        var text = new StringBuilder("""
            # Events

            Every record type that stands on a topic, made of the schemas in `schemas/src/main/avro`
            (a test holds this page against them). Records are Avro in single-object encoding, keyed by the id of what
            they are about, with the headers `event_id`, `event_type`, `event_time`, `actor` and, where they apply,
            `project_id`, `session_id` and `traceparent`.
            """);
        new TreeMap<>(EventTypes.schemas()).forEach((name, schema) -> {
            text.append("\n## ")
                    .append(name)
                    .append("\n\n")
                    .append(schema.getDoc())
                    .append("\n\n| field | type | |\n|---|---|---|\n");
            for (var field : schema.getFields()) {
                text.append("| `")
                        .append(field.name())
                        .append("` | ")
                        .append(type(field.schema()))
                        .append(" | ");
                text.append(field.doc()).append(" |\n");
            }
        });
        return text.toString();
    }

    private static String type(Schema schema) {
        return switch (schema.getType()) {
            case UNION ->
                String.join(
                        " or ",
                        schema.getTypes().stream().map(GoldenBytesTests::type).toList());
            case ARRAY -> "list of " + type(schema.getElementType());
            case MAP -> "map to " + type(schema.getValueType());
            case RECORD, ENUM -> schema.getName();
            default ->
                schema.getLogicalType() == null
                        ? schema.getType().getName()
                        : schema.getLogicalType().getName();
        };
    }

    /** Writes golden files for types that have none yet, and the catalogue of events. */
    public static void main(String[] arguments) throws IOException {
        var module = Path.of(arguments[0]);
        for (var type : EventTypes.schemas().entrySet()) {
            var folder = folderFor(module.resolve(GOLDEN), type.getValue());
            if (folder.isPresent()) {
                Files.createDirectories(folder.get());
                var example = example(type.getValue());
                var out = new ByteArrayOutputStream();
                new BinaryMessageEncoder<SpecificRecord>(SpecificData.getForSchema(type.getValue()), type.getValue())
                        .encode(example, out);
                Files.write(folder.get().resolve(type.getKey() + ".bin"), out.toByteArray());
                Files.writeString(
                        folder.get().resolve(type.getKey() + ".avsc"),
                        type.getValue().toString(true) + "\n");
                Files.writeString(folder.get().resolve(type.getKey() + ".json"), example.toString());
            }
        }
        Files.writeString(module.resolve("../docs/events.md"), catalogue());
    }

    /** The version in which this schema is new; empty where its bytes are golden already. */
    private static Optional<Path> folderFor(Path golden, Schema schema) throws IOException {
        var version = 1;
        for (var folder : versions(golden)) {
            var then = folder.resolve(schema.getName() + ".avsc");
            if (Files.exists(then)) {
                var written = new Schema.Parser().parse(Files.readString(then));
                if (SchemaNormalization.parsingFingerprint64(written)
                        == SchemaNormalization.parsingFingerprint64(schema)) {
                    return Optional.empty();
                }
                version = Integer.parseInt(folder.getFileName().toString().substring(1)) + 1;
            }
        }
        return Optional.of(golden.resolve("v" + version));
    }

    /** A record with something in every field, always the same. */
    private static SpecificRecord example(Schema schema) {
        var record =
                (SpecificRecord) SpecificData.newInstance(SpecificData.get().getClass(schema), schema);
        for (var field : schema.getFields()) {
            record.put(field.pos(), value(field.schema(), field.name()));
        }
        return record;
    }

    private static Object value(Schema schema, String name) {
        if (LogicalTypes.uuid()
                .getName()
                .equals(
                        schema.getLogicalType() == null
                                ? ""
                                : schema.getLogicalType().getName())) {
            return UUID.nameUUIDFromBytes(name.getBytes(StandardCharsets.UTF_8));
        }
        return switch (schema.getType()) {
            case RECORD -> example(schema);
            case ENUM -> SpecificData.get().createEnum(schema.getEnumSymbols().getLast(), schema);
            case ARRAY -> List.of(value(schema.getElementType(), name));
            case MAP -> Map.of("a", value(schema.getValueType(), name));
            case UNION -> value(schema.getTypes().getLast(), name);
            case STRING -> "the " + name;
            case BYTES -> ByteBuffer.wrap(name.getBytes(StandardCharsets.UTF_8));
            case INT -> 7;
            case LONG ->
                schema.getLogicalType() == null
                        ? (Object) 1_234_567_890_123L
                        : Instant.parse("2026-11-24T12:00:00.123456Z");
            case DOUBLE -> 0.125;
            case BOOLEAN -> true;
            case FLOAT, FIXED, NULL -> throw new IllegalArgumentException("no example for " + schema);
        };
    }
}
