package io.easyml.standalone.demo;

import com.mongodb.ConnectionString;
import com.mongodb.client.MongoClients;
import io.easyml.standalone.client.ApiClient;
import io.easyml.standalone.setup.SetupSettings;
import io.easyml.standalone.store.Runs;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;

/** Trains several algorithms on real tables, then asks each store whether the results are there. */
public final class Demo {

    private static final String PROJECT = "demo";
    /** MLflow and the audit trail follow the events; everything else is there when the job is done. */
    private static final Duration CATCH_UP = Duration.ofSeconds(60);

    private final Map<String, String> env;
    private final DemoTables tables;
    private final Consumer<String> tell;

    /**
     * A demo on the platform with these settings.
     *
     * @param tell takes the lines that a person reads meanwhile and at the end
     */
    public Demo(Map<String, String> env, DemoTables tables, Consumer<String> tell) {
        this.env = env;
        this.tables = tables;
        this.tell = tell;
    }

    /** Runs it; true only if every job succeeded and every store has what it must have. */
    public boolean run() throws Exception {
        var finished = trainAll();
        tell.accept("\nAsking the stores themselves");
        var faults = askAll(finished);
        DemoTable.print(finished, faults, tell);
        DemoTable.whereToLook(env, finished, tell);
        return finished.stream().allMatch(FinishedJob::succeeded)
                && faults.values().stream().allMatch(List::isEmpty);
    }

    private record Submitted(DemoJob asked, String sha256, String id) {}

    private List<FinishedJob> trainAll() throws Exception {
        try (var api = ApiClient.signedIn(env)) {
            var project = api.project(PROJECT);
            var projectId = project.path("id").asString();
            var experiment = project.path("experiment_name").asString();
            var fileIds = new HashMap<String, String>();
            var hashes = new HashMap<String, String>();
            var submitted = new ArrayList<Submitted>();
            for (var job : DemoJob.all()) {
                var file = tables.file(job.table());
                if (!fileIds.containsKey(job.table())) {
                    fileIds.put(
                            job.table(),
                            api.upload(projectId, file).path("file_id").asString());
                    hashes.put(job.table(), sha256(file));
                    tell.accept("Uploaded " + file.getFileName());
                }
                var id = api.train(
                        projectId, Objects.requireNonNull(fileIds.get(job.table())), "target", job.modelType());
                submitted.add(new Submitted(job, Objects.requireNonNull(hashes.get(job.table())), id));
            }
            var finished = new ArrayList<FinishedJob>();
            for (var job : submitted) {
                var end = new FinishedJob(
                        job.asked(), projectId, experiment, job.sha256(), api.await(job.id(), now -> {}));
                finished.add(end);
                tell.accept(line(end));
            }
            return finished;
        }
    }

    private static String line(FinishedJob job) {
        return String.format(
                Locale.ROOT,
                "Trained %-28s on %-13s  %s",
                job.asked().modelType(),
                job.asked().table(),
                job.succeeded()
                        ? String.format(Locale.ROOT, "%s %.4f", job.asked().metric(), job.metric())
                        : job.end().path("state").asString() + ": "
                                + job.end().path("failure").path("message").asString());
    }

    /** The faults of each store, over all jobs; a store that follows the events gets time to catch up. */
    private Map<Store, List<String>> askAll(List<FinishedJob> jobs) throws InterruptedException {
        var settings = SetupSettings.of(env);
        var mongoUri = new ConnectionString(setting("MONGO_URI"));
        var faults = new LinkedHashMap<Store, List<String>>();
        try (var mlflow = new Runs(setting("MLFLOW_TRACKING_URI"));
                var mongo = MongoClients.create(mongoUri)) {
            var postgres = new PostgresStore(settings);
            // one limit for all: what follows the events follows those of all jobs
            var end = System.nanoTime() + CATCH_UP.toNanos();
            for (var store : List.of(
                    postgres,
                    new GitStore(Path.of(setting("DVC_REPOS_DIR")), postgres),
                    new DvcStore(Path.of(setting("DVC_REMOTE_URL")), postgres),
                    new MlflowStore(mlflow),
                    new MongoStore(mongo.getDatabase(Objects.requireNonNull(mongoUri.getDatabase()))),
                    new KafkaStore(setting("KAFKA_BOOTSTRAP_SERVERS")))) {
                var found = new ArrayList<String>();
                for (var job : jobs) {
                    ask(store, job, end)
                            .forEach(fault -> found.add(job.asked().modelType() + " on "
                                    + job.asked().table() + ": " + fault));
                }
                faults.put(store, found);
            }
        }
        return faults;
    }

    private static List<String> ask(Store store, FinishedJob job, long end) throws InterruptedException {
        while (true) {
            var faults = askOnce(store, job);
            if (faults.isEmpty() || !job.succeeded() || System.nanoTime() - end > 0) {
                return faults;
            }
            Thread.sleep(500);
        }
    }

    private static List<String> askOnce(Store store, FinishedJob job) throws InterruptedException {
        try {
            return store.faults(job);
        } catch (InterruptedException asked) {
            throw asked;
        } catch (Exception cannotBeAsked) {
            return List.of("it could not be asked: " + cannotBeAsked.getMessage());
        }
    }

    private String setting(String name) {
        return Objects.requireNonNull(env.get(name), name);
    }

    private static String sha256(Path file) throws Exception {
        return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(file)));
    }
}
