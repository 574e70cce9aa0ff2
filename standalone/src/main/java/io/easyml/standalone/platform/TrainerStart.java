package io.easyml.standalone.platform;

import io.easyml.embedded.JavaCommand;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * What the JVM learns of a trainer that trains once, beside the trainer's jars, where a worker looks for it. A forest on
 * 32,561 rows, with the trainer's start, then takes two thirds of the time.
 */
public record TrainerStart(Home home) {

    /** Options of a JVM that runs the trainer's jars in another process than a worker's. */
    public List<String> options() {
        var options = new ArrayList<>(List.of("@" + home.trainerOptions()));
        options.addAll(start().options());
        return options;
    }

    /** Whether {@link #learn} has been through for these jars and options. */
    boolean isLearned() {
        var jars = Stream.of(home.trainer(), home.trainer().resolve("lib"))
                .flatMap(folder -> Stream.ofNullable(folder.toFile().listFiles((in, name) -> name.endsWith(".jar"))))
                .flatMap(Arrays::stream);
        return start().isLearnedSince(
                        Stream.concat(jars, Stream.of(home.trainerOptions().toFile())));
    }

    /** Trains on a made-up table and keeps what the JVM learned. */
    boolean learn() throws IOException, InterruptedException {
        return start().learn((temporary, cache) -> start().run(rehearsal(temporary, cache), Map.of(), temporary));
    }

    private List<String> rehearsal(Path temporary, Path cache) {
        return JavaCommand.of(
                List.of(
                        "@" + home.trainerOptions(),
                        "-Xmx512m",
                        "-XX:AOTCacheOutput=" + cache,
                        "-Djava.io.tmpdir=" + temporary),
                List.of("-cp", home.trainerClassPath(), "io.easyml.trainer.Main", "--rehearse", temporary.toString()));
    }

    private LearnedStart start() {
        return new LearnedStart(home.trainer());
    }
}
