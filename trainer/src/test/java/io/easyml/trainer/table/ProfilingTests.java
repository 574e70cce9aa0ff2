package io.easyml.trainer.table;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.easyml.schemas.catalogue.Task;
import io.easyml.schemas.table.TableOptions;
import io.easyml.trainer.run.RunResult.Warning;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class ProfilingTests {

    @TempDir
    Path folder;

    @Test
    void numbersAreCountedAndMeasured() throws IOException {
        var profile = profile(table(1000), "y", Task.REGRESSION);

        assertThat(profile.rows()).isEqualTo(1000);
        var n = column(profile, "n");
        assertThat(n.missing()).isEqualTo(100);
        assertThat(n.distinct()).isEqualTo(900);
        var numbers = n.numbers();
        assertThat(numbers).isNotNull();
        assertThat(numbers.minimum()).isEqualTo(1);
        assertThat(numbers.maximum()).isEqualTo(999);
        assertThat(numbers.mean()).isCloseTo(500, within(1e-9));
        assertThat(numbers.quantiles().get("0.5")).isCloseTo(500, within(2.0));
        assertThat(numbers.histogram()).hasSize(20);
        assertThat(numbers.histogram().stream().mapToLong(count -> count).sum()).isEqualTo(900);

        var twice = column(profile, "twice").target();
        assertThat(twice).isNotNull();
        assertThat(twice.value()).isCloseTo(1, within(1e-12));
    }

    @Test
    void categoriesHaveTopValuesAndCramersV() throws IOException {
        var profile = profile(table(1000), "class", Task.CLASSIFICATION);

        var c = column(profile, "c");
        assertThat(c.topValues().getFirst().value()).isEqualTo("l0");
        assertThat(c.topValues().getFirst().count()).isEqualTo(334);
        var same = column(profile, "alias").target();
        assertThat(same).isNotNull();
        assertThat(same.measure()).isEqualTo("cramers_v");
        assertThat(same.value()).isCloseTo(1, within(1e-12));
    }

    @Test
    void whatSomebodyShouldKnowIsSaid() throws IOException {
        var profile = profile(table(1000), "class", Task.CLASSIFICATION);

        assertThat(profile.warnings())
                .extracting(Warning::code, Warning::column)
                .contains(
                        org.assertj.core.groups.Tuple.tuple("LEAK", "alias"),
                        org.assertj.core.groups.Tuple.tuple("IDENTIFIER", "id"),
                        org.assertj.core.groups.Tuple.tuple("IMBALANCE", "class"))
                .doesNotContain(org.assertj.core.groups.Tuple.tuple("LEAK", "c"));
        var twice = "a,b\n" + "1,x\n2,y\n".repeat(50);
        assertThat(profile(twice, "b", Task.CLASSIFICATION).warnings())
                .extracting(Warning::code)
                .contains("DUPLICATES");
    }

    @Test
    void withoutATargetNothingIsGivenAway() throws IOException {
        var table = TableReader.open(
                        Files.writeString(folder.resolve("table.csv"), table(100)), "table.csv", TableOptions.DEFAULTS)
                .read(row -> {});
        var profile = Profiling.of(Question.of(table, null, Task.CLUSTERING, Set.of("c")));

        assertThat(profile.columns())
                .noneMatch(column -> column.target() != null || column.role().equals("target"));
        assertThat(column(profile, "c").role()).isEqualTo("left_out");
        assertThat(column(profile, "n").role()).isEqualTo("feature");
        assertThat(profile.warnings()).extracting(Warning::code).doesNotContain("LEAK", "IMBALANCE");
    }

    @Test
    void theFileIsWhatItsSchemaSays() throws IOException {
        profile(table(100), "y", Task.REGRESSION).write(folder);
        var json = JsonMapper.shared();
        var written = json.readTree(Files.readString(folder.resolve("profile.json")));
        try (var schema = Objects.requireNonNull(
                ProfilingTests.class.getResourceAsStream("/io/easyml/schemas/files/profile.schema.json"))) {
            var root = json.readTree(schema);
            holds(written, root, root, "profile");
        }
    }

    /** So much of JSON Schema as the file's schema uses: properties, required ones, items, types, references. */
    private static void holds(JsonNode value, JsonNode given, JsonNode root, String where) {
        var schema = given.has("$ref") ? root.at(given.get("$ref").asString().substring(1)) : given;
        var types = schema.get("type");
        var type = value.isNull()
                ? "null"
                : value.isObject()
                        ? "object"
                        : value.isArray()
                                ? "array"
                                : value.isString() ? "string" : value.isIntegralNumber() ? "integer" : "number";
        assertThat(types.toString()).as(where).contains(type.equals("integer") ? "" : type);
        if (value.isObject() && schema.has("properties")) {
            schema.get("required")
                    .forEach(name -> assertThat(value.has(name.asString()))
                            .as(where + "." + name)
                            .isTrue());
            value.propertyNames().forEach(name -> {
                assertThat(schema.get("properties").has(name))
                        .as(where + "." + name)
                        .isTrue();
                holds(value.get(name), schema.get("properties").get(name), root, where + "." + name);
            });
        }
        if (value.isArray()) {
            value.forEach(item -> holds(item, schema.get("items"), root, where + "[]"));
        }
    }

    private static TableProfile.ColumnProfile column(TableProfile profile, String name) {
        return profile.columns().stream()
                .filter(column -> column.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private static String table(int rows) {
        var text = new StringBuilder("id,n,twice,c,class,alias,y\n");
        for (int i = 0; i < rows; i++) {
            var rare = i % 200 == 0 ? "rare" : i % 2 == 0 ? "even" : "odd";
            text.append(i)
                    .append(',')
                    .append(i % 10 == 0 ? "" : i)
                    .append(',')
                    .append(2 * (i % 7))
                    .append(",l")
                    .append(i % 3)
                    .append(',')
                    .append(rare)
                    .append(',')
                    .append(rare.charAt(0))
                    .append(',')
                    .append(i % 7)
                    .append('\n');
        }
        return text.toString();
    }

    private TableProfile profile(String text, String target, Task task) throws IOException {
        var file = Files.writeString(folder.resolve("table.csv"), text);
        var options = new TableOptions(null, null, null, Map.of(), List.of(), null, null);
        var table = TableReader.open(file, "table.csv", options).read(row -> {});
        return Profiling.of(Question.of(table, target, task));
    }
}
