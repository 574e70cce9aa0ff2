package io.easyml.systemtests;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Stores that go away under load and come back: nobody starts a service again, and nothing is lost. */
@Tag("faults")
@ExtendWith(RunningPlatform.class)
class OutageIT {

    private static final String DVC_REMOTE = "dvc-remote";
    private static final int BEFORE = 10;

    /** Three away together: jobs are accepted without the first three, and not without the others. */
    static List<List<String>> outages() {
        return List.of(List.of("kafka", "mlflow", DVC_REMOTE), List.of("postgres", "mongo", "redis"));
    }

    @ParameterizedTest
    @MethodSource("outages")
    void aStoreGoesAwayUnderLoadAndComesBack(List<String> stores, Platform platform) throws Exception {
        var load = Load.on(platform, "without " + stores.getFirst());
        var services =
                platform.pids("gateway", "training-worker-1", "training-worker-2", "versioning-worker", "audit-sink");
        for (int i = 0; i < BEFORE; i += 2) {
            load.small();
            load.large();
        }
        Platform.each(stores, store -> away(platform, store));
        Outage.passes(load);
        Platform.each(stores, store -> back(platform, store));
        platform.awaitReady();
        load.awaitSuccess(Load.LIMIT);
        platform.isHealthy();
        assertThat(platform.pids(
                        "gateway", "training-worker-1", "training-worker-2", "versioning-worker", "audit-sink"))
                .as("nobody started a service again")
                .isEqualTo(services);
        // what is accepted while a store is away is in PostgreSQL until it can be sent
        var acceptsMeanwhile = !stores.contains("postgres");
        assertThat(load.jobs()).hasSizeGreaterThan(acceptsMeanwhile ? BEFORE : BEFORE - 1);
    }

    private static void away(Platform platform, String store) throws Exception {
        if (store.equals(DVC_REMOTE)) {
            Files.move(remote(platform), elsewhere(platform));
        } else {
            platform.hold(store);
        }
    }

    private static void back(Platform platform, String store) throws Exception {
        if (store.equals(DVC_REMOTE)) {
            assertThat(remote(platform))
                    .as("nobody makes a remote that is away anew")
                    .doesNotExist();
            Files.move(elsewhere(platform), remote(platform));
        } else {
            platform.release(store);
        }
    }

    private static Path remote(Platform platform) throws Exception {
        return Path.of(platform.env("DVC_REMOTE_URL"));
    }

    private static Path elsewhere(Platform platform) throws Exception {
        return remote(platform).resolveSibling("dvc-remote-elsewhere");
    }
}
