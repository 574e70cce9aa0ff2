package io.easyml.trainer;

import io.easyml.schemas.catalogue.Task;
import io.easyml.trainer.run.RunFile;
import io.easyml.trainer.run.TrainerJson;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/** Tables with all kinds of cells, and run files for them. */
record RunFiles(Path folder) {

    /** Numbers, a category, a boolean and missing cells; {@code kind} and {@code size} depend on them. */
    Path table(int rows) throws IOException {
        var random = new SplittableRandom(7);
        var text = new StringBuilder("id,width,colour,heavy,kind,size\n");
        for (int i = 0; i < rows; i++) {
            double width = random.nextDouble() * 10;
            var colour = new String[] {"red", "green, dark", "blue"}[random.nextInt(3)];
            boolean heavy = random.nextBoolean();
            double size = width * (heavy ? 2 : 1) + (colour.equals("blue") ? 5 : 0) + random.nextDouble();
            text.append("item-").append(i).append(',');
            text.append(random.nextInt(10) == 0 ? "" : Double.toString(width)).append(",\"");
            text.append(random.nextInt(10) == 0 ? "NA" : colour).append("\",");
            text.append(heavy).append(',');
            text.append(size > 10 ? "large" : size > 6 ? "medium" : "small").append(',');
            text.append(size).append('\n');
        }
        return Files.writeString(folder.resolve("items.csv"), text);
    }

    /** The column of {@link #table} to predict for a task. */
    static @Nullable String target(Task task) {
        return switch (task) {
            case CLASSIFICATION -> "kind";
            case REGRESSION -> "size";
            case CLUSTERING, ANOMALY_DETECTION -> null;
        };
    }

    Path run(Path table, String modelType, @Nullable String target, Map<String, Object> hyperparameters) {
        return run(table, modelType, target, hyperparameters, Map.of(), null);
    }

    Path run(
            Path table,
            String modelType,
            @Nullable String target,
            Map<String, Object> hyperparameters,
            Map<String, Object> evaluation,
            @Nullable Path validation) {
        var file = folder.resolve(modelType + "-" + target + ".json");
        new TrainerJson()
                .writeRunFile(
                        file,
                        new RunFile(
                                "0192f0c1-0000-7000-8000-000000000000",
                                "job",
                                1,
                                "project",
                                "items_" + target,
                                modelType,
                                new RunFile.Dataset(table.toString(), "items.csv", 1, "0".repeat(64)),
                                target,
                                hyperparameters,
                                evaluation,
                                validation == null
                                        ? null
                                        : new RunFile.Dataset(validation.toString(), "other.csv", 1, "1".repeat(64)),
                                42,
                                output(modelType, target).toString()));
        return file;
    }

    Path output(String modelType, @Nullable String target) {
        return folder.resolve("out-" + modelType + "-" + target);
    }
}
