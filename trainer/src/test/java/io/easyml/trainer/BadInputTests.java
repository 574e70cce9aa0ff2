package io.easyml.trainer;

import static org.assertj.core.api.Assertions.assertThat;

import io.easyml.schemas.failure.FailureClass;
import io.easyml.schemas.failure.FailureCode;
import io.easyml.schemas.table.TableOptions;
import io.easyml.trainer.run.RunFile;
import io.easyml.trainer.run.TrainerJson;
import io.easyml.trainer.run.TrainerMessage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.IntFunction;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What people upload by mistake: each ends in a clear error of the right class, or in a good model. */
class BadInputTests {

    private static final String FOREST = "random_forest_classifier";
    private static final String LINEAR = "linear_regression";
    private static final int ROWS = 200;

    @TempDir
    Path folder;

    /**
     * @param expected what it must end in; null for a model
     * @param words that the message must have
     */
    record Input(
            String name,
            byte[] file,
            String modelType,
            String target,
            Map<String, Object> hyperparameters,
            TableOptions options,
            @Nullable FailureCode expected,
            String... words) {

        Input with(TableOptions other) {
            return new Input(name, file, modelType, target, hyperparameters, other, expected, words);
        }

        @Override
        public String toString() {
            return name;
        }
    }

    static Stream<Input> inputs() {
        var good = table("x,y,target", i -> i + "," + i * 7 % 13 + "," + (i * 2 / ROWS == 0 ? "a" : "b"));
        var all = new ArrayList<Input>();
        // files that are none
        all.add(bad("empty file", "", FailureCode.EMPTY_FILE, "empty"));
        all.add(bad("blank lines alone", "\n\r\n\n", FailureCode.EMPTY_FILE, "empty"));
        all.add(bad("spaces alone", "   \n", FailureCode.EMPTY_FILE, "empty"));
        all.add(bad("header alone", "x,target\n", FailureCode.EMPTY_FILE, "no rows"));
        all.add(bad("header alone, without a line end", "x,target", FailureCode.EMPTY_FILE, "no rows"));
        all.add(bad("byte order mark alone", "\ufeff", FailureCode.EMPTY_FILE, "empty"));
        all.add(bad("Excel file", hex("504b030414000600"), FailureCode.UNREADABLE_FILE, "Excel"));
        all.add(bad("PDF", hex("255044462d312e37"), FailureCode.UNREADABLE_FILE, "PDF"));
        all.add(bad("image", hex("89504e470d0a1a0a"), FailureCode.UNREADABLE_FILE, "image"));
        all.add(bad("binary file", random(5000), FailureCode.UNREADABLE_FILE, "not text"));
        all.add(bad("file of zeros", new byte[3000], FailureCode.UNREADABLE_FILE, "zero bytes"));
        all.add(bad("zstd", hex("28b52ffd00"), FailureCode.UNREADABLE_FILE, "zstd"));
        all.add(bad("gzip that is cut off", cut(gzip(good)), FailureCode.UNREADABLE_FILE, "cannot be read"));
        all.add(bad("gzip of nothing", gzip(""), FailureCode.EMPTY_FILE, "empty"));
        all.add(bad("gzip of gzip", gzip(gzip(good)), FailureCode.UNREADABLE_FILE, "twice"));
        all.add(bad("zip bomb", bomb(), FailureCode.TABLE_TOO_LARGE, "unpacked"));
        all.add(bad("Parquet without an end", "PAR1 and nothing", FailureCode.UNREADABLE_FILE, "Parquet"));
        all.add(bad("JSON", "{\"a\": 1}\n", FailureCode.EMPTY_FILE, "no rows"));
        // headers
        all.add(bad("column twice", "x,target,x\n1,a,2\n", FailureCode.DUPLICATE_COLUMN, "`x`"));
        all.add(bad(
                "two columns with a blank name and one called so", ",column_1\n1,2\n", FailureCode.DUPLICATE_COLUMN));
        all.add(good("a column without a name", table(",x,target", i -> i + "," + i + "," + i * 2 / ROWS)));
        all.add(good("spaces around names", table(" x , target ", i -> i + "," + i * 2 / ROWS)));
        all.add(bad("quote in the header is open", "\"x,target\n1,a\n", FailureCode.UNREADABLE_ROW, "quote"));
        all.add(bad(
                "header of a mebibyte", "x".repeat(1 << 20) + ",target\n1,2\n", FailureCode.UNREADABLE_FILE, "1 MiB"));
        all.add(good("byte order mark", "\ufeff" + good));
        all.add(bad("target missing", good.replace("target", "Targets"), FailureCode.TARGET_NOT_FOUND, "did you mean"));
        // rows
        all.add(bad("too few cells", good + "1,2\n", FailureCode.UNREADABLE_ROW, "line 202", "2 cells"));
        all.add(bad("too many cells", good + "1,2,3,4\n", FailureCode.UNREADABLE_ROW, "line 202", "4 cells"));
        all.add(bad(
                "text behind a quote", good + "\"1\"x,2,a\n", FailureCode.UNREADABLE_ROW, "line 202", "column `x`"));
        all.add(bad(
                "quote that stays open", good + "\"1,2,a\n3,4,b\n", FailureCode.UNREADABLE_ROW, "line 202", "quote"));
        all.add(bad("one row", "x,target\n1,a\n", FailureCode.TARGET_HAS_ONE_CLASS));
        all.add(bad("nine rows", "x,target\n" + "1,a\n2,b\n3,c\n".repeat(3), FailureCode.TOO_FEW_ROWS, "at least 10"));
        all.add(good("blank lines between", good.replace("\n", "\n\n")));
        all.add(good("Windows line ends", good.replace("\n", "\r\n")));
        all.add(good("old Mac line ends", good.replace("\n", "\r")));
        all.add(good("no line end at the end", good.strip()));
        all.add(good("delimiter at every line's end", good.replace("\n", ",\n")));
        all.add(good("broken rows within their limit", good + "1\n2,3\n").with(options(2)));
        all.add(bad("broken rows beyond their limit", good + "1\n2,3\n", FailureCode.UNREADABLE_ROW, "line 203")
                .with(options(1)));
        // cells
        all.add(bad("all missing", table("x,target", i -> "NA,"), FailureCode.TARGET_HAS_ONE_CLASS));
        all.add(bad(
                "features all missing", table("x,target", i -> "?," + i % 2), FailureCode.NO_USABLE_FEATURES, "empty"));
        all.add(bad(
                "features constant",
                table("x,target", i -> "7," + i % 2),
                FailureCode.NO_USABLE_FEATURES,
                "same value"));
        all.add(bad(
                "target constant", table("x,target", i -> i + ",a"), FailureCode.TARGET_HAS_ONE_CLASS, "same value"));
        all.add(bad(
                "target mostly missing",
                table("x,target", i -> i + "," + (i < 5 ? i % 2 : "")),
                FailureCode.TOO_FEW_ROWS));
        all.add(bad(
                "target of numbers for classes",
                table("x,target", i -> i + "," + i / 3.0),
                FailureCode.REQUEST_INVALID,
                "regressor"));
        all.add(bad(
                "names alone",
                table("x,target", i -> "name" + i + "," + i % 2),
                FailureCode.NO_USABLE_FEATURES,
                "identifier"));
        all.add(bad(
                "numbers of rows alone",
                table("id,target", i -> i + "," + i % 2),
                FailureCode.NO_USABLE_FEATURES,
                "identifier"));
        all.add(regression(
                "text as target of a regression",
                table("x,target", i -> i + ",word" + i % 3),
                FailureCode.TARGET_NOT_NUMERIC,
                "word"));
        all.add(regression(
                "dates as target of a regression",
                table("x,target", i -> i + ",2024-01-" + (10 + i % 20)),
                FailureCode.TARGET_NOT_NUMERIC,
                "dates"));
        all.add(regression(
                "one word in a target of numbers",
                table("x,target", i -> i + "," + (i == 150 ? "many" : i)),
                FailureCode.TARGET_NOT_NUMERIC,
                "many"));
        all.add(good(
                "infinite numbers",
                table("x,y,target", i -> i + "," + (i % 5 == 0 ? "inf" : i % 7) + "," + i * 2 / ROWS)));
        all.add(good("NaN", table("x,y,target", i -> i + "," + (i % 5 == 0 ? "NaN" : i % 7) + "," + i * 2 / ROWS)));
        all.add(good(
                "numbers too large to hold",
                table("x,y,target", i -> i + "," + (i % 5 == 0 ? "1e999" : i % 7) + "," + i * 2 / ROWS)));
        all.add(good("huge numbers", table("x,y,target", i -> i + "," + (i % 5) + "e300," + i * 2 / ROWS)));
        all.add(regression(
                "huge numbers, standardised", table("x,y,target", i -> i + "," + (i % 5) + "e150," + i * 2), null));
        all.add(good("tiny numbers", table("x,y,target", i -> i + "," + (i % 5) + "e-320," + i * 2 / ROWS)));
        all.add(good(
                "Latin-1",
                table("x,größe,target", i -> i + ",straße" + i % 3 + "," + i * 2 / ROWS)
                        .getBytes(StandardCharsets.ISO_8859_1)));
        all.add(good("UTF-16", good.getBytes(StandardCharsets.UTF_16)));
        all.add(bad(
                        "UTF-8 that is said and is not",
                        table("x,c,target", i -> i + ",straße" + i % 3 + "," + i * 2 / ROWS)
                                .getBytes(StandardCharsets.ISO_8859_1),
                        FailureCode.UNREADABLE_FILE,
                        "UTF-8",
                        "line 2")
                .with(new TableOptions(null, "utf-8", null, Map.of(), List.of(), null, null)));
        all.add(good("semicolons", good.replace(',', ';')));
        all.add(good("emoji and other scripts", table("x,c,target", i -> i + ",🚀日本" + i % 3 + "," + i * 2 / ROWS)));
        all.add(good("quoted line ends", table("x,c,target", i -> i + ",\"two\nlines" + i % 3 + "\"," + i * 2 / ROWS)));
        all.add(good(
                "formulas and markup", table("x,c,target", i -> i + ",\"=CMD()|<b>" + i % 3 + "\"," + i * 2 / ROWS)));
        all.add(good(
                "dates",
                table("x,d,target", i -> i + ",2024-0" + (1 + i % 9) + "-11 10:0" + i % 10 + "," + i * 2 / ROWS)));
        all.add(good("a cell of 100,000 letters", good + "1," + "9".repeat(300) + ",a\n1,2,a\n"));
        // sizes
        all.add(bad(
                "2,000 classes of five rows",
                manyClasses(10_000, 2_000),
                FailureCode.REQUEST_INVALID,
                "too many to be classes"));
        all.add(bad("more rows than allowed", good, FailureCode.TABLE_TOO_LARGE, "max_rows")
                .with(new TableOptions(null, null, null, Map.of(), List.of(), null, 50L)));
        // requests
        all.add(request(
                "hyperparameter misspelt",
                good,
                Map.of("n_estimater", 5),
                FailureCode.HYPERPARAMETER_UNKNOWN,
                "n_estimators"));
        all.add(request(
                "hyperparameter out of range",
                good,
                Map.of("n_estimators", -1),
                FailureCode.HYPERPARAMETER_OUT_OF_RANGE));
        all.add(request(
                "hyperparameter of another type",
                good,
                Map.of("n_estimators", "many"),
                FailureCode.HYPERPARAMETER_OUT_OF_RANGE));
        all.add(new Input(
                "model type misspelt",
                bytes(good),
                "random_forest_clasifier",
                "target",
                Map.of(),
                TableOptions.DEFAULTS,
                FailureCode.MODEL_TYPE_UNKNOWN,
                "random_forest_classifier"));
        all.add(bad("type of a column that is not there", good, FailureCode.TABLE_OPTIONS_INVALID, "`z`")
                .with(new TableOptions(null, null, null, Map.of("z", "number"), List.of(), null, null)));
        all.add(bad("type that is none", good, FailureCode.TABLE_OPTIONS_INVALID, "number")
                .with(new TableOptions(null, null, null, Map.of("x", "numbr"), List.of(), null, null)));
        all.add(bad("delimiter of two letters", good, FailureCode.TABLE_OPTIONS_INVALID, "delimiter")
                .with(new TableOptions("ab", null, null, Map.of(), List.of(), null, null)));
        all.add(bad("character set that is none", good, FailureCode.TABLE_OPTIONS_INVALID, "encoding")
                .with(new TableOptions(null, "klingon", null, Map.of(), List.of(), null, null)));
        all.add(bad("target ignored", good, FailureCode.TARGET_NOT_FOUND, "target")
                .with(new TableOptions(null, null, null, Map.of(), List.of("target"), null, null)));
        all.add(bad("wrong delimiter", good, FailureCode.TARGET_NOT_FOUND, "target")
                .with(new TableOptions(";", null, null, Map.of(), List.of(), null, null)));
        return all.stream();
    }

