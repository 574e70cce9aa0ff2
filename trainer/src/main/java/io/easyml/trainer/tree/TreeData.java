package io.easyml.trainer.tree;

import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What trees are grown on.
 *
 * @param names of the features
 * @param rows how many
 * @param columns asked once per feature, by several threads
 * @param labels the classes, empty for a regression
 * @param codes the class of each row, null for a regression
 * @param values the number of each row, null for a classification
 * @param weights of the rows, null if all weigh 1
 */
public record TreeData(
        List<String> names,
        int rows,
        Columns columns,
        List<String> labels,
        int @Nullable [] codes,
        double @Nullable [] values,
        double @Nullable [] weights) {

    /** The class of each row of a classification. */
    int[] classCodes() {
        return Objects.requireNonNull(codes, "a classification has classes");
    }

    /** The number of each row of a regression. */
    double[] numbers() {
        return Objects.requireNonNull(values, "a regression has numbers");
    }

    /** How much a row counts. */
    double weight(int row) {
        return weights == null ? 1 : weights[row];
    }

    /** Gives the values of a feature for all rows, NaN where one is missing. */
    public interface Columns {
        double[] column(int feature);
    }
}
