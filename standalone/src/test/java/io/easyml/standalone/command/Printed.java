package io.easyml.standalone.command;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;

/** What a command line printed, on both streams, and its exit code. */
record Printed(int code, String text) {

    static Printed by(String... arguments) {
        var bytes = new ByteArrayOutputStream();
        var out = System.out;
        var err = System.err;
        var code = 0;
        try (var stream = new PrintStream(bytes, true, UTF_8)) {
            System.setOut(stream);
            System.setErr(stream);
            code = Commands.run(arguments);
        } finally {
            System.setOut(out);
            System.setErr(err);
        }
        return new Printed(code, bytes.toString(UTF_8));
    }
}
