package io.easyml.messaging;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** In processes of their own, since a point that goes off takes its process with it. */
class FaultPointTests {

    private static final String POINT = "somewhere.after-something";

    /** Passes the point and lives. */
    static final class Passer {
        public static void main(String[] arguments) {
            Runtime.getRuntime()
                    .addShutdownHook(new Thread(() -> Runtime.getRuntime().halt(3)));
            FaultPoint.pass(POINT);
            Runtime.getRuntime().halt(0);
        }
    }

    @Test
    void anArmedPointEndsTheProcessOnceAndWithoutItsShutdownHooks(@TempDir Path folder) throws Exception {
        Files.createFile(folder.resolve(POINT));

        assertThat(passed("-Deasyml.fault-points=" + folder)).isEqualTo(137);
        assertThat(folder.resolve(POINT)).doesNotExist();
        assertThat(passed("-Deasyml.fault-points=" + folder)).isZero();
    }

    @Test
    void withoutTheJvmsPropertyNothingGoesOff(@TempDir Path folder) throws Exception {
        Files.createFile(folder.resolve(POINT));

        assertThat(passed("-Dother=" + folder)).isZero();
        assertThat(folder.resolve(POINT)).exists();
    }

    private static int passed(String property) throws Exception {
        var process = new ProcessBuilder(List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        property,
                        "-cp",
                        System.getProperty("java.class.path"),
                        Passer.class.getName()))
                .inheritIO()
                .start();
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        return process.exitValue();
    }
}
