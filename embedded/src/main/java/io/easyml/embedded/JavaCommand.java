package io.easyml.embedded;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The command of a child JVM on this process's own Java. */
public final class JavaCommand {

    private JavaCommand() {}

    /** The {@code java} that runs us. */
    public static String java() {
        return Path.of(System.getProperty("java.home"), "bin", "java").toString();
    }

    /**
     * A child JVM.
     *
     * @param options of the JVM, with the heap limit
     * @param rest {@code -jar x.jar} or {@code -cp … Main}, and its arguments
     */
    public static List<String> of(List<String> options, List<String> rest) {
        var command = new ArrayList<String>();
        command.add(java());
        command.addAll(options);
        command.addAll(rest);
        return command;
    }
}
