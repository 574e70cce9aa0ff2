package io.easyml.systemtests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/** A store that is away for a while, and the time meanwhile. */
final class Outage {

    /** How long a part stays away in these tests. */
    static final Duration LENGTH = Duration.ofSeconds(60);

    /** The directory that stands for a remote storage; every other store is a process. */
    static final String DVC_REMOTE = "dvc-remote";

    private Outage() {}

    static void begins(Platform platform, String store) throws IOException, InterruptedException {
        if (store.equals(DVC_REMOTE)) {
            Files.move(remote(platform), elsewhere(platform));
        } else {
            platform.hold(store);
        }
    }

    static void ends(Platform platform, String store) throws IOException, InterruptedException {
        if (store.equals(DVC_REMOTE)) {
            assertThat(remote(platform))
                    .as("nobody makes a remote that is away anew")
                    .doesNotExist();
            Files.move(elsewhere(platform), remote(platform));
        } else {
            platform.release(store);
        }
    }

    /** Lets time pass with work in it: a job every other second. */
    static void passes(Load load, Duration time) {
        var end = System.nanoTime() + time.toNanos();
        await("the end of the outage")
                .atMost(time.multipliedBy(2).plusMinutes(2))
                .pollInterval(Duration.ofSeconds(2))
                .until(() -> {
                    load.offerSmall();
                    return System.nanoTime() > end;
                });
    }

    private static Path remote(Platform platform) throws IOException, InterruptedException {
        return Path.of(platform.env("DVC_REMOTE_URL"));
    }

    private static Path elsewhere(Platform platform) throws IOException, InterruptedException {
        return remote(platform).resolveSibling("dvc-remote-elsewhere");
    }
}
