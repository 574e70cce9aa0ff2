package io.easyml.trainer.algorithm;

import io.easyml.trainer.table.FeatureSpace;
import java.util.Arrays;
import org.tribuo.Example;
import org.tribuo.Output;
import org.tribuo.impl.ArrayExample;

/** Makes Tribuo examples of rows. Not for several threads at once. */
final class Examples {

    private final FeatureSpace.Rows rows;
    private final String[] names;
    private final String[] rowNames;
    private final double[] rowValues;
    private int size;

    Examples(FeatureSpace.Rows rows) {
        this.rows = rows;
        this.names = rows.space().names().toArray(String[]::new);
        this.rowNames = new String[names.length];
        this.rowValues = new double[names.length];
    }

    <T extends Output<T>> Example<T> of(int row, T output) {
        size = 0;
        rows.row(row, (feature, value) -> {
            // Tribuo knows a missing value by its absence
            if (!Double.isNaN(value)) {
                rowNames[size] = names[feature];
                rowValues[size++] = value;
            }
        });
        if (size == 0) {
            // Tribuo refuses an example without features, which a row of unseen levels is
            rowNames[0] = names[0];
            rowValues[0] = 0;
            size = 1;
        }
        return new ArrayExample<>(output, Arrays.copyOf(rowNames, size), Arrays.copyOf(rowValues, size));
    }
}
