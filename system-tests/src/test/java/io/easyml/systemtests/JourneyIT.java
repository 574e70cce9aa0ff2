package io.easyml.systemtests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.ByteArrayInputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.sql.DriverManager;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.zip.ZipInputStream;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** One user's way through the whole house, checked in every store by that store's own means. */
@ExtendWith(RunningPlatform.class)
class JourneyIT {

    private static final Duration JOB = Duration.ofMinutes(2);

    /** A user's project with one trained model in it. */
    private record Trained(Api api, String project, String job, byte[] table, JsonNode end) {}

    private static Trained train(Platform platform) throws Exception {
        var api = platform.api().newUser();
        var project = api.newProject("shop");
        var table = Tables.shoppers(2_000, 7);
        var fileId = api.upload(project, "shoppers.csv", table).path("file_id").asString();
        var job = api.train(project, fileId, "bought", "random_forest_classifier", Map.of("n_estimators", 20));
        return new Trained(api, project, job, table, api.awaitEnd(job, JOB));
    }

    @Test
    void aJobGoesFromUploadToARegisteredVersion(Platform platform) throws Exception {
        var trained = train(platform);

        var job = trained.end;
        assertThat(job.path("state").asString()).as(job.toString()).isEqualTo("succeeded");
        assertThat(job.path("metrics").path("accuracy").asDouble()).isGreaterThan(0.8);
        assertThat(job.path("model_version").asInt()).isEqualTo(1);
        assertThat(job.path("attempt").asInt()).isEqualTo(1);
        assertThat(platform.processes()).containsKey(job.path("worker").asString());
        var states = new ArrayList<String>();
        job.path("transitions").forEach(move -> states.add(move.path("state").asString()));
        assertThat(states).containsExactly("queued", "running", "registering", "succeeded");
    }

    @Test
    void anAcceptedJobIsAnsweredWithItsLocation(Platform platform) throws Exception {
        var api = platform.api().newUser();
        var project = api.newProject("location");
        api.upload(project, "shoppers.csv", Tables.shoppers(200, 1));

        var answer = api.submit(Map.of(
                "project_id", project,
                "file_id", "shoppers.csv",
                "target_column", "bought",
                "model_type", "decision_tree_classifier"));

        assertThat(answer.statusCode()).isEqualTo(202);
        var job = Api.JSON.readTree(answer.body()).path("job_id").asString();
        assertThat(answer.headers().firstValue("Location").orElseThrow()).endsWith("/api/v1/training/jobs/" + job);
        api.awaitEnd(job, JOB);
    }

    @Test
    void mlflowHasOneFinishedRunWithParametersMetricsInputsAndArtifacts(Platform platform) throws Exception {
        var trained = train(platform);
        var mlflow = new Api(platform.env("MLFLOW_TRACKING_URI"));
        var experiment = trained.api
                .get("/api/v1/projects/" + trained.project)
                .path("experiment_name")
                .asString();
        var experimentId = mlflow.get("/api/2.0/mlflow/experiments/get-by-name?experiment_name="
                        + java.net.URLEncoder.encode(experiment, StandardCharsets.UTF_8))
                .path("experiment")
                .path("experiment_id")
                .asString();
        var search = Map.of(
                "experiment_ids", List.of(experimentId), "filter", "tags.`easyml.job_id` = '" + trained.job + "'");

        await("the run to be finished").atMost(Duration.ofSeconds(60)).until(() -> {
            var runs = mlflow.post("/api/2.0/mlflow/runs/search", search, 200).path("runs");
            return runs.size() == 1
                    && runs.get(0).path("info").path("status").asString().equals("FINISHED");
        });

        var run = mlflow.post("/api/2.0/mlflow/runs/search", search, 200)
                .path("runs")
                .get(0);
        assertThat(pairs(run.path("data").path("params"))).containsEntry("n_estimators", "20");
        assertThat(Double.parseDouble(pairs(run.path("data").path("metrics")).get("accuracy")))
                .isEqualTo(trained.end.path("metrics").path("accuracy").asDouble());
        assertThat(run.path("inputs").path("dataset_inputs").size()).isEqualTo(1);
        var artifacts = mlflow.get("/api/2.0/mlflow/artifacts/list?path=model&run_id="
                + run.path("info").path("run_id").asString());
        assertThat(artifacts.toString()).contains("model/metadata.json");
        await("the registered model version")
                .atMost(Duration.ofSeconds(60))
                .untilAsserted(() -> assertThat(mlflow.get("/api/2.0/mlflow/model-versions/search?filter="
                                        + java.net.URLEncoder.encode(
                                                "run_id='"
                                                        + run.path("info")
                                                                .path("run_id")
                                                                .asString() + "'",
                                                StandardCharsets.UTF_8))
                                .path("model_versions")
                                .size())
                        .isEqualTo(1));
    }

