package io.easyml.trainer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.within;

import io.easyml.schemas.catalogue.AlgorithmCatalogue;
import io.easyml.schemas.catalogue.AlgorithmDescription;
import io.easyml.schemas.failure.FailureCode;
import io.easyml.schemas.table.TableOptions;
import io.easyml.trainer.algorithm.Predictions;
import io.easyml.trainer.export.ModelFolder;
import io.easyml.trainer.run.RunFile;
import io.easyml.trainer.run.RunResult;
import io.easyml.trainer.run.TrainerJson;
import io.easyml.trainer.run.TrainerMessage;
import io.easyml.trainer.table.TrainingFailure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.tribuo.Model;
import org.tribuo.ensemble.WeightedEnsembleModel;

class ModelFolderTests {

    @TempDir
    Path folder;

    static Stream<String> everyAlgorithm() {
        return AlgorithmCatalogue.load().all().stream().map(AlgorithmDescription::name);
    }

    @ParameterizedTest
    @MethodSource("everyAlgorithm")
    void aLoadedModelGivesTheMetricsThatItWasSavedWith(String algorithm) throws IOException {
        var task = AlgorithmCatalogue.load().find(algorithm).orElseThrow().task();
        var target = RunFiles.target(task);
        var result = train(algorithm, target, Map.of());

        var loaded = ModelFolder.load(new RunFiles(folder).output(algorithm, target));

        assertThat(loaded.metadata().metrics()).isEqualTo(result.metrics());
        assertThat(loaded.metadata().hyperparameters()).hasSameSizeAs(result.hyperparameters());
        assertThat(loaded.predict(folder.resolve("items.csv")).size()).isEqualTo(300);
    }

    @Test
    void theManifestNamesEveryFileWithItsHash() throws Exception {
        var result = train("linear_regression", "size", Map.of());
        var output = new RunFiles(folder).output("linear_regression", "size");

        assertThat(result.files())
                .extracting(RunResult.FileEntry::path)
                .containsExactlyInAnyOrder(
                        "MLmodel", "evaluation.json", "metadata.json", "model.tribuo", "profile.json");
        var trees = train("extra_trees_classifier", "kind", Map.of("n_estimators", 3));
        assertThat(trees.files())
                .extracting(RunResult.FileEntry::path)
                .containsExactlyInAnyOrder(
                        "MLmodel", "evaluation.json", "metadata.json", "model.trees", "profile.json");
        assertThat(new RunFiles(folder).output("extra_trees_classifier", "kind").resolve("MLmodel"))
                .content()
                .contains("\"model.trees\"");
        for (var file : result.files()) {
            var bytes = Files.readAllBytes(output.resolve(file.path()));
            assertThat(file.sizeBytes()).isEqualTo(bytes.length);
            assertThat(file.sha256())
                    .isEqualTo(HexFormat.of()
                            .formatHex(MessageDigest.getInstance("SHA-256").digest(bytes)));
        }
    }

    @Test
    void aTableWithUnseenLevelsAndMissingCellsIsPredicted() throws IOException {
        train("random_forest_classifier", "kind", Map.of("n_estimators", 5));
        train("logistic_regression", "kind", Map.of());
        var file = Files.writeString(
                folder.resolve("new.csv"),
                "heavy,extra,colour,width,size\ntrue,1,violet,,1\n?,2,,3.5,\nFALSE,3,red,1e9,2\n");

        for (var algorithm : List.of("random_forest_classifier", "logistic_regression")) {
            var predictions = (Predictions.Classes) ModelFolder.load(new RunFiles(folder).output(algorithm, "kind"))
                    .predict(file);
            assertThat(predictions.labels()).containsExactly("large", "medium", "small");
            for (var row : predictions.scores()) {
                assertThat(row[0] + row[1] + row[2]).isCloseTo(1, within(1e-9));
            }
        }
    }

    @Test
    void aForestIsExportedAsTribuosProtobuf() throws IOException {
        train("random_forest_classifier", "kind", Map.of("n_estimators", 5));
        var file = folder.resolve("forest.tribuo");

        ModelFolder.load(new RunFiles(folder).output("random_forest_classifier", "kind"))
                .exportTribuo(file);

        assertThat(Model.deserializeFromFile(file)).isInstanceOf(WeightedEnsembleModel.class);
    }

