package io.easyml.schemas.catalogue;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/** {@code docs/algorithms.md} is made of the catalogue: run {@code main} with the module's folder to write it again. */
class AlgorithmsPageTests {

    @Test
    void thePageIsWhatTheCatalogueSays() throws IOException {
        assertThat(Files.readString(Path.of("../docs/algorithms.md"))).isEqualTo(page());
    }

    public static void main(String[] arguments) throws IOException {
        Files.writeString(Path.of(arguments[0]).resolve("../docs/algorithms.md"), page());
    }

    private static String page() {
        var text = new StringBuilder("""
                # Algorithms

                What `model_type` can be, made of the catalogue in `schemas` (a test holds this page against it). Names,
                hyperparameters and their meaning follow scikit-learn's habits. Columns are prepared by the training part
                alone: for trees categories become ranks, for most others numbers are standardised and categories become one
                feature per level; the model folder keeps how.

                Without a target column: clustering and anomaly detection are fitted to all rows.
                """);
        for (var task : Task.values()) {
            text.append("\n## ").append(heading(task)).append('\n');
            for (var algorithm : AlgorithmCatalogue.load().all()) {
                if (algorithm.task() == task) {
                    describe(algorithm, text);
                }
            }
        }
        text.append("""

                ## Evaluation

                `evaluation` of a request. What comes out is `evaluation.json` in the model folder, described by
                `evaluation.schema.json` beside the catalogue.

                """);
        table(EvaluationSettings.load().all(), text);
        return text.toString();
    }

    private static String heading(Task task) {
        return switch (task) {
            case CLASSIFICATION -> "Classification";
            case REGRESSION -> "Regression";
            case CLUSTERING -> "Clustering";
            case ANOMALY_DETECTION -> "Anomaly detection";
        };
    }

    private static void describe(AlgorithmDescription algorithm, StringBuilder text) {
        text.append("\n### `").append(algorithm.name()).append("`\n\n");
        text.append(algorithm.title()).append(". ").append(algorithm.summary());
        text.append(algorithm.sampleWeight() ? " Takes `sample_weight_column`.\n\n" : "\n\n");
        table(algorithm.hyperparameters(), text);
    }

    private static void table(List<Hyperparameter> parameters, StringBuilder text) {
        text.append("| name | type | default | |\n|---|---|---|---|\n");
        for (var parameter : parameters) {
            text.append("| `").append(parameter.name()).append("` | ");
            text.append(range(parameter)).append(" | ");
            text.append(parameter.defaultValue().equals("") ? "" : "`" + parameter.defaultValue() + "`");
            text.append(" | ").append(parameter.description()).append(" |\n");
        }
    }

    private static String range(Hyperparameter parameter) {
        if (!parameter.choices().isEmpty()) {
            var choices = "`" + String.join("`, `", parameter.choices()) + "`";
            return parameter.type() == Hyperparameter.Type.WEIGHTS ? choices + ", numbers by class" : choices;
        }
        var words = new StringBuilder(parameter.type().label());
        words.append(limit(parameter.lower(), parameter.lowerExcluded() ? " > " : " ≥ "));
        words.append(limit(parameter.upper(), parameter.upperExcluded() ? " < " : " ≤ "));
        return words.toString();
    }

    private static String limit(@org.jspecify.annotations.Nullable BigDecimal limit, String relation) {
        return limit == null ? "" : relation + limit.stripTrailingZeros().toPlainString();
    }
}