    private static Map<String, String> pairs(JsonNode list) {
        var pairs = new java.util.HashMap<String, String>();
        list.forEach(pair ->
                pairs.put(pair.path("key").asString(), pair.path("value").asString()));
        return pairs;
    }

    @Test
    void gitCloneAndDvcPullGiveBackTheSameBytes(Platform platform, @TempDir Path folder) throws Exception {
        var trained = train(platform);
        var origin = platform.env("DVC_REPOS_DIR") + "/" + trained.project + ".git";

        Command.succeeds(Duration.ofSeconds(30), folder, "git", "clone", "-q", origin, "clone");
        var clone = folder.resolve("clone");
        Command.succeeds(Duration.ofMinutes(2), clone, platform.env("DVC_BIN"), "pull", "-q");

        try (var postgres = DriverManager.getConnection(jdbc(platform.env("POSTGRES_URL")), properties(platform));
                var versions = postgres.prepareStatement(
                        "select git_tag, git_commit, path, files from model_versions where job_id = ?::uuid")) {
            versions.setString(1, trained.job);
            var row = versions.executeQuery();
            assertThat(row.next()).isTrue();
            var tagged = Command.succeeds(
                    Duration.ofSeconds(10), clone, "git", "rev-list", "-n", "1", row.getString("git_tag"));
            assertThat(tagged.strip()).isEqualTo(row.getString("git_commit"));
            assertThat(Command.succeeds(
                                    Duration.ofSeconds(10), clone, "git", "cat-file", "-t", row.getString("git_tag"))
                            .strip())
                    .as("an annotated tag")
                    .isEqualTo("tag");
            var stored = Path.of(platform.env("MODELS_DIR")).resolve(row.getString("path"));
            for (var file : Api.JSON.readTree(row.getString("files"))) {
                var name = file.path("path").asString();
                var bytes = Files.readAllBytes(stored.resolve(name));
                assertThat(sha256(bytes)).isEqualTo(file.path("sha256").asString());
                assertThat(fileNamed(clone, Path.of(name).getFileName().toString(), bytes))
                        .as(name + " pulled")
                        .isTrue();
            }
        }
        assertThat(fileNamed(clone, "shoppers.csv", trained.table))
                .as("the dataset pulled")
                .isTrue();
    }

    private static boolean fileNamed(Path folder, String name, byte[] content) throws Exception {
        try (var files = Files.walk(folder)) {
            for (var file : files.filter(path -> path.getFileName().toString().equals(name))
                    .filter(Files::isRegularFile)
                    .toList()) {
                if (java.util.Arrays.equals(Files.readAllBytes(file), content)) {
                    return true;
                }
            }
        }
        return false;
    }

