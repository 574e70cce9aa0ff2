package io.easyml.trainer;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The benchmarks run these as single files against the trainer's jars; no build compiles them. */
class BenchmarkSourcesTests {

    @TempDir
    Path classes;

    static Stream<Path> sources() throws IOException {
        try (var files = Files.list(Path.of("..", "benchmarks"))) {
            return files.filter(file -> file.toString().endsWith(".java")).sorted().toList().stream();
        }
    }

    @ParameterizedTest
    @MethodSource("sources")
    void aBenchmarksSourceCompiles(Path source) throws IOException {
        var compiler = ToolProvider.getSystemJavaCompiler();
        var options = List.of("-proc:none", "-cp", classPath(), "-d", classes.toString());
        var said = new StringWriter();
        try (var files = compiler.getStandardFileManager(null, Locale.ROOT, StandardCharsets.UTF_8)) {
            var units = files.getJavaFileObjects(source);
            assertThat(compiler.getTask(said, files, null, options, null, units).call())
                    .as(said::toString)
                    .isTrue();
        }
    }

    /** Surefire keeps it in a property where it starts a JVM with a jar that only refers to it. */
    private static String classPath() {
        return System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
    }
}
