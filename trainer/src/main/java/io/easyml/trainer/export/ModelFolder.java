package io.easyml.trainer.export;

import io.easyml.trainer.algorithm.FittedModel;
import io.easyml.trainer.algorithm.Predictions;
import io.easyml.trainer.evaluation.Evaluation;
import io.easyml.trainer.run.RunResult.FileEntry;
import io.easyml.trainer.table.FeatureSpace;
import io.easyml.trainer.table.TableReader;
import io.easyml.trainer.tree.TreesFile;
import io.easyml.trainer.tree.TreesModel;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.tribuo.Model;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.PropertyNamingStrategies;
import tools.jackson.databind.json.JsonMapper;

/**
 * A trained model as a folder: {@code model.tribuo} (Tribuo's protobuf) or, for trees, {@code model.trees} (see
 * {@link TreesFile}), {@code metadata.json}, {@code evaluation.json}
 * and {@code MLmodel}.
 */
public final class ModelFolder {

    static final String MODEL = "model.tribuo";
    static final String TREES = "model.trees";
    static final String METADATA = "metadata.json";
    static final String EVALUATION = "evaluation.json";
    static final String MLMODEL = "MLmodel";

    private static final JsonMapper MAPPER = JsonMapper.builder()
            .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
            .build();

    private final ModelMetadata metadata;
    private final FittedModel model;

    private ModelFolder(ModelMetadata metadata, FittedModel model) {
        this.metadata = metadata;
        this.model = model;
    }

    /**
     * Writes a folder.
     *
     * @return every file in the folder
     */
    public static List<FileEntry> write(Path folder, ModelMetadata metadata, FittedModel model, Evaluation evaluation)
            throws IOException {
        Files.createDirectories(folder);
        if (model.model() instanceof TreesModel<?> trees) {
            TreesFile.write(trees.trees(), folder.resolve(TREES));
        } else {
            try (var out = Files.newOutputStream(folder.resolve(MODEL))) {
                model.model().serialize().writeTo(out);
            }
        }
        var pretty = MAPPER.writerWithDefaultPrettyPrinter();
        Files.writeString(folder.resolve(METADATA), pretty.writeValueAsString(metadata) + "\n");
        Files.writeString(folder.resolve(EVALUATION), pretty.writeValueAsString(evaluation) + "\n");
        var file = model.model() instanceof TreesModel<?> ? TREES : MODEL;
        Files.writeString(folder.resolve(MLMODEL), MlflowModel.text(metadata, file, MAPPER));
        return Manifest.of(folder);
    }

    /**
     * Loads a folder.
     *
     * @throws IOException if it is not a model folder, or one of a newer format; the message says what is missing
     */
    public static ModelFolder load(Path folder) throws IOException {
        if (!Files.isRegularFile(folder.resolve(METADATA))) {
            throw new IOException(folder + " is not a model folder: it has no " + METADATA + ".");
        }
        try {
            var metadata = MAPPER.readValue(folder.resolve(METADATA).toFile(), ModelMetadata.class);
            if (metadata.formatVersion() != 1) {
                throw new IOException(folder + " has format " + metadata.formatVersion()
                        + ", but this EasyML reads format 1. Use the EasyML that made it, or a newer one.");
            }
            var model = loadModel(folder);
            return new ModelFolder(
                    metadata, new FittedModel(model, new FeatureSpace(metadata.features()), metadata.labels()));
        } catch (JacksonException | IllegalStateException broken) {
            throw new IOException(
                    folder + " cannot be read as a model: " + broken.getMessage() + " Fetch the model again.", broken);
        }
    }

    private static Model<?> loadModel(Path folder) throws IOException {
        if (Files.isRegularFile(folder.resolve(TREES))) {
            return TreesModel.of(TreesFile.read(folder.resolve(TREES)));
        }
        if (!Files.isRegularFile(folder.resolve(MODEL))) {
            throw new IOException(folder + " is not a model folder: it has neither " + TREES + " nor " + MODEL + ".");
        }
        return Model.deserializeFromFile(folder.resolve(MODEL));
    }

    /** Writes the model as Tribuo's protobuf, which for a forest is many times as large as {@code model.trees}. */
    public void exportTribuo(Path file) throws IOException {
        try (var out = new BufferedOutputStream(Files.newOutputStream(file), 1 << 16)) {
            model.model().serialize().writeTo(out);
        }
    }

    public ModelMetadata metadata() {
        return metadata;
    }

    /**
     * Predicts every row of a table, in order. It is read as the training table was; columns are found by name; others than the model's are ignored.
     *
     * @throws io.easyml.trainer.table.TrainingFailure if a column is missing or a cell is not of its type
     */
    public Predictions predict(Path csv) {
        var table = TableReader.forPrediction(
                        csv,
                        String.valueOf(csv.getFileName()),
                        metadata.tableOptions(),
                        model.features().columns().keySet())
                .readAs(model.features().columns());
        return model.predict(table, IntStream.range(0, table.rows()).toArray());
    }
}