    @Test
    void postgresAndMongoHoldTheWholeStory(Platform platform) throws Exception {
        var trained = train(platform);

        try (var postgres = DriverManager.getConnection(jdbc(platform.env("POSTGRES_URL")), properties(platform));
                var statement = postgres.createStatement()) {
            var dataset = statement.executeQuery(
                    "select state, sha256 from dataset_versions where project_id = '" + trained.project + "'");
            assertThat(dataset.next()).isTrue();
            assertThat(dataset.getString("state")).isEqualTo("registered");
            assertThat(dataset.getString("sha256")).isEqualTo(sha256(trained.table));
            var tasks = statement.executeQuery("select count(*) from versioning_tasks where project_id = '"
                    + trained.project + "' and state = 'announced'");
            assertThat(tasks.next()).isTrue();
            assertThat(tasks.getInt(1)).isEqualTo(2);
        }
        try (var mongo = com.mongodb.client.MongoClients.create(platform.env("MONGO_URI"))) {
            var database = mongo.getDatabase(new com.mongodb.ConnectionString(platform.env("MONGO_URI")).getDatabase());
            await("the audit trail").atMost(Duration.ofSeconds(30)).untilAsserted(() -> {
                var types = new ArrayList<String>();
                database.getCollection("audit_logs")
                        .find(new org.bson.Document("key", trained.job))
                        .forEach(record -> types.add(record.getString("event_type")));
                assertThat(types)
                        .containsExactlyInAnyOrder(
                                "TrainingQueued", "TrainingStarted", "TrainingSucceeded", "ModelVersionRegistered");
            });
        }
    }

    @Test
    void aPlainKafkaConsumerReceivesTheJobsEventsInOrder(Platform platform) throws Exception {
        var trained = train(platform);
        var settings = Map.<String, Object>of(
                "bootstrap.servers",
                platform.env("KAFKA_BOOTSTRAP_SERVERS"),
                "group.id",
                "journey-" + trained.job,
                "auto.offset.reset",
                "earliest");
        var types = new ArrayList<String>();

        try (var consumer = new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            consumer.subscribe(List.of("easyml.training.events.v1"));
            await("the events").atMost(Duration.ofSeconds(30)).until(() -> {
                for (var record : consumer.poll(Duration.ofMillis(500))) {
                    if (new String(record.key(), StandardCharsets.UTF_8).equals(trained.job)) {
                        types.add(new String(
                                record.headers().lastHeader("event_type").value(), StandardCharsets.UTF_8));
                    }
                }
                return types.contains("ModelVersionRegistered");
            });
        }

        assertThat(types)
                .containsExactly("TrainingQueued", "TrainingStarted", "TrainingSucceeded", "ModelVersionRegistered");
    }

    @Test
    void aDownloadedModelPredictsWithoutThePlatform(Platform platform, @TempDir Path folder) throws Exception {
        var trained = train(platform);
        var model = trained.end.path("model_name").asString();
        var zip = trained.api.bytes("/api/v1/projects/" + trained.project + "/models/" + model + "/versions/1/content");
        try (var entries = new ZipInputStream(new ByteArrayInputStream(zip))) {
            for (var entry = entries.getNextEntry(); entry != null; entry = entries.getNextEntry()) {
                var file = folder.resolve(entry.getName()).normalize();
                assertThat(file.startsWith(folder)).isTrue();
                Files.createDirectories(file.getParent());
                Files.write(file, entries.readAllBytes());
            }
        }
        Path downloaded;
        try (var files = Files.walk(folder)) {
            downloaded = files.filter(file -> file.endsWith("metadata.json"))
                    .findFirst()
                    .orElseThrow()
                    .resolveSibling("");
        }
        var table = folder.resolve("new-shoppers.csv");
        Files.write(table, Tables.shoppers(50, 99));

        var predicted = platform.easyml(Duration.ofSeconds(60), "predict", downloaded.toString(), table.toString());

        assertThat(predicted.exitCode()).as(predicted.output()).isZero();
        assertThat(predicted.result().lines().filter(line -> line.startsWith("yes") || line.startsWith("no")))
                .hasSize(50);
    }

    /** An algorithm, the table it gets, the target (empty for none), and what a metric must be within. */
    private record Tried(
            String modelType,
            Map<String, Object> hyperparameters,
            String file,
            String target,
            String metric,
            double least,
            double most) {

        Tried(String modelType, String file, String target, String metric, double least) {
            this(modelType, Map.of(), file, target, metric, least, 1.0);
        }
    }