    /** One after the other, since together they would fill the memory. */
    static Stream<Input> largeInputs() {
        return Stream.<Supplier<Input>>of(
                        () -> good("10,000 columns", wide(10_000)),
                        () -> wide("gradient_boosting_classifier", Map.of("n_estimators", 5)),
                        () -> wide("logistic_regression", Map.of()),
                        () -> wide("linear_regression", Map.of()),
                        () -> wide("lasso", Map.of("alpha", 0.01)),
                        () -> good("1,000,000 categories of one row", many(1_000_000, 1_000_000)),
                        () -> good("100,000 categories of two rows", many(200_000, 100_000)),
                        () -> bad(
                                "1,000,000 classes of one row",
                                manyClasses(1_000_000, 1_000_000),
                                FailureCode.REQUEST_INVALID,
                                "1000000 different values, too many to be classes"),
                        () -> bad(
                                "100,000 classes of two rows",
                                manyClasses(200_000, 100_000),
                                FailureCode.REQUEST_INVALID,
                                "100000 different values, too many to be classes"))
                .map(Supplier::get);
    }

    @ParameterizedTest
    @MethodSource({"inputs", "largeInputs"})
    @Timeout(value = 60, unit = TimeUnit.SECONDS)
    void itEndsInAClearErrorOrAGoodModel(Input input) throws IOException {
        var file = Files.write(folder.resolve("table.csv"), input.file());
        var runFile = folder.resolve("run.json");
        new TrainerJson().writeRunFile(runFile, run(input, file));
        var messages = new ArrayList<TrainerMessage>();
        new Attempt(messages::add).of(runFile);

        switch (messages.getLast()) {
            case TrainerMessage.Failed failed -> {
                assertThat(input.expected())
                        .as(failed.code() + ": " + failed.message())
                        .isNotNull();
                assertThat(failed.code()).as(failed.message()).isEqualTo(String.valueOf(input.expected()));
                assertThat(FailureClass.ofLabel(failed.failureClass())).isNotEqualTo(FailureClass.INFRASTRUCTURE);
                assertThat(failed.message()).hasSizeLessThan(1500).doesNotContain("Exception");
                for (var word : input.words()) {
                    assertThat(failed.message()).contains(word);
                }
            }
            case TrainerMessage.Succeeded succeeded -> {
                assertThat(input.expected()).as("a model came out").isNull();
                var metrics = succeeded.result().metrics();
                assertThat(metrics.getOrDefault("accuracy", metrics.getOrDefault("r2", 0.0)))
                        .isGreaterThan(0.8);
            }
            default -> throw new AssertionError("ended in " + messages.getLast());
        }
    }

