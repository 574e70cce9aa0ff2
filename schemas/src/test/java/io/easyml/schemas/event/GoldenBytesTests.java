package io.easyml.schemas.event;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.Stream;
import org.apache.avro.LogicalTypes;
import org.apache.avro.Schema;
import org.apache.avro.SchemaCompatibility;
import org.apache.avro.SchemaCompatibility.SchemaCompatibilityType;
import org.apache.avro.message.BinaryMessageDecoder;
import org.apache.avro.message.BinaryMessageEncoder;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What an earlier version wrote is read by this one. {@code golden/v1} holds, for each record type, the schema that wrote
 * it, its bytes in single-object encoding, and what they mean. To add a new type: run
 * {@code GoldenBytesTests.main} with the folder; files that are there are never overwritten.
 */
class GoldenBytesTests {

    private static final Path V1 = Path.of("src/test/resources/golden/v1");

    static Stream<String> types() {
        return EventTypes.schemas().keySet().stream().sorted();
    }

    @ParameterizedTest
    @MethodSource("types")
    void theBytesOfVersionOneMeanTheSameToday(String type) throws Exception {
        var written = new Schema.Parser().parse(Files.readString(V1.resolve(type + ".avsc")));
        var bytes = Files.readAllBytes(V1.resolve(type + ".bin"));
        var today = EventTypes.schemas().get(type);

        var decoder = new BinaryMessageDecoder<SpecificRecord>(SpecificData.getForSchema(today), today);
        decoder.addSchema(written);

        assertThat(decoder.decode(bytes).toString())
                .isEqualTo(Files.readString(V1.resolve(type + ".json"), StandardCharsets.UTF_8));
    }

    @ParameterizedTest
    @MethodSource("types")
    void everySchemaIsFullyCompatibleWithVersionOne(String type) throws Exception {
        var written = new Schema.Parser().parse(Files.readString(V1.resolve(type + ".avsc")));
        var today = EventTypes.schemas().get(type);

        assertThat(SchemaCompatibility.checkReaderWriterCompatibility(today, written)
                        .getType())
                .as("today reads v1")
                .isEqualTo(SchemaCompatibilityType.COMPATIBLE);
        assertThat(SchemaCompatibility.checkReaderWriterCompatibility(written, today)
                        .getType())
                .as("v1 reads today")
                .isEqualTo(SchemaCompatibilityType.COMPATIBLE);
    }

    @Test
    void everyEventOfTheFolderIsKnownAndDocumented() throws Exception {
        // parts of other records, and not records of a topic
        var parts = List.of(
                "DatasetRef", "FileEntry", "MetricPoint", "ProjectRole", "RunHeartbeat", "StopReason", "TrainingOrder");
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
        var folder = module.resolve(V1);
        Files.createDirectories(folder);
        for (var type : EventTypes.schemas().entrySet()) {
            if (!Files.exists(folder.resolve(type.getKey() + ".bin"))) {
                var example = example(type.getValue());
                var out = new ByteArrayOutputStream();
                new BinaryMessageEncoder<SpecificRecord>(SpecificData.getForSchema(type.getValue()), type.getValue())
                        .encode(example, out);
                Files.write(folder.resolve(type.getKey() + ".bin"), out.toByteArray());
                Files.writeString(
                        folder.resolve(type.getKey() + ".avsc"), type.getValue().toString(true) + "\n");
                Files.writeString(folder.resolve(type.getKey() + ".json"), example.toString());
            }
        }
        Files.writeString(module.resolve("../docs/events.md"), catalogue());
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
