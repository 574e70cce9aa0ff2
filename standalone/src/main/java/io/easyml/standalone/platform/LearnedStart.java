package io.easyml.standalone.platform;

import io.easyml.embedded.ChildProcess;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * A start that is learned once a build: what a JVM remembers of one that is made for that alone (ahead-of-time cache, JEP
 * 483 and 514), in the folder of the jars. Where learning failed the file is empty: starts take longer, it is not tried
 * again, and {@code start.log} beside it says why.
 */
record LearnedStart(Path folder) {

    private static final Duration LIMIT = Duration.ofSeconds(120);

    /** How it is learned. */
    interface Lesson {

        /**
         * Starts what there is to start, by {@link #run}.
         *
         * @param temporary a folder that is removed afterwards
         * @param cache the file to make, in that folder
         * @return whether it went well
         */
        boolean learn(Path temporary, Path cache) throws InterruptedException;
    }

    /** Options of a JVM that starts so; empty if nothing was learned. */
    List<String> options() {
        return cache().toFile().length() > 0 ? List.of("-XX:AOTCache=" + cache()) : List.of();
    }

    /** Whether {@link #learn} has been through. */
    boolean isLearned() {
        return Files.exists(cache());
    }

    /** Whether {@link #learn} has been through since these files were made. */
    boolean isLearnedSince(Stream<File> files) {
        long learned = cache().toFile().lastModified();
        return files.allMatch(file -> file.lastModified() <= learned);
    }

    /**
     * Learns it anew.
     *
     * @return whether there is something to start with now
     */
    boolean learn(Lesson lesson) throws IOException, InterruptedException {
        var temporary = Files.createTempDirectory(folder, ".start");
        var made = temporary.resolve("start.aot");
        try {
            // a JVM ends well also where it could not write what it learned
            var learned = lesson.learn(temporary, made) && Files.exists(made);
            if (!learned) {
                Files.deleteIfExists(made);
                Files.createFile(made);
            }
            Files.move(made, cache(), StandardCopyOption.ATOMIC_MOVE);
            return learned;
        } finally {
            ServiceApp.delete(temporary);
        }
    }

    /** Whether a JVM that learns ends well; what it says is added to {@code start.log}. */
    boolean run(List<String> command, Map<String, String> environment, Path directory) throws InterruptedException {
        return ChildProcess.start("start cache", "", command, environment, directory, folder.resolve("start.log"))
                .endsWell(LIMIT);
    }

    private Path cache() {
        return folder.resolve("start.aot");
    }
}
