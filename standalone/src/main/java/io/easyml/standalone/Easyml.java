package io.easyml.standalone;

import io.easyml.standalone.command.Commands;

/** The command line: {@code ./easyml}. */
public final class Easyml {

    private Easyml() {}

    public static void main(String[] arguments) {
        System.exit(Commands.run(arguments));
    }
}
