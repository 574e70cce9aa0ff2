package io.easyml.trainer;

import io.easyml.trainer.run.RunFile;
import io.easyml.trainer.run.TrainerJson;
import io.easyml.trainer.run.TrainerMessage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;

/** Small runs on a made-up table: what they load, link and compile is what a JVM can learn for its next starts. */
final class Rehearsal {

    private static final int ROWS = 2_000;
    private static final String CLASSES = "bought";
    private static final String NUMBERS = "spent";

    private static final List<Map.Entry<String, String>> RUNS = List.of(
            Map.entry("random_forest_classifier", CLASSES),
            Map.entry("gradient_boosting_classifier", CLASSES),
            Map.entry("logistic_regression", CLASSES),
            Map.entry("random_forest_regressor", NUMBERS));

    private Rehearsal() {}

    /**
     * Trains in this folder, which is left for the caller to remove.
     *
     * @return whether every run succeeded
     */
    static boolean in(Path folder) throws IOException {
        var table = Files.writeString(folder.resolve("rehearsal.csv"), rows());
        var json = new TrainerJson();
        var attempt = new Attempt(message -> {});
        for (var run : RUNS) {
            var file = new RunFile(
                    UUID.randomUUID().toString(),
                    "rehearsal",
                    1,
                    "rehearsal",
                    "rehearsal",
                    run.getKey(),
                    new RunFile.Dataset(table.toString(), "rehearsal.csv", 1, run.getKey()),
                    run.getValue(),
                    new HashMap<>(),
                    new HashMap<>(),
                    null,
                    1,
                    folder.resolve(run.getKey()).toString());
            var runFile = folder.resolve("run.json");
            json.writeRunFile(runFile, file);
            var said = attempt.of(runFile);
            if (!(said instanceof TrainerMessage.Succeeded)) {
                System.err.println(said);
                return false;
            }
        }
        return true;
    }

    /** Numbers, categories, booleans, dates and missing cells. */
    private static String rows() {
        var random = new Random(7);
        var rows = new StringBuilder("age,income,city,member,since,spent,bought\n");
        for (int i = 0; i < ROWS; i++) {
            int age = 18 + random.nextInt(60);
            double income = 1_000 + 4_000 * random.nextDouble();
            rows.append(age)
                    .append(',')
                    .append(i % 11 == 0 ? "" : "%.2f".formatted(income))
                    .append(",city")
                    .append(random.nextInt(12))
                    .append(i % 3 == 0 ? ",yes," : ",no,")
                    .append("20%02d-%02d-%02d".formatted(random.nextInt(25), 1 + i % 12, 1 + i % 28))
                    .append(',')
                    .append(age * 3 + random.nextInt(40))
                    .append(income + 20 * age > 4_000 ? ",yes\n" : ",no\n");
        }
        return rows.toString();
    }
}
