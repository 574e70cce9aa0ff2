package io.easyml.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.easyml.schemas.avro.AttemptFailed;
import io.easyml.schemas.avro.TrainModel;
import io.easyml.schemas.avro.TrainingFailed;
import io.easyml.schemas.avro.TrainingInterrupted;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GatewayIT {

    private static final String TABLE = Shop.TABLE;
    private static final Duration SOON = Duration.ofSeconds(20);
    private static GatewayUnderTest gateway;

    @BeforeAll
    static void start() {
        gateway = GatewayUnderTest.start("gateway-it");
    }

    @AfterAll
    static void stop() {
        gateway.close();
    }

    private static Shop shop() {
        return Shop.open(gateway);
    }

    private static TrainModel command(String job, int attempt) {
        return Worker.command(gateway, job, attempt);
    }

    private static UUID startRun(TrainModel command) {
        return Worker.start(gateway, command);
    }

    @Test
    void aJobGoesFromTheDoorToSucceededByItsEventsAlone() {
        var shop = shop();
        var accepted = shop.train(Map.of("session_id", "monday"));
        assertThat(accepted.status()).isEqualTo(202);
        var job = accepted.body().path("job_id").asString();
        assertThat(accepted.raw().headers().firstValue("Location")).hasValue("/api/v1/training/jobs/" + job);

        var command = command(job, 1);
        assertThat(command.getOrder().getModelName()).isEqualTo("shop_bought");
        assertThat(command.getOrder().getHyperparameters()).containsKey("max_depth");
        var run = startRun(command);
        shop.awaitState(job, "running");
        gateway.say(UUID.fromString(job), Worker.succeeded(command, run));
        shop.awaitState(job, "registering");
        gateway.say(UUID.fromString(job), Worker.registered(command, run));
        shop.awaitState(job, "succeeded");

        var end = shop.read(job);
        assertThat(end.path("worker").asString()).isEqualTo("worker-9");
        assertThat(end.path("metrics").path("accuracy").asDouble()).isEqualTo(0.9);
        assertThat(end.path("model_version").asInt()).isEqualTo(1);
        var states = new ArrayList<String>();
        end.path("transitions").forEach(move -> states.add(move.path("state").asString()));
        assertThat(states).containsExactly("queued", "running", "registering", "succeeded");
        var events = shop.http()
                .get("/api/v1/training/jobs/" + job + "/events")
                .body()
                .path("items");
        assertThat(events.findValuesAsString("type"))
                .containsExactly("TrainingQueued", "TrainingStarted", "TrainingSucceeded", "ModelVersionRegistered");
        assertThat(shop.http()
                        .get("/api/v1/training/jobs?session_id=monday&state=succeeded")
                        .body()
                        .path("items")
                        .size())
                .isEqualTo(1);
    }

    @Test
    void aRecordThatArrivesTwiceChangesNothingTheSecondTime() {
        var shop = shop();
        var job = shop.job();
        var command = command(job, 1);
        var run = startRun(command);
        var said = gateway.say(UUID.fromString(job), Worker.succeeded(command, run));
        gateway.send(said);
        var failed = TrainingFailed.newBuilder()
                .setJobId(command.getOrder().getJobId())
                .setProjectId(command.getOrder().getProjectId())
                .setAttempt(1)
                .setRunId(run)
                .setWorker("worker-9")
                .setCode("TARGET_HAS_ONE_CLASS")
                .setFailureClass("data")
                .setMessage("a second outcome, which comes too late")
                .build();
        gateway.say(UUID.fromString(job), failed);
        gateway.say(UUID.fromString(job), Worker.registered(command, run));

        shop.awaitState(job, "succeeded");
        assertThat(shop.read(job).path("transitions").size()).isEqualTo(4);
        assertThat(shop.read(job).path("failure").isNull()).isTrue();
    }

    @Test
    void infrastructureFailuresGiveThreeAttemptsAndInterruptionsAreNotCounted() {
        var shop = shop();
        var job = shop.job();
        var first = command(job, 1);
        gateway.say(
                UUID.fromString(job),
                TrainingInterrupted.newBuilder()
                        .setJobId(first.getOrder().getJobId())
                        .setProjectId(first.getOrder().getProjectId())
                        .setAttempt(1)
                        .setRunId(startRun(first))
                        .setWorker("worker-9")
                        .build());
        for (int attempt = 2; attempt <= 4; attempt++) {
            var command = command(job, attempt);
            gateway.say(
                    UUID.fromString(job),
                    AttemptFailed.newBuilder()
                            .setJobId(command.getOrder().getJobId())
                            .setProjectId(command.getOrder().getProjectId())
                            .setAttempt(attempt)
                            .setRunId(startRun(command))
                            .setWorker("worker-9")
                            .setCode("STORAGE_UNAVAILABLE")
                            .setFailureClass("infrastructure")
                            .setMessage("the disk is gone")
                            .build());
        }
        shop.awaitState(job, "failed");
        assertThat(shop.read(job).path("failure").path("code").asString()).isEqualTo("STORAGE_UNAVAILABLE");
        assertThat(shop.read(job).path("failure").path("message").asString())
                .contains("3 attempts", "the disk is gone");
        assertThat(shop.read(job).path("attempt").asInt()).isEqualTo(4);
    }

    @Test
    void aRestartedGatewayGoesOnWhereItWas() {
        var shop = shop();
        var job = shop.job();
        var command = command(job, 1);
        var run = startRun(command);
        var worker = new Worker(gateway, "worker-9", 1);
        worker.holds(command, run, 50, 10);
        shop.awaitState(job, "running");

        gateway.restart();

        var again = new Shop(Http.newUser(gateway.address()), shop.project());
        assertThat(again.http().get("/api/v1/training/jobs/" + job).status()).isEqualTo(404);
        var admin = new Http(gateway.address(), "").signedIn("admin", "an admin's password");
        gateway.say(UUID.fromString(job), Worker.succeeded(command(job, 1), run));
        await("the projector to go on")
                .atMost(SOON)
                .untilAsserted(() -> assertThat(admin.get("/api/v1/training/jobs/" + job)
                                .body()
                                .path("state")
                                .asString())
                        .isEqualTo("registering"));
        assertThat(gateway.read(gateway.topics.trainingCommands()).stream()
                        .filter(event -> event.key().equals(job)))
                .hasSize(1);
        worker.close();
    }

    @Test
    void theSameIdempotencyKeyGetsTheSameJobAndAnotherRequestIsRefused() {
        var shop = shop();
        var first = shop.train(Map.of(), "Idempotency-Key", "monday-1");
        var second = shop.train(Map.of(), "Idempotency-Key", "monday-1");
        var other = shop.train(Map.of("seed", 7), "Idempotency-Key", "monday-1");

        assertThat(second.status()).isEqualTo(202);
        assertThat(second.body()).isEqualTo(first.body());
        assertThat(other.status()).isEqualTo(409);
        assertThat(other.body().path("code").asString()).isEqualTo("IDEMPOTENCY_KEY_REUSED");
    }

    @Test
    void theSameBytesAreTheSameVersionAndOthersTheNext() throws Exception {
        var shop = shop();

        var same = shop.http().upload(shop.project(), "shop.csv", TABLE);
        var next = shop.http().upload(shop.project(), "shop.csv", TABLE + "50,Turin,yes\n");

        assertThat(same.status()).isEqualTo(200);
        assertThat(same.body().path("version").asInt()).isEqualTo(1);
        assertThat(next.status()).isEqualTo(201);
        assertThat(next.body().path("version").asInt()).isEqualTo(2);
        assertThat(shop.http()
                        .get("/api/v1/projects/" + shop.project() + "/datasets/shop.csv@v1/content")
                        .raw()
                        .body())
                .isEqualTo(TABLE);
        assertThat(shop.http()
                        .get("/api/v1/projects/" + shop.project() + "/datasets/shop.csv")
                        .body()
                        .path("versions")
                        .size())
                .isEqualTo(2);
        try (var staged = Files.list(gateway.folder.resolve("datasets/.staging"))) {
            assertThat(staged).isEmpty();
        }
    }

    @Test
    void anUploadOverTheLimitIsRefusedAndLeavesNothing() throws Exception {
        var shop = shop();

        var answer = shop.http().upload(shop.project(), "large.csv", "a,b\n" + "1,2\n".repeat(40_000));

        assertThat(answer.status()).isEqualTo(413);
        assertThat(answer.body().path("detail").asString()).contains("MAX_UPLOAD_BYTES");
        assertThat(shop.http()
                        .get("/api/v1/projects/" + shop.project() + "/datasets/large.csv")
                        .status())
                .isEqualTo(404);
        await("the staging folder").atMost(SOON).untilAsserted(() -> {
            try (var staged = Files.list(gateway.folder.resolve("datasets/.staging"))) {
                assertThat(staged).isEmpty();
            }
        });
    }

    @Test
    void anUploadWithoutAFileOrWithAnUnknownPartIsRefused() {
        var shop = shop();

        var none = shop.http()
                .multipart(
                        shop.project(),
                        "--frontier\r\nContent-Disposition: form-data; name=\"name\"\r\n\r\nx.csv\r\n--frontier--\r\n");
        var unknown = shop.http()
                .multipart(
                        shop.project(),
                        "--frontier\r\nContent-Disposition: form-data; name=\"fil\"\r\n\r\nx\r\n--frontier--\r\n");

        assertThat(none.status()).isEqualTo(422);
        assertThat(none.body().path("field").asString()).isEqualTo("file");
        assertThat(unknown.status()).isEqualTo(422);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        target_column   | bougth                   | TARGET_NOT_FOUND            | did you mean `bought`?
        model_type      | decision_tree_clasifier  | MODEL_TYPE_UNKNOWN          | did you mean `decision_tree_classifier`?
        file_id         | shp.csv                  | DATASET_NOT_FOUND           | did you mean `shop.csv`?
        file_id         | shop.csv@v9              | DATASET_NOT_FOUND           | other versions
        model_name      | ../escape                | REQUEST_INVALID             | model_name
        session_id      | a b                      | REQUEST_INVALID             | session_id
        """)
    void aWrongFieldIsNamedWithWhatIsRight(String field, String value, String code, String hint) {
        var answer = shop().train(Map.of(field, value));

        assertThat(answer.status()).isBetween(400, 422);
        assertThat(answer.raw().headers().firstValue("Content-Type")).hasValue("application/problem+json");
        assertThat(answer.body().path("code").asString()).isEqualTo(code);
        assertThat(answer.body().path("detail").asString()).contains(hint);
    }

    @Test
    void wrongHyperparametersUnknownFieldsAndBrokenJsonAreNamed() {
        var shop = shop();
        var range = shop.train(Map.of("hyperparameters", Map.of("max_depth", -1)));
        var unknown = shop.train(Map.of("hyperparameters", Map.of("max_deph", 3)));
        var field = shop.train(Map.of("hyperparameter", Map.of()));
        var evaluation = shop.train(Map.of("evaluation", Map.of("test_fraction", 2)));
        var broken = shop.http().postText("/api/v1/training/train", "{\n  \"project_id\": ,\n}");
        var uuid = shop.train(Map.of("project_id", "not-a-uuid"));

        assertThat(range.body().path("code").asString()).isEqualTo("HYPERPARAMETER_OUT_OF_RANGE");
        assertThat(unknown.body().path("detail").asString()).contains("did you mean `max_depth`?");
        assertThat(field.body().path("detail").asString()).contains("hyperparameters");
        assertThat(evaluation.body().path("code").asString()).isEqualTo("EVALUATION_INVALID");
        assertThat(broken.status()).isEqualTo(400);
        assertThat(broken.body().path("detail").asString()).contains("line 2");
        assertThat(uuid.body().path("field").asString()).isEqualTo("project_id");
    }

    @Test
    void evaluationSettingsAreCheckedAtTheDoor() {
        var shop = shop();
        var misspelt = shop.train(Map.of("evaluation", Map.of("fold", 5)));
        var contrary = shop.train(Map.of("evaluation", Map.of("folds", 5, "test_fraction", 0.2)));
        var column = shop.train(Map.of("evaluation", Map.of("group_column", "aeg")));
        var target = shop.train(Map.of("evaluation", Map.of("sample_weight_column", "bought")));
        var dataset = shop.train(Map.of("evaluation", Map.of("validation_file_id", "shp.csv")));

        assertThat(misspelt.body().path("detail").asString()).contains("did you mean `folds`?");
        assertThat(contrary.body().path("code").asString()).isEqualTo("EVALUATION_INVALID");
        assertThat(column.body().path("field").asString()).isEqualTo("evaluation.group_column");
        assertThat(column.body().path("detail").asString()).contains("`aeg` is not a column");
        assertThat(target.body().path("detail").asString()).contains("the column to predict");
        assertThat(dataset.body().path("code").asString()).isEqualTo("DATASET_NOT_FOUND");
    }

    @Test
    void aTaskWithoutATargetTakesNoTargetAndShowsNone() {
        var shop = shop();
        var job = new HashMap<String, Object>();
        job.put("project_id", shop.project());
        job.put("file_id", "shop.csv");
        job.put("model_type", "k_means");

        var accepted = shop.http().post("/api/v1/training/train", job);
        var withTarget = shop.train(Map.of("model_type", "k_means"));
        job.put("model_type", "decision_tree_classifier");
        var missing = shop.http().post("/api/v1/training/train", job);

        assertThat(accepted.status()).as(accepted.body().toString()).isEqualTo(202);
        var shown = shop.http()
                .get("/api/v1/training/jobs/" + accepted.body().path("job_id").asString());
        assertThat(shown.body().path("target_column").isString()).isFalse();
        assertThat(shown.body().path("model_name").asString()).isEqualTo("shop_clustering");
        assertThat(withTarget.body().path("field").asString()).isEqualTo("target_column");
        assertThat(missing.body().path("detail").asString()).contains("target_column is missing");
    }

    @Test
    void aGzippedTableIsATableAndIsServedAsItCame() throws IOException {
        var shop = shop();
        var bytes = new ByteArrayOutputStream();
        try (var gzip = new GZIPOutputStream(bytes)) {
            gzip.write(Shop.TABLE.getBytes(StandardCharsets.UTF_8));
        }
        var packed = bytes.toByteArray();

        var uploaded = shop.http().upload(shop.project(), "shop.csv.gz", packed);
        var cutOff = shop.http().upload(shop.project(), "half.csv.gz", Arrays.copyOf(packed, packed.length / 2));
        var content = shop.http().get("/api/v1/projects/" + shop.project() + "/datasets/shop.csv.gz/content");

        assertThat(uploaded.status()).as(uploaded.body().toString()).isEqualTo(201);
        assertThat(uploaded.body().path("columns").toString()).isEqualTo("[\"age\",\"city\",\"bought\"]");
        assertThat(content.raw().headers().firstValue("Content-Type")).hasValue("application/gzip");
        assertThat(cutOff.status()).isEqualTo(422);
        assertThat(cutOff.body().path("code").asString()).isEqualTo("UNREADABLE_FILE");
        assertThat(shop.train(Map.of("file_id", "shop.csv.gz")).status()).isEqualTo(202);
    }

    @Test
    void aTableIsReadAsTheJobSays() {
        var shop = shop();
        var table = "age:city:bought\n30:Lyon:yes\n40:Porto:no\n";
        assertThat(shop.http().upload(shop.project(), "colons.csv", table).status())
                .isEqualTo(201);

        var guessed = shop.train(Map.of("file_id", "colons.csv"));
        var said = shop.train(Map.of(
                "file_id",
                "colons.csv",
                "table",
                Map.of("delimiter", ":", "column_types", Map.of("age", "category"), "max_bad_rows", 2)));

        assertThat(guessed.body().path("code").asString()).isEqualTo("TARGET_NOT_FOUND");
        assertThat(said.status()).as(said.body().toString()).isEqualTo(202);
        var reading =
                command(said.body().path("job_id").asString(), 1).getOrder().getTable();
        assertThat(reading.getDelimiter()).isEqualTo(":");
        assertThat(reading.getColumnTypes()).containsEntry("age", "category");
        assertThat(reading.getMaxBadRows()).isEqualTo(2);
        assertThat(reading.getMissingValues()).isNull();
    }

    @Test
    void optionsOfATableThatCannotBeUsedAreNamed() {
        var shop = shop();
        var column = shop.train(Map.of("table", Map.of("column_types", Map.of("aeg", "number"))));
        var type = shop.train(Map.of("table", Map.of("column_types", Map.of("age", "numbr"))));
        var target = shop.train(Map.of("table", Map.of("ignore_columns", List.of("bought"))));
        var unknown = shop.train(Map.of("table", Map.of("delimitr", ";")));

        assertThat(column.body().path("code").asString()).isEqualTo("TABLE_OPTIONS_INVALID");
        assertThat(column.body().path("field").asString()).isEqualTo("table.column_types.aeg");
        assertThat(column.body().path("detail").asString()).contains("did you mean `age`?");
        assertThat(type.body().path("detail").asString()).contains("did you mean `number`?");
        assertThat(target.body().path("detail").asString()).contains("target column");
        assertThat(unknown.body().path("detail").asString()).contains("delimiter");
    }

    @Test
    void nothingIsOpenButSignInHealthAndDocs() {
        var anonymous = new Http(gateway.address(), "");
        for (var path : List.of("/api/v1/auth/me", "/api/v1/projects/", "/api/v1/training/jobs", "/no/such/page")) {
            var answer = anonymous.get(path);
            assertThat(answer.status()).as(path).isEqualTo(401);
            assertThat(answer.body().path("code").asString()).isEqualTo("UNAUTHENTICATED");
        }
        assertThat(anonymous.get("/health").status()).isEqualTo(200);
        assertThat(anonymous.get("/openapi.json").body().path("openapi").asString())
                .startsWith("3.1");
        assertThat(new Http(gateway.address(), "no.such.token")
                        .get("/api/v1/auth/me")
                        .status())
                .isEqualTo(401);
    }

    @Test
    void aSessionEndsWithLogoutAndARefreshTokenWorksOnce() {
        var anonymous = new Http(gateway.address(), "");
        var name = "u" + UUID.randomUUID().toString().substring(0, 8);
        anonymous.post(
                "/api/v1/auth/register",
                Map.of("username", name, "email", name + "@example.org", "password", "a long password"));
        var tokens = anonymous
                .post("/api/v1/auth/login", Map.of("username", name, "password", "a long password"))
                .body();
        var refresh = Map.of("refresh_token", tokens.path("refresh_token").asString());

        var refreshed = anonymous.post("/api/v1/auth/refresh", refresh);
        assertThat(refreshed.status()).isEqualTo(200);
        assertThat(anonymous.post("/api/v1/auth/refresh", refresh).status()).isEqualTo(401);
        var http = new Http(
                gateway.address(), refreshed.body().path("access_token").asString());
        assertThat(http.get("/api/v1/auth/me").body().path("username").asString())
                .isEqualTo(name);
        assertThat(http.post("/api/v1/auth/logout", Map.of()).status()).isEqualTo(204);
        assertThat(http.get("/api/v1/auth/me").status()).isEqualTo(401);
    }

    @Test
    void wrongCredentialsAndTakenNamesAreRefusedAndSaidOnKafka() {
        var anonymous = new Http(gateway.address(), "");
        var wrong = anonymous.post("/api/v1/auth/login", Map.of("username", "admin", "password", "wrong"));
        var nobody = anonymous.post("/api/v1/auth/login", Map.of("username", "nobody", "password", "wrong"));
        var taken = anonymous.post(
                "/api/v1/auth/register",
                Map.of("username", "Admin", "email", "x@example.org", "password", "a long password"));
        var weak = anonymous.post(
                "/api/v1/auth/register", Map.of("username", "weak", "email", "w@example.org", "password", "short"));

        assertThat(wrong.status()).isEqualTo(401);
        assertThat(nobody.body().path("detail")).isEqualTo(wrong.body().path("detail"));
        assertThat(taken.body().path("code").asString()).isEqualTo("USERNAME_TAKEN");
        assertThat(weak.body().path("field").asString()).isEqualTo("password");
        await("the events")
                .atMost(SOON)
                .untilAsserted(() -> assertThat(gateway.read(gateway.topics.accountEvents()).stream()
                                .map(event -> event.type()))
                        .contains("SignInFailed", "UserRegistered", "SignInSucceeded"));
    }

    @Test
    void aStrangerSeesNothingOfAProjectAndTheDenialIsSaid() {
        var shop = shop();
        var job = shop.job();
        var stranger = Http.newUser(gateway.address());
        var project = "/api/v1/projects/" + shop.project();

        for (var path : List.of(
                project,
                project + "/datasets",
                project + "/datasets/shop.csv/content",
                project + "/models",
                project + "/models/shop_bought/versions/1/content",
                "/api/v1/training/jobs/" + job,
                "/api/v1/training/jobs/" + job + "/events")) {
            assertThat(stranger.get(path).status()).as(path).isEqualTo(404);
        }
        assertThat(stranger.upload(shop.project(), "x.csv", TABLE).status()).isEqualTo(404);
        assertThat(new Shop(stranger, shop.project()).train(Map.of()).status()).isEqualTo(404);
        assertThat(stranger.get("/api/v1/projects/").body().path("items").size())
                .isZero();
        await("the denial")
                .atMost(SOON)
                .untilAsserted(() -> assertThat(gateway.read(gateway.topics.accountEvents()).stream()
                                .map(event -> event.type()))
                        .contains("AccessDenied"));
    }

    @Test
    void validationRunsNothing() {
        var shop = shop();
        var answer = shop.http()
                .post(
                        "/api/v1/training/validate",
                        Map.of(
                                "project_id", shop.project(),
                                "file_id", "shop.csv",
                                "target_column", "bought",
                                "model_type", "random_forest_classifier"));

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.body().path("hyperparameters").path("n_estimators").asInt())
                .isPositive();
        assertThat(shop.http()
                        .get("/api/v1/training/jobs?project_id=" + shop.project())
                        .body()
                        .path("items")
                        .size())
                .isZero();
    }
}