    private static final List<Tried> TRIED = List.of(
            new Tried("random_forest_classifier", "shoppers.csv", "bought", "accuracy", 0.8),
            new Tried("extra_trees_classifier", "shoppers.csv", "bought", "accuracy", 0.75),
            new Tried("decision_tree_classifier", "shoppers.csv", "bought", "accuracy", 0.75),
            new Tried("gradient_boosting_classifier", "shoppers.csv", "bought", "accuracy", 0.8),
            new Tried("ada_boost_classifier", "shoppers.csv", "bought", "accuracy", 0.75),
            new Tried("logistic_regression", "shoppers.csv", "bought", "accuracy", 0.8),
            new Tried("linear_svc", "shoppers.csv", "bought", "accuracy", 0.75),
            new Tried("sgd_classifier", "shoppers.csv", "bought", "accuracy", 0.75),
            new Tried("svc", "shoppers.csv", "bought", "accuracy", 0.75),
            new Tried("k_neighbors_classifier", "shoppers.csv", "bought", "accuracy", 0.75),
            new Tried("gaussian_nb", "shoppers.csv", "bought", "accuracy", 0.7),
            new Tried("multinomial_nb", "shoppers.csv", "bought", "accuracy", 0.4),
            new Tried("factorization_machine_classifier", "shoppers.csv", "bought", "accuracy", 0.75),
            new Tried("dummy_classifier", "shoppers.csv", "bought", "accuracy", 0.4),
            new Tried("random_forest_regressor", "flats.csv", "price", "r2", 0.9),
            new Tried("extra_trees_regressor", "flats.csv", "price", "r2", 0.9),
            new Tried("decision_tree_regressor", "flats.csv", "price", "r2", 0.85),
            new Tried("gradient_boosting_regressor", "flats.csv", "price", "r2", 0.9),
            new Tried("linear_regression", "flats.csv", "price", "r2", 0.95),
            new Tried("ridge", "flats.csv", "price", "r2", 0.95),
            new Tried("lasso", "flats.csv", "price", "r2", 0.95),
            new Tried("elastic_net", "flats.csv", "price", "r2", 0.6),
            new Tried("linear_svr", Map.of("C", 10_000), "flats.csv", "price", "r2", 0.8, 1.0),
            new Tried("sgd_regressor", "flats.csv", "price", "r2", 0.9),
            new Tried("svr", Map.of("C", 100_000), "flats.csv", "price", "r2", 0.8, 1.0),
            new Tried("k_neighbors_regressor", "flats.csv", "price", "r2", 0.85),
            new Tried("factorization_machine_regressor", "flats.csv", "price", "r2", 0.8),
            new Tried("dummy_regressor", Map.of(), "flats.csv", "price", "r2", -0.1, 0.0),
            new Tried("k_means", Map.of("n_clusters", 3), "heaps.csv", "", "silhouette", 0.7, 1.0),
            new Tried("hdbscan", Map.of("min_cluster_size", 50), "heaps.csv", "", "clusters", 3.0, 3.0),
            new Tried("one_class_svm", Map.of("nu", 0.1), "heaps.csv", "", "anomaly_fraction", 0.05, 0.2),
            new Tried("linear_one_class_svm", Map.of("nu", 0.1), "heaps.csv", "", "anomaly_fraction", 0.01, 0.4));

    @Test
    void everyAlgorithmTrainsOverRest(Platform platform) throws Exception {
        var api = platform.api().newUser();
        var project = api.newProject("algorithms");
        api.upload(project, "shoppers.csv", Tables.shoppers(1_000, 3));
        api.upload(project, "flats.csv", Tables.flats(1_000, 3));
        api.upload(project, "heaps.csv", Tables.heaps(600, 3));
        var jobs = new LinkedHashMap<Tried, String>();
        for (var tried : TRIED) {
            jobs.put(
                    tried,
                    api.train(project, tried.file(), tried.target(), tried.modelType(), tried.hyperparameters()));
        }

        for (var tried : jobs.entrySet()) {
            var job = api.awaitEnd(tried.getValue(), JOB.multipliedBy(3));

            assertThat(job.path("state").asString()).as(job.toString()).isEqualTo("succeeded");
            var metric = job.path("metrics").path(tried.getKey().metric());
            assertThat(metric.isNumber()).as(job.toString()).isTrue();
            assertThat(metric.asDouble())
                    .as(tried.getKey().modelType())
                    .isBetween(tried.getKey().least(), tried.getKey().most());
        }
    }

