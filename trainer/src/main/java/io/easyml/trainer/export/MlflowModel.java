package io.easyml.trainer.export;

import io.easyml.schemas.catalogue.Task;
import io.easyml.trainer.table.FeatureSpace;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.json.JsonMapper;

/** The {@code MLmodel} file by which MLflow knows a folder as a model: YAML, of which JSON is a part. */
final class MlflowModel {

    private MlflowModel() {}

    static String text(ModelMetadata metadata, String modelFile, JsonMapper mapper) {
        var inputs = new ArrayList<Map<String, Object>>();
        new FeatureSpace(metadata.features())
                .columns()
                .forEach((name, type) -> inputs.add(Map.of(
                        "name",
                        name,
                        "type",
                        switch (type) {
                            case NUMBER -> "double";
                            case BOOLEAN -> "boolean";
                            case CATEGORY, TEXT -> "string";
                            case DATE_TIME -> "datetime";
                        },
                        "required",
                        true)));
        var outputs = switch (Task.ofLabel(metadata.task())) {
            case CLASSIFICATION -> List.of(Map.of("name", "prediction", "type", "string"));
            case REGRESSION -> List.of(Map.of("name", "prediction", "type", "double"));
            case CLUSTERING -> List.of(Map.of("name", "cluster", "type", "long"));
            case ANOMALY_DETECTION ->
                List.of(Map.of("name", "anomaly", "type", "boolean"), Map.of("name", "score", "type", "double"));
        };

        var flavor = new LinkedHashMap<String, Object>();
        flavor.put("model", modelFile);
        flavor.put("metadata", ModelFolder.METADATA);
        flavor.put("task", metadata.task());
        flavor.put("model_type", metadata.modelType());
        flavor.put("tribuo_version", metadata.versions().get("tribuo"));
        flavor.put("easyml_version", metadata.versions().get("easyml"));

        var document = new LinkedHashMap<String, Object>();
        document.put("artifact_path", "model");
        document.put("flavors", Map.of("easyml", flavor));
        document.put("model_uuid", metadata.run().runId().replace("-", ""));
        document.put(
                "signature",
                Map.of("inputs", mapper.writeValueAsString(inputs), "outputs", mapper.writeValueAsString(outputs)));
        document.put("utc_time_created", metadata.createdAt());
        return mapper.writerWithDefaultPrettyPrinter().writeValueAsString(document) + "\n";
    }
}