    private RunFile run(Input input, Path file) {
        return new RunFile(
                "0192f0c1-0000-7000-8000-000000000000",
                "job",
                1,
                "project",
                "model",
                input.modelType(),
                new RunFile.Dataset(file.toString(), "table.csv", 1, "0".repeat(64)),
                input.target(),
                input.hyperparameters(),
                Map.of(),
                null,
                42,
                folder.resolve("out").toString(),
                input.options());
    }

    private static Input good(String name, String file) {
        return good(name, bytes(file));
    }

    private static Input good(String name, byte[] file) {
        return new Input(name, file, FOREST, "target", Map.of("n_estimators", 10), TableOptions.DEFAULTS, null);
    }

    private static Input bad(String name, String file, FailureCode expected, String... words) {
        return bad(name, bytes(file), expected, words);
    }

    private static Input bad(String name, byte[] file, FailureCode expected, String... words) {
        return new Input(name, file, FOREST, "target", Map.of(), TableOptions.DEFAULTS, expected, words);
    }

    private static Input regression(String name, String file, @Nullable FailureCode expected, String... words) {
        return new Input(name, bytes(file), LINEAR, "target", Map.of(), TableOptions.DEFAULTS, expected, words);
    }

    private static Input request(
            String name, String file, Map<String, Object> hyperparameters, FailureCode expected, String... words) {
        return new Input(name, bytes(file), FOREST, "target", hyperparameters, TableOptions.DEFAULTS, expected, words);
    }