    @Test
    void everyAlgorithmOfTheCatalogueIsTriedHere(Platform platform) throws Exception {
        var names = new ArrayList<String>();
        platform.api()
                .newUser()
                .get("/api/v1/training/model-types")
                .path("items")
                .forEach(algorithm -> names.add(algorithm.path("name").asString()));

        assertThat(TRIED).extracting(Tried::modelType).containsExactlyInAnyOrderElementsOf(names);
    }

    @Test
    void aParquetFileIsATable(Platform platform, @TempDir Path folder) throws Exception {
        var csv = Files.write(folder.resolve("shoppers.csv"), Tables.shoppers(1_000, 4));
        var parquet = folder.resolve("shoppers.parquet");
        Command.succeeds(
                Duration.ofMinutes(1),
                folder,
                Path.of(platform.env("DVC_BIN")).resolveSibling("python").toString(),
                "-c",
                "import pandas, sys; pandas.read_csv(sys.argv[1]).to_parquet(sys.argv[2])",
                csv.toString(),
                parquet.toString());
        var api = platform.api().newUser();
        var project = api.newProject("parquet");
        var uploaded = api.upload(project, "shoppers.parquet", Files.readAllBytes(parquet));

        var job = api.awaitEnd(
                api.train(project, "shoppers.parquet", "bought", "random_forest_classifier", Map.of()), JOB);

        assertThat(uploaded.path("columns").toString())
                .isEqualTo("[\"age\",\"income\",\"city\",\"member\",\"visits\",\"bought\"]");
        assertThat(job.path("state").asString()).as(job.toString()).isEqualTo("succeeded");
        assertThat(job.path("metrics").path("accuracy").asDouble()).isGreaterThan(0.8);
    }

    @Test
    void aTableIsReadAsItsOwnerSays(Platform platform) throws Exception {
        var api = platform.api().newUser();
        var project = api.newProject("options");
        var text = "größe;farbe;klasse\n" + "1;rot;a\nfehlt;blau;b\n2;rot;a\n".repeat(50) + "1;rot\n3;grün;b;?\n";
        api.upload(project, "sizes.csv", text.getBytes(StandardCharsets.UTF_16LE));
        var job = Map.of(
                "project_id", project,
                "file_id", "sizes.csv",
                "target_column", "klasse",
                "model_type", "decision_tree_classifier");
        var strict = new LinkedHashMap<String, Object>(job);
        strict.put("table", Map.of("delimiter", ";", "encoding", "utf-16le", "missing_values", List.of("fehlt")));
        var told = new LinkedHashMap<String, Object>(job);
        told.put(
                "table",
                Map.of(
                        "delimiter",
                        ";",
                        "encoding",
                        "utf-16le",
                        "missing_values",
                        List.of("fehlt"),
                        "column_types",
                        Map.of("größe", "number"),
                        "ignore_columns",
                        List.of("farbe"),
                        "max_bad_rows",
                        2));

        var refused =
                api.awaitEnd(Api.checked(api.submit(strict), 202).path("job_id").asString(), JOB);
        var read =
                api.awaitEnd(Api.checked(api.submit(told), 202).path("job_id").asString(), JOB);

        assertThat(refused.path("failure").path("code").asString())
                .as(refused.toString())
                .isEqualTo("UNREADABLE_ROW");
        assertThat(refused.path("failure").path("message").asString()).contains("line 152");
        assertThat(read.path("state").asString()).as(read.toString()).isEqualTo("succeeded");
        // a size is missing where the class is b, and nowhere else
        assertThat(read.path("metrics").path("accuracy").asDouble()).isEqualTo(1.0);
    }

