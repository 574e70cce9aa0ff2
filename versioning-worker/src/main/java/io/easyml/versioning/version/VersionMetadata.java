package io.easyml.versioning.version;

import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.ObjectMapper;
import tools.jackson.databind.PropertyNamingStrategies;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/** What is committed beside a version, for people who read the repository: {@code git diff} shows how models differ. */
final class VersionMetadata {

    private static final ObjectMapper JSON = JsonMapper.builder()
            .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
            .enable(SerializationFeature.INDENT_OUTPUT)
            .build();

    private VersionMetadata() {}

    private record OfModel(
            String model,
            int version,
            UUID jobId,
            String modelType,
            String task,
            @Nullable String targetColumn,
            String dataset,
            int datasetVersion,
            String datasetSha256,
            @Nullable String datasetTag,
            long seed,
            Map<String, Object> hyperparameters,
            Map<String, Object> evaluation,
            Map<String, Double> metrics) {}

    private record OfDataset(String dataset, int version, UUID datasetVersionId, String sha256, long sizeBytes) {}

    /** The text of the JSON file. */
    static String of(VersioningTask task, @Nullable String datasetTag) throws JacksonException {
        return JSON.writeValueAsString(
                        switch (task.subject()) {
                            case Subject.Dataset dataset -> dataset(task, dataset);
                            case Subject.Model model -> model(task, model, datasetTag);
                        })
                + "\n";
    }

    private static OfDataset dataset(VersioningTask task, Subject.Dataset dataset) {
        var ref = dataset.event().getDataset();
        return new OfDataset(dataset.name(), task.number(), dataset.id(), ref.getSha256(), ref.getSizeBytes());
    }

    private static OfModel model(VersioningTask task, Subject.Model model, @Nullable String datasetTag) {
        var order = model.event().getOrder();
        return new OfModel(
                model.name(),
                task.number(),
                model.id(),
                order.getModelType(),
                order.getTask(),
                order.getTargetColumn().isEmpty() ? null : order.getTargetColumn(),
                order.getDataset().getDataset(),
                order.getDataset().getVersion(),
                order.getDataset().getSha256(),
                datasetTag,
                order.getSeed(),
                new TreeMap<>(order.getHyperparameters()),
                new TreeMap<>(order.getEvaluation()),
                new TreeMap<>(model.event().getMetrics()));
    }
}
