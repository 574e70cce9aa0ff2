package io.easyml.training.run;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Which process works in a staging folder: a file in it with machine, process id and start time. So a folder whose process
 * was killed is known for what it is to the next one on that machine; elsewhere it goes by its age.
 */
final class StagingOwner {

    private static final String FILE = ".owner";

    private StagingOwner() {}

    static void mark(Path folder, ProcessHandle process) throws IOException {
        Files.writeString(folder.resolve(FILE), of(process));
    }

    /** Whether the process that worked there ran on this machine and is gone. */
    static boolean isGone(Path folder) {
        try {
            var owner = Files.readString(folder.resolve(FILE));
            var words = owner.split(" ", -1);
            return words.length == 3
                    && words[0].equals(machine())
                    && ProcessHandle.of(Long.parseLong(words[1]))
                            .filter(ProcessHandle::isAlive)
                            .map(StagingOwner::of)
                            .filter(owner::equals)
                            .isEmpty();
        } catch (IOException | NumberFormatException unknown) {
            return false;
        }
    }

    private static String of(ProcessHandle process) {
        return machine() + " " + process.pid() + " "
                + process.info().startInstant().map(Object::toString).orElse("?");
    }

    private static String machine() {
        try {
            return InetAddress.getLocalHost().getHostName().replace(' ', '_');
        } catch (IOException nameless) {
            return "?";
        }
    }
}