    private static TableOptions options(long badRows) {
        return new TableOptions(null, null, null, Map.of(), List.of(), badRows, null);
    }

    private static String table(String header, IntFunction<String> row) {
        return header + "\n" + IntStream.range(0, ROWS).mapToObj(row).collect(Collectors.joining("\n")) + "\n";
    }

    private static String wide(int columns) {
        var header = IntStream.range(0, columns).mapToObj(i -> "c" + i).collect(Collectors.joining(","));
        return table(header + ",target", i -> (i * 2 / ROWS + ",").repeat(columns) + i * 2 / ROWS);
    }

    /** A wide table for another algorithm; its target, 0 and 1, is a number as well. */
    private static Input wide(String modelType, Map<String, Object> hyperparameters) {
        return new Input(
                "10,000 columns, " + modelType,
                bytes(wide(10_000)),
                modelType,
                "target",
                hyperparameters,
                TableOptions.DEFAULTS,
                null);
    }

    private static byte[] many(int rows, int levels) {
        return lines("x,c,target", rows, i -> i % 50 + ",level" + i % levels + "," + i % 50 / 25);
    }

    private static byte[] manyClasses(int rows, int classes) {
        return lines("x,target", rows, i -> i % 50 + ",class" + i % classes);
    }

    private static byte[] lines(String header, int rows, IntFunction<String> row) {
        var out = new ByteArrayOutputStream(rows * 24);
        out.writeBytes(bytes(header + "\n"));
        IntStream.range(0, rows).forEach(i -> out.writeBytes(bytes(row.apply(i) + "\n")));
        return out.toByteArray();
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static byte[] hex(String digits) {
        return HexFormat.of().parseHex(digits);
    }

    private static byte[] random(int size) {
        var bytes = new byte[size];
        new SplittableRandom(5).nextBytes(bytes);
        return bytes;
    }

    private static byte[] gzip(String text) {
        return gzip(bytes(text));
    }

    private static byte[] gzip(byte[] content) {
        var out = new ByteArrayOutputStream();
        try (var gzip = new GZIPOutputStream(out)) {
            gzip.write(content);
        } catch (IOException impossible) {
            throw new IllegalStateException(impossible);
        }
        return out.toByteArray();
    }

    /** Some 100 MB of rows in some 100 kB. */
    private static byte[] bomb() {
        var block = bytes("1,a\n".repeat(1 << 18));
        var out = new ByteArrayOutputStream();
        try (var gzip = new GZIPOutputStream(out)) {
            gzip.write(bytes("x,target\n"));
            for (int i = 0; i < 100; i++) {
                gzip.write(block);
            }
        } catch (IOException impossible) {
            throw new IllegalStateException(impossible);
        }
        return out.toByteArray();
    }

    private static byte[] cut(byte[] content) {
        return Arrays.copyOf(content, content.length / 2);
    }
}