    @Test
    void aTableToPredictIsReadAsTheTrainingTableWas() throws IOException {
        var text = new StringBuilder("a|kind\n");
        for (int i = 0; i < 60; i++) {
            text.append(i % 6 == 0 ? "unknown" : Integer.toString(i % 4)).append(i % 4 < 2 ? "|low\n" : "|high\n");
        }
        var table = Files.writeString(folder.resolve("table.csv"), text);
        var files = new RunFiles(folder);
        var run = new TrainerJson().readRunFile(files.run(table, "decision_tree_classifier", "kind", Map.of()));
        var options = new TableOptions("|", null, List.of("unknown"), Map.of(), List.of(), null, null);
        var runFile = folder.resolve("with-options.json");
        new TrainerJson()
                .writeRunFile(
                        runFile,
                        new RunFile(
                                run.runId(),
                                run.jobId(),
                                run.attempt(),
                                run.projectId(),
                                run.modelName(),
                                run.modelType(),
                                run.dataset(),
                                run.targetColumn(),
                                run.hyperparameters(),
                                run.evaluation(),
                                null,
                                run.seed(),
                                run.outputFolder(),
                                options));
        assertThat(new Attempt(message -> {}).of(runFile)).isInstanceOf(TrainerMessage.Succeeded.class);

        var model = ModelFolder.load(Path.of(run.outputFolder()));
        var same = model.predict(Files.writeString(folder.resolve("new.csv"), "a|b\n1|x\nunknown|x\n3|x\n"));
        var other = model.predict(Files.writeString(folder.resolve("other.csv"), "b;a\nx;1\nx;unknown\nx;3\n"));

        assertThat(((Predictions.Classes) same).codes()).isEqualTo(((Predictions.Classes) other).codes());
        assertThat(((Predictions.Classes) same).codes()[0]).isNotEqualTo(((Predictions.Classes) same).codes()[2]);
    }

    @Test
    void aTableWithoutAColumnOfTheModelIsRefusedByName() throws IOException {
        train("linear_regression", "size", Map.of());
        var loaded = ModelFolder.load(new RunFiles(folder).output("linear_regression", "size"));
        var file = Files.writeString(folder.resolve("new.csv"), "heavy,colour,kind\ntrue,red,small\n");

        assertThatExceptionOfType(TrainingFailure.class)
                .isThrownBy(() -> loaded.predict(file))
                .withMessageContaining("`width`");
    }

    @Test
    void aFolderThatIsNoModelIsToldApart() {
        assertThatExceptionOfType(IOException.class)
                .isThrownBy(() -> ModelFolder.load(folder))
                .withMessageContaining("is not a model folder: it has no metadata.json");
    }

    @Test
    void hyperparametersAndTheModelTypeAreCheckedBeforeTheTableIsRead() throws IOException {
        assertThat(fail("random_forest_classifier", "kind", Map.of("n_estimator", 5)))
                .extracting(TrainerMessage.Failed::code, TrainerMessage.Failed::message)
                .containsExactly(
                        FailureCode.HYPERPARAMETER_UNKNOWN.name(),
                        "`n_estimator` is not a hyperparameter of random_forest_classifier; did you mean"
                                + " `n_estimators`?");
        assertThat(fail("random_forest", "kind", Map.of()).code()).isEqualTo("MODEL_TYPE_UNKNOWN");
    }

    private RunResult train(String algorithm, @Nullable String target, Map<String, Object> hyperparameters)
            throws IOException {
        return ((TrainerMessage.Succeeded) attempt(algorithm, target, hyperparameters)).result();
    }

    private TrainerMessage.Failed fail(String algorithm, @Nullable String target, Map<String, Object> hyperparameters)
            throws IOException {
        return (TrainerMessage.Failed) attempt(algorithm, target, hyperparameters);
    }

    private TrainerMessage attempt(String algorithm, @Nullable String target, Map<String, Object> hyperparameters)
            throws IOException {
        var files = new RunFiles(folder);
        var messages = new ArrayList<TrainerMessage>();
        new Attempt(messages::add).of(files.run(files.table(300), algorithm, target, hyperparameters));
        return messages.getLast();
    }
}
