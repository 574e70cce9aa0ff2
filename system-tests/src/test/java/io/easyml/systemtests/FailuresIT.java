package io.easyml.systemtests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import tools.jackson.databind.JsonNode;

/** Everything that ends a job badly ends it with a state, a class, a code and a sentence; the next job succeeds. */
@Tag("faults")
@ExtendWith(RunningPlatform.class)
class FailuresIT {

    private static final Duration JOB = Duration.ofMinutes(3);
    private static final String TREE = "decision_tree_classifier";
    private static final String HEADER = "x,y,label\n";
    private static final String ROWS =
            "1,2,a\n2,3,b\n3,1,a\n4,5,b\n5,3,a\n6,1,b\n7,2,a\n8,8,b\n9,1,a\n10,1,b\n11,1,a\n";

    /** A table, what is asked of it, and what comes of it. */
    private record Fault(String table, String target, String code, String failureClass, String says) {}

    private static final List<Fault> FAULTS = List.of(
            new Fault(HEADER + ROWS, "labl", "TARGET_NOT_FOUND", "user", "label"),
            new Fault(HEADER + ROWS.replace(",b", ",a"), "label", "TARGET_HAS_ONE_CLASS", "data", "label"),
            new Fault(HEADER + ROWS.replace("4,5,b", "4,5,b,9"), "label", "UNREADABLE_ROW", "data", "line 5"),
            new Fault(HEADER, "label", "EMPTY_FILE", "data", "no rows"),
            new Fault(
                    HEADER + ROWS.replaceAll("(?m)^\\d+,\\d,", "7,7,"),
                    "label",
                    "NO_USABLE_FEATURES",
                    "data",
                    "the same value in every row"));

    @Test
    void aFaultOfTheRequestOrTheTableIsNamedAtTheDoorOrInTheJob(Platform platform) throws Exception {
        var load = Load.on(platform, "faults");
        var api = load.api();
        for (int i = 0; i < FAULTS.size(); i++) {
            var fault = FAULTS.get(i);
            var file = "fault" + i + ".csv";
            api.upload(load.project(), file, fault.table().getBytes(StandardCharsets.UTF_8));

            var answer = api.submit(job(load, file, fault.target(), TREE, Map.of()));

            var said = answer.statusCode() == 202
                    ? failure(api.awaitEnd(
                            Api.JSON.readTree(answer.body()).path("job_id").asString(), JOB))
                    : Api.JSON.readTree(answer.body());
            assertThat(said.path("code").asString()).as(said.toString()).isEqualTo(fault.code());
            assertThat(said.toString()).contains(fault.says());
            if (answer.statusCode() == 202) {
                assertThat(said.path("class").asString()).isEqualTo(fault.failureClass());
            }
        }
        theNextJobSucceeds(load);
        platform.isHealthy();
    }

    @Test
    void aFileWithoutAHeaderIsRefusedWhenItIsUploaded(Platform platform) throws Exception {
        var load = Load.on(platform, "empty");

        var answer = load.api().uploaded(load.project(), "empty.csv", new byte[0]);

        assertThat(answer.statusCode()).isBetween(400, 499);
        assertThat(Api.JSON.readTree(answer.body()).path("code").asString()).isEqualTo("EMPTY_FILE");
    }

    @Test
    void aRunThatTakesTooLongOrNeedsTooMuchMemoryFailsWithWhatWasAllowed(Platform platform) throws Exception {
        var load = Load.on(platform, "limits");
        load.api().upload(load.project(), "wide.csv", wide(250_000));

        var late = load.endless(Map.of("max_runtime_seconds", 3));
        var big = load.submit(job(load, "wide.csv", "label", "random_forest_classifier", Map.of("max_memory_mb", 256)));

        var slow = failure(load.api().awaitEnd(late, JOB));
        assertThat(slow.path("code").asString()).isEqualTo("MAX_RUNTIME_EXCEEDED");
        assertThat(slow.path("class").asString()).isEqualTo("resource");
        assertThat(slow.path("message").asString())
                .contains("limits.max_runtime_seconds")
                .contains("3 s");
        var large = failure(load.api().awaitEnd(big, JOB));
        assertThat(large.path("code").asString()).as(large.toString()).isEqualTo("OUT_OF_MEMORY");
        assertThat(large.path("class").asString()).isEqualTo("resource");
        assertThat(large.path("message").asString())
                .contains("limits.max_memory_mb")
                .contains("256");
        theNextJobSucceeds(load);
        platform.isHealthy();
    }

    @Test
    void aCrashInNativeCodeIsTriedAgainAndFailsTheJobAfterTheThirdTime(Platform platform) throws Exception {
        var load = Load.on(platform, "crashes");
        var job = load.endless();
        for (int attempt = 1; attempt <= 3; attempt++) {
            var now = attempt;
            var worker = await("attempt " + attempt + " to train")
                    .atMost(JOB)
                    .until(
                            () -> load.api().job(job),
                            running -> running.path("attempt").asInt() == now
                                    && running.path("progress")
                                            .path("phase")
                                            .asString("")
                                            .equals("fit"))
                    .path("worker")
                    .asString();
            for (var trainer : platform.trainers(worker)) {
                Platform.signal(trainer, "SEGV");
            }
        }
        var said = failure(load.api().awaitEnd(job, JOB));
        assertThat(said.path("code").asString()).isEqualTo("TRAINER_CRASHED");
        assertThat(said.path("class").asString()).isEqualTo("infrastructure");
        assertThat(said.path("message").asString()).contains("SIGSEGV");
        theNextJobSucceeds(load);
        platform.isHealthy();
    }

    private static JsonNode failure(JsonNode job) {
        assertThat(job.path("state").asString()).as(job.toString()).isEqualTo("failed");
        assertThat(job.path("failure").path("message").asString()).isNotBlank();
        return job.path("failure");
    }

    /** On each worker, since both had some of what failed. */
    private static void theNextJobSucceeds(Load load) {
        var next = List.of(load.small(), load.small(), load.small());
        next.forEach(
                job -> assertThat(load.api().awaitEnd(job, JOB).path("state").asString())
                        .isEqualTo("succeeded"));
    }

    private static Map<String, Object> job(
            Load load, String file, String target, String modelType, Map<String, ?> limits) {
        var job = new LinkedHashMap<String, Object>();
        job.put("project_id", load.project());
        job.put("file_id", file);
        job.put("target_column", target);
        job.put("model_type", modelType);
        job.put("limits", limits);
        return job;
    }

    /** Numbers without a rule in them: trees grow until nothing is left to split, and take their memory. */
    private static byte[] wide(int rows) {
        var random = new Random(5);
        var table = new StringBuilder("a,b,c,d,e,f,g,h,label\n");
        for (int i = 0; i < rows; i++) {
            for (int column = 0; column < 8; column++) {
                table.append(random.nextInt(1_000_000)).append(',');
            }
            table.append(i % 3).append('\n');
        }
        return table.toString().getBytes(StandardCharsets.UTF_8);
    }
}