    @Test
    void aClassCountsByItsWeight(Platform platform) throws Exception {
        var api = platform.api().newUser();
        var project = api.newProject("weights");
        api.upload(project, "shoppers.csv", Tables.shoppers(1_000, 5));

        var even = api.train(project, "shoppers.csv", "bought", "logistic_regression", Map.of());
        var light = api.train(
                project,
                "shoppers.csv",
                "bought",
                "logistic_regression",
                Map.of("class_weight", Map.of("yes", 0.0001, "no", 1)));

        assertThat(api.awaitEnd(even, JOB)
                        .path("metrics")
                        .path("balanced_accuracy")
                        .asDouble())
                .isGreaterThan(0.75);
        // a class that hardly counts is hardly ever said
        assertThat(api.awaitEnd(light, JOB)
                        .path("metrics")
                        .path("balanced_accuracy")
                        .asDouble())
                .isBetween(0.45, 0.6);
    }

    @Test
    void aMisspeltTargetIsRefusedWithTheNearestColumn(Platform platform) throws Exception {
        var api = platform.api().newUser();
        var project = api.newProject("typo");
        api.upload(project, "shoppers.csv", Tables.shoppers(200, 1));

        var answer = api.submit(Map.of(
                "project_id", project,
                "file_id", "shoppers.csv",
                "target_column", "bougth",
                "model_type", "decision_tree_classifier"));

        assertThat(answer.statusCode()).isEqualTo(422);
        assertThat(Api.JSON.readTree(answer.body()).path("code").asString()).isEqualTo("TARGET_NOT_FOUND");
        assertThat(answer.body()).contains("bougth").contains("bought");
    }

    @Test
    void nobodySeesAnothersProjectByAnyDoor(Platform platform) throws Exception {
        var trained = train(platform);
        var stranger = platform.api().newUser();
        var project = "/api/v1/projects/" + trained.project;

        for (var path : List.of(
                project,
                project + "/datasets",
                project + "/datasets/shoppers.csv",
                project + "/datasets/shoppers.csv/content",
                project + "/models",
                "/api/v1/training/jobs/" + trained.job,
                "/api/v1/training/jobs/" + trained.job + "/events")) {
            assertThat(stranger.answer(path).statusCode()).as(path).isEqualTo(404);
            assertThat(platform.api().answer(path).statusCode())
                    .as(path + " unauthenticated")
                    .isEqualTo(401);
        }
        assertThat(stranger.get("/api/v1/training/jobs").toString()).doesNotContain(trained.job);
    }

    @Test
    void theCliTrainsAFileAndPrintsTheResultAsJson(Platform platform, @TempDir Path folder) throws Exception {
        var table = folder.resolve("flats.csv");
        Files.write(table, Tables.flats(1_000, 5));

        var command = platform.easyml(
                JOB, "train", table.toString(), "--target", "price", "--type", "linear_regression", "-o", "json");

        assertThat(command.exitCode()).as(command.output()).isZero();
        var result = Api.JSON.readTree(command.result());
        assertThat(result.path("state").asString()).isEqualTo("succeeded");
        assertThat(result.path("metrics").path("r2").asDouble()).isGreaterThan(0.95);
    }

    private static String sha256(byte[] bytes) throws Exception {
        return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    }

    private static String jdbc(String url) {
        var uri = URI.create(url);
        return "jdbc:postgresql://" + uri.getHost() + ":" + uri.getPort() + uri.getPath();
    }

    private static Properties properties(Platform platform) throws Exception {
        var userInfo = URI.create(platform.env("POSTGRES_URL")).getUserInfo().split(":", 2);
        var properties = new Properties();
        properties.setProperty("user", userInfo[0]);
        properties.setProperty("password", userInfo.length > 1 ? userInfo[1] : "");
        return properties;
    }
}
