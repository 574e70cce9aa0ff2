package io.easyml.versioning;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.easyml.embedded.testing.TestServers;
import io.easyml.schemas.avro.DatasetRegistrationFailed;
import io.easyml.schemas.avro.DatasetUploaded;
import io.easyml.schemas.avro.DatasetVersionRegistered;
import io.easyml.schemas.avro.ModelRegistrationFailed;
import io.easyml.schemas.avro.ModelVersionRegistered;
import io.easyml.schemas.avro.TrainingCancelled;
import io.easyml.schemas.avro.TrainingSucceeded;
import io.easyml.schemas.event.EventIds;
import io.easyml.versioning.version.AbandonedArtifacts;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.stream.IntStream;
import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.context.ConfigurableApplicationContext;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class VersioningWorkerIT {

    private static final Duration SOON = Duration.ofSeconds(40);

    private TestPlatform platform;
    private ConfigurableApplicationContext worker;

    @BeforeAll
    void start(@TempDir Path folder) throws IOException {
        platform = new TestPlatform("versioning_it", folder);
        worker = platform.worker("one", Map.of());
    }

    @AfterAll
    void stop() {
        worker.close();
        platform.close();
    }

    @Test
    void whatNoOutcomeNamesIsRemovedAfterADay() throws Exception {
        var project = platform.project();
        var dataset = platform.dataset(project, "swept.csv", 1, "a,b\n1,2\n");
        platform.tell(dataset);
        var registered = platform.model(dataset, "registered");
        platform.tell(registered);
        awaitAnnounced(registered.getJobId());
        var decided = platform.model(dataset, "decided");
        platform.jdbc
                .sql("""
                insert into ml_experiments (job_id, project_id, user_id, model_name, model_type, task,
                    dataset_version_id, dataset, dataset_version, dataset_sha256, target_column, hyperparameters,
                    evaluation, seed, source, training_order, state, model_path)
                values (?, ?, ?, 'decided', 't', 'classification', ?, 'swept.csv', 1, '-', 'b', '{}', '{}', 1, 'rest',
                    ''::bytea, 'registering', ?)""")
                .params(
                        decided.getJobId(),
                        project,
                        platform.user,
                        dataset.getDatasetVersionId(),
                        decided.getModelPath())
                .update();
        // its task stays, and no version comes of it
        var failed = platform.model(dataset, "failed");
        Files.delete(models().resolve(failed.getModelPath()).resolve("model.trees"));
        platform.tell(failed);
        await("its task")
                .atMost(SOON)
                .until(() -> platform.taskState(failed.getJobId()).equals("failed"));
        var surplus = platform.model(dataset, "surplus");
        var young = platform.model(dataset, "young");
        var staging = Files.createDirectories(models().resolve(".staging/" + UUID.randomUUID() + "/model"))
                .getParent();
        var used = Files.createDirectories(models().resolve(".staging/" + UUID.randomUUID()));
        var yesterday = FileTime.from(Instant.now().minus(Duration.ofHours(25)));
        for (var model : List.of(registered, decided, failed, surplus)) {
            Files.setLastModifiedTime(models().resolve(model.getModelPath()), yesterday);
        }
        Files.setLastModifiedTime(staging, yesterday);

        await("a sweep").atMost(SOON).untilAsserted(() -> {
            worker.getBean(AbandonedArtifacts.class).sweep();
            assertThat(models().resolve(surplus.getModelPath())).doesNotExist();
        });
        assertThat(staging).doesNotExist();
        assertThat(used).isDirectory();
        for (var model : List.of(registered, decided, failed, young)) {
            assertThat(models().resolve(model.getModelPath())).isDirectory();
        }
    }

    private Path models() {
        return platform.folder.resolve("models");
    }

    @Test
    void aDatasetAndAModelBecomeVersionsThatGiveBackTheSameBytes(@TempDir Path user) throws Exception {
        var dataset = platform.dataset(platform.project(), "adult.csv", 1, "age,income\n39,<=50K\n");
        platform.tell(dataset);
        var model = platform.model(dataset, "adult_income");
        var cause = platform.tell(model);

        awaitAnnounced(model.getJobId());

        var row = platform.jdbc
                .sql("select * from model_versions where job_id = ?")
                .param(model.getJobId())
                .query()
                .singleRow();
        assertThat(row.get("version")).isEqualTo(1);
        assertThat(row.get("git_tag")).isEqualTo("adult_income@v1");
        assertThat(row.get("dvc_path")).isEqualTo("models/adult_income.dvc");
        assertThat(String.valueOf(row.get("dvc_md5"))).endsWith(".dir");
        assertThat(row.get("path")).isEqualTo(model.getModelPath());
        assertThat(datasetRow(dataset)).containsEntry("state", "registered").containsEntry("git_tag", "adult.csv@v1");

        var registered = only(ModelVersionRegistered.class, platform.topics.trainingEvents(), model.getJobId());
        assertThat(registered.getVersion()).isEqualTo(1);
        assertThat(registered.getGitCommit()).isEqualTo(row.get("git_commit"));
        var event = platform.heard(platform.topics.trainingEvents(), model.getJobId())
                .getLast();
        assertThat(event.eventId()).isEqualTo(EventIds.following(cause, "ModelVersionRegistered"));
        assertThat(event.sessionId()).isEqualTo("session-1");
        assertThat(event.traceparent()).startsWith("00-4bf92f");
        only(DatasetVersionRegistered.class, platform.topics.datasetEvents(), dataset.getDatasetVersionId());

        var clone = cloneAndPull(user, dataset.getProjectId());
        assertThat(clone.resolve("datasets/adult.csv")).content().isEqualTo("age,income\n39,<=50K\n");
        for (var file : model.getFiles()) {
            var pulled = Files.readAllBytes(clone.resolve("models/adult_income").resolve(file.getPath()));
            assertThat(TestPlatform.sha256(pulled)).isEqualTo(file.getSha256());
        }
        assertThat(TestPlatform.run(clone, "git", "cat-file", "-t", "adult_income@v1"))
                .isEqualTo("tag");
        assertThat(TestPlatform.run(clone, "git", "rev-list", "-n", "1", "adult_income@v1"))
                .isEqualTo(row.get("git_commit"));
        assertThat(TestPlatform.run(clone, "git", "status", "--porcelain"))
                .as("pulled data are ignored by git")
                .isEmpty();
        assertThat(clone.resolve("metadata/models/adult_income.json")).content().contains("\"accuracy\" : 0.86");
        assertThat(platform.folder
                        .resolve("models")
                        .resolve(model.getModelPath())
                        .resolve("model.dvc"))
                .content()
                .isEqualTo(Files.readString(clone.resolve("models/adult_income.dvc")));
    }

    @Test
    void eventsThatAreDeliveredTwiceMakeOneVersion() throws Exception {
        var dataset = platform.dataset(platform.project(), "twice.csv", 1, "a\n1\n");
        var model = platform.model(dataset, "twice");
        for (int i = 0; i < 2; i++) {
            platform.tell(dataset);
            platform.tell(model);
        }
        // read after the repeats, and so the proof that they were read
        var marker = platform.model(dataset, "marker");
        platform.tell(marker);
        awaitAnnounced(model.getJobId());
        awaitAnnounced(marker.getJobId());

        assertThat(versions(dataset.getProjectId(), "twice")).containsExactly(1);
        only(ModelVersionRegistered.class, platform.topics.trainingEvents(), model.getJobId());
        assertThat(tags(dataset.getProjectId())).containsExactlyInAnyOrder("twice.csv@v1", "twice@v1", "marker@v1");
    }

    @Test
    void modelsOfOneNameAreNumberedInTheOrderInWhichTheyCame(@TempDir Path user) throws Exception {
        var dataset = platform.dataset(platform.project(), "d.csv", 1, "a\n2\n");
        platform.tell(dataset);
        var first = platform.model(dataset, "same");
        var second = platform.model(dataset, "same");
        platform.tell(first);
        awaitAnnounced(first.getJobId());
        platform.tell(second);
        awaitAnnounced(second.getJobId());

        assertThat(versions(dataset.getProjectId(), "same")).containsExactly(1, 2);
        var clone = cloneAndPull(user, dataset.getProjectId());
        assertThat(clone.resolve("models/same/model.trees")).content().isEqualTo("trees of " + second.getJobId());
        TestPlatform.run(clone, "git", "checkout", "-q", "same@v1");
        TestPlatform.run(clone, dvc(), "pull", "-q", "--force");
        assertThat(clone.resolve("models/same/model.trees")).content().isEqualTo("trees of " + first.getJobId());
    }

    @Test
    void aModelThatComesAfterTheJobWasCancelledMakesNoVersion() throws Exception {
        var dataset = platform.dataset(platform.project(), "c.csv", 1, "a\n3\n");
        platform.tell(dataset);
        var model = platform.model(dataset, "late");
        platform.tell(
                platform.topics.trainingEvents(),
                model.getJobId(),
                model.getProjectId(),
                TrainingCancelled.newBuilder()
                        .setJobId(model.getJobId())
                        .setProjectId(model.getProjectId())
                        .setCancelledBy(platform.user)
                        .build());
        platform.tell(model);
        platform.tell(model);
        // with the same key, so in the same partition: read only after the late one
        var marker = platform.model(dataset, "marker");
        platform.tell(platform.topics.trainingEvents(), model.getJobId(), model.getProjectId(), marker);
        awaitAnnounced(marker.getJobId());

        assertThat(platform.taskState(model.getJobId())).isEqualTo("none");
        assertThat(tags(dataset.getProjectId())).containsExactlyInAnyOrder("c.csv@v1", "marker@v1");
    }

    @Test
    void aSecondSuccessOfAJobChangesNothing() throws Exception {
        var dataset = platform.dataset(platform.project(), "s.csv", 1, "a\n4\n");
        platform.tell(dataset);
        var first = platform.model(dataset, "decided");
        platform.tell(first);
        awaitAnnounced(first.getJobId());
        var other = platform.model(dataset, "decided");
        var again =
                TrainingSucceeded.newBuilder(other).setJobId(first.getJobId()).build();
        platform.tell(platform.topics.trainingEvents(), first.getJobId(), first.getProjectId(), again);
        var marker = platform.model(dataset, "marker");
        platform.tell(marker);
        awaitAnnounced(marker.getJobId());

        assertThat(versions(dataset.getProjectId(), "decided")).containsExactly(1);
    }

    @Test
    void versionsWaitWhileTheRemoteIsAwayAndGoOnWhenItIsBack(@TempDir Path user) throws Exception {
        var dataset = platform.dataset(platform.project(), "away.csv", 1, "a\n5\n");
        var elsewhere = platform.folder.resolve("remote-elsewhere");
        awaitReady(200);
        Files.createDirectories(platform.remote());
        Files.move(platform.remote(), elsewhere);
        try {
            platform.tell(dataset);
            await().atMost(SOON)
                    .until(() -> platform.jdbc
                            .sql("select waiting_for from versioning_tasks where subject_id = ?")
                            .param(dataset.getDatasetVersionId())
                            .query((row, number) -> "" + row.getString(1))
                            .optional()
                            .orElse("")
                            .equals("dvc_remote"));
            assertThat(platform.taskState(dataset.getDatasetVersionId())).isEqualTo("numbered");
            assertThat(awaitReady(503)).contains("dvc_remote").contains("is not there");
            assertThat(platform.remote()).as("nobody made a new one").doesNotExist();
        } finally {
            Files.move(elsewhere, platform.remote());
        }

        awaitAnnounced(dataset.getDatasetVersionId());
        awaitReady(200);
        assertThat(cloneAndPull(user, dataset.getProjectId()).resolve("datasets/away.csv"))
                .content()
                .isEqualTo("a\n5\n");
    }

    @Test
    void aWorkingCloneThatWasLeftDirtyIsMadeAnew() throws Exception {
        var project = platform.project();
        var first = platform.dataset(project, "one.csv", 1, "a\n6\n");
        platform.tell(first);
        awaitAnnounced(first.getDatasetVersionId());
        var clone = platform.clone(project);
        Files.writeString(clone.resolve("stray.txt"), "from a try that was cut off");
        Files.writeString(clone.resolve("datasets/one.csv.dvc"), "broken");
        TestPlatform.run(clone, "git", "tag", "two.csv@v1");
        Files.writeString(clone.resolve(".git/index.lock"), "");
        var second = platform.dataset(project, "two.csv", 1, "a\n7\n");
        platform.tell(second);
        awaitAnnounced(second.getDatasetVersionId());
        Files.writeString(clone.resolve("stray.txt"), "again, without a lock");
        TestPlatform.run(clone, "git", "tag", "three.csv@v1");
        var third = platform.dataset(project, "three.csv", 1, "a\n8\n");
        platform.tell(third);
        awaitAnnounced(third.getDatasetVersionId());

        assertThat(TestPlatform.run(platform.origin(project), "git", "ls-tree", "-r", "--name-only", "main"))
                .doesNotContain("stray")
                .contains("datasets/one.csv.dvc", "datasets/two.csv.dvc", "datasets/three.csv.dvc");
        assertThat(TestPlatform.run(platform.origin(project), "git", "show", "main:datasets/one.csv.dvc"))
                .doesNotContain("broken");
    }

    @Test
    void aModelWhoseFilesDifferFromItsManifestIsRefusedOnceAndTakesNoNumber() throws Exception {
        var dataset = platform.dataset(platform.project(), "h.csv", 1, "a\n9\n");
        platform.tell(dataset);
        var broken = platform.model(dataset, "hashed");
        var file =
                platform.folder.resolve("models").resolve(broken.getModelPath()).resolve("model.trees");
        Files.writeString(file, Files.readString(file).replace('t', 'T'));
        platform.tell(broken);
        await().atMost(SOON).until(() -> platform.taskState(broken.getJobId()).equals("failed"));
        platform.tell(broken);
        var good = platform.model(dataset, "hashed");
        platform.tell(good);
        awaitAnnounced(good.getJobId());

        var failed = only(ModelRegistrationFailed.class, platform.topics.trainingEvents(), broken.getJobId());
        assertThat(failed.getCode()).isEqualTo("REGISTRATION_FAILED");
        assertThat(failed.getFailureClass()).isEqualTo("data");
        assertThat(failed.getMessage()).contains("model.trees").contains("SHA-256");
        assertThat(versions(dataset.getProjectId(), "hashed")).containsExactly(1);
    }

    @Test
    void aDatasetWhoseFileIsMissingIsRefusedAndItsModelIsStillAVersion() throws Exception {
        var dataset = platform.dataset(platform.project(), "gone.csv", 1, "a\n10\n");
        Files.delete(
                platform.folder.resolve("datasets").resolve(dataset.getDataset().getPath()));
        platform.tell(dataset);
        var model = platform.model(dataset, "orphan");
        platform.tell(model);
        awaitAnnounced(model.getJobId());

        assertThat(datasetRow(dataset)).containsEntry("state", "registration_failed");
        var failed =
                only(DatasetRegistrationFailed.class, platform.topics.datasetEvents(), dataset.getDatasetVersionId());
        assertThat(failed.getMessage()).contains("is missing");
    }

    @Test
    void aModelWaitsForTheUploadOfItsDatasetToBeHeardOf() throws Exception {
        var dataset = platform.dataset(platform.project(), "later.csv", 1, "a\n11\n");
        var model = platform.model(dataset, "early");
        platform.tell(model);
        await().atMost(SOON)
                .until(() -> platform.jdbc
                                .sql(
                                        "select count(*) from versioning_tasks where subject_id = ? and waiting_for = 'dataset'")
                                .param(model.getJobId())
                                .query(Integer.class)
                                .single()
                        == 1);
        platform.tell(dataset);
        awaitAnnounced(model.getJobId());

        assertThat(datasetRow(dataset)).containsEntry("state", "registered");
    }

    @Test
    void aPythonThatDiedIsReplaced() throws Exception {
        var project = platform.project();
        var first = platform.dataset(project, "one.csv", 1, "a\n13\n");
        platform.tell(first);
        awaitAnnounced(first.getDatasetVersionId());
        var python = ProcessHandle.current()
                .descendants()
                .filter(child -> child.info().arguments().stream()
                        .anyMatch(arguments -> String.join(" ", arguments).contains("dvc_child.py")))
                .toList();
        assertThat(python).hasSize(1);
        python.getFirst().destroyForcibly();
        var second = platform.dataset(project, "two.csv", 1, "a\n14\n");
        platform.tell(second);

        awaitAnnounced(second.getDatasetVersionId());
    }

    @Test
    void anObjectThatTheRemoteHoldsInPartIsUploadedAgain(@TempDir Path user) throws Exception {
        var dataset = platform.dataset(platform.project(), "part.csv", 1, "hello, remote\n");
        var md5 = HexFormat.of().formatHex(MessageDigest.getInstance("MD5").digest("hello, remote\n".getBytes(UTF_8)));
        var object = platform.remote()
                .resolve(dataset.getProjectId().toString())
                .resolve("files/md5")
                .resolve(md5.substring(0, 2))
                .resolve(md5.substring(2));
        Files.createDirectories(object.getParent());
        Files.writeString(object, "hello, re");
        platform.tell(dataset);
        awaitAnnounced(dataset.getDatasetVersionId());

        assertThat(cloneAndPull(user, dataset.getProjectId()).resolve("datasets/part.csv"))
                .content()
                .isEqualTo("hello, remote\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {"received", "numbered", "pushed", "recorded"})
    void aWorkerThatWasKilledAfterAStepButBeforeNotingItRepeatsItWithoutADouble(String state) throws Exception {
        var dataset = platform.dataset(platform.project(), "k.csv", 1, "a\n" + state + "\n");
        platform.tell(dataset);
        var model = platform.model(dataset, "killed");
        platform.tell(model);
        awaitAnnounced(model.getJobId());
        var before = platform.jdbc
                .sql("select git_tag, git_commit, dvc_md5, version from model_versions where job_id = ?")
                .param(model.getJobId())
                .query()
                .singleRow();

        // everything happened, and the list knows only of what went before the state
        var unknown = switch (state) {
            case "received" -> ", git_commit = null, dvc_md5 = null, dvc_path = null, git_tag = null";
            case "numbered" -> ", git_commit = null, dvc_md5 = null, dvc_path = null";
            default -> "";
        };
        platform.jdbc
                .sql("update versioning_tasks set state = ?, next_try_at = now()" + unknown
                        + (state.equals("received") ? ", version = null" : "") + " where subject_id = ?")
                .params(state, model.getJobId())
                .update();
        if (state.equals("received")) {
            // nothing after it had happened then
            platform.jdbc
                    .sql("delete from model_versions where job_id = ?")
                    .param(model.getJobId())
                    .update();
        }
        awaitAnnounced(model.getJobId());

        assertThat(platform.jdbc
                        .sql("select git_tag, git_commit, dvc_md5, version from model_versions where job_id = ?")
                        .param(model.getJobId())
                        .query()
                        .singleRow())
                .isEqualTo(before);
        assertThat(tags(dataset.getProjectId())).containsExactlyInAnyOrder("k.csv@v1", "killed@v1");
        var ids = platform.heard(platform.topics.trainingEvents(), model.getJobId()).stream()
                .filter(event -> event.record() instanceof ModelVersionRegistered)
                .map(event -> event.eventId())
                .distinct();
        assertThat(ids).as("said twice with one id").hasSize(1);
    }

    @Test
    void namesThatGitOrDvcWouldNotTakeAreEncodedAndNeverCollide(@TempDir Path user) throws Exception {
        var project = platform.project();
        var names = List.of("my data é.csv", "x.dvc", "dvc.yaml", "-f", "both", "a~b^c:d?e*[f\\");
        var datasets = new ArrayList<DatasetUploaded>();
        for (var name : names) {
            var dataset = platform.dataset(project, name, 1, "name\n" + name + "\n");
            datasets.add(dataset);
            platform.tell(dataset);
        }
        var model = platform.model(datasets.getFirst(), "both");
        datasets.forEach(dataset -> awaitAnnounced(dataset.getDatasetVersionId()));
        platform.tell(model);
        awaitAnnounced(model.getJobId());

        assertThat(tags(project))
                .contains("both@v1", "model/both@v1", "my%20data%20%C3%A9.csv@v1")
                .hasSize(7);
        var clone = cloneAndPull(user, project);
        assertThat(clone.resolve("datasets/my%20data%20%C3%A9.csv")).content().isEqualTo("name\nmy data é.csv\n");
        assertThat(clone.resolve("datasets/x%2Edvc")).content().isEqualTo("name\nx.dvc\n");
    }

    @Test
    void twoWorkersShareTheWorkOfAProjectWithoutADouble() throws Exception {
        var dataset = platform.dataset(platform.project(), "shared.csv", 1, "a\n12\n");
        platform.tell(dataset);
        try (var second = platform.worker("two", Map.of())) {
            assertThat(second.isRunning()).isTrue();
            var models = new ArrayList<TrainingSucceeded>();
            for (int i = 0; i < 12; i++) {
                var model = platform.model(dataset, "shared");
                models.add(model);
                platform.tell(model);
            }
            models.forEach(model -> awaitAnnounced(model.getJobId()));
        }
        assertThat(versions(dataset.getProjectId(), "shared"))
                .containsExactlyElementsOf(IntStream.rangeClosed(1, 12).boxed().toList());
        assertThat(tags(dataset.getProjectId())).hasSize(13);
    }

    private void awaitAnnounced(UUID subject) {
        await().atMost(SOON)
                .pollInterval(Duration.ofMillis(50))
                .untilAsserted(() -> assertThat(platform.taskState(subject)).isEqualTo("announced"));
    }

    private String awaitReady(int status) {
        var port = Objects.requireNonNull(worker.getEnvironment().getProperty("local.server.port"));
        var request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/health"))
                .build();
        try (var http = HttpClient.newHttpClient()) {
            return await().atMost(SOON)
                    .until(
                            () -> http.send(request, HttpResponse.BodyHandlers.ofString()),
                            answer -> answer.statusCode() == status)
                    .body();
        }
    }

    private Map<String, @Nullable Object> datasetRow(DatasetUploaded dataset) {
        return platform.jdbc
                .sql("select state, git_tag from dataset_versions where id = ?")
                .param(dataset.getDatasetVersionId())
                .query()
                .singleRow();
    }

    private List<@Nullable Integer> versions(UUID project, String model) {
        return platform.jdbc
                .sql("select version from model_versions where project_id = ? and model_name = ? order by version")
                .params(project, model)
                .query(Integer.class)
                .list();
    }

    private List<String> tags(UUID project) throws Exception {
        return List.of(TestPlatform.run(platform.origin(project), "git", "tag").split("\n"));
    }

    private <T extends SpecificRecord> T only(Class<T> type, String topic, UUID key) {
        var found = platform.heard(topic, key).stream()
                .map(event -> event.record())
                .filter(type::isInstance)
                .map(type::cast)
                .toList();
        assertThat(found).hasSize(1);
        return found.getFirst();
    }

    private Path cloneAndPull(Path user, UUID project) throws Exception {
        TestPlatform.run(user, "git", "clone", "-q", platform.origin(project).toString(), "clone");
        TestPlatform.run(user.resolve("clone"), dvc(), "pull", "-q");
        return user.resolve("clone");
    }

    private static String dvc() {
        return TestServers.instance().python().program("dvc").toString();
    }
}
