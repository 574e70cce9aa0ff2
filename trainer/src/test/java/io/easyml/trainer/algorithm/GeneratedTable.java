package io.easyml.trainer.algorithm;

import io.easyml.trainer.table.Column;
import io.easyml.trainer.table.ColumnType;
import io.easyml.trainer.table.Encoding;
import io.easyml.trainer.table.FeatureSpace;
import io.easyml.trainer.table.Question;
import io.easyml.trainer.table.Split;
import io.easyml.trainer.table.Table;
import io.easyml.trainer.table.Target;
import java.util.List;
import java.util.stream.IntStream;

/**
 * 600 rows from the linear congruential generator {@code s = (1103515245 s + 12345) mod 2^31}, so that the same table is
 * made in a line of Python, for scikit-learn to say what is right.
 */
final class GeneratedTable {

    static final int ROWS = 600;

    final Target.Values numbers = new Target.Values(new double[ROWS]);
    final Target.Classes threeClasses = new Target.Classes(new int[ROWS], List.of("low", "middle", "high"));
    final Target.Classes twoClasses = new Target.Classes(new int[ROWS], List.of("no", "yes"));
    private final Table table;
    private final Split split = new Split(
            IntStream.range(0, 450).toArray(), IntStream.range(450, ROWS).toArray());
    private long state = 1;

    GeneratedTable() {
        var a = new double[ROWS];
        var b = new double[ROWS];
        var c = new int[ROWS];
        var effects = new double[] {0, 5, -7};
        for (int i = 0; i < ROWS; i++) {
            a[i] = 10 * next();
            b[i] = next() - 0.5;
            c[i] = (int) (next() * 3);
            double noise = next() - 0.5;
            numbers.values()[i] = 3 * a[i] - 20 * b[i] + effects[c[i]] + 4 * noise;
            double k = a[i] * b[i] + c[i] - 1 + noise;
            threeClasses.codes()[i] = k < -1 ? 0 : k < 0.5 ? 1 : 2;
            twoClasses.codes()[i] = threeClasses.codes()[i] >= 1 ? 1 : 0;
        }
        this.table = new Table(
                "generated.csv",
                ROWS,
                List.of(
                        new Column.Numbers("a", ColumnType.NUMBER, a),
                        new Column.Numbers("b", ColumnType.NUMBER, b),
                        new Column.Categories("c", c, List.of("x", "y", "z"))));
    }

    private double next() {
        state = (state * 1103515245L + 12345L) % (1L << 31);
        return state / (double) (1L << 31);
    }

    int[] testRows() {
        return split.test();
    }

    TrainingData data(Target target, Encoding encoding) {
        var question = new Question(
                table,
                table.columns().getFirst(),
                target,
                IntStream.range(0, ROWS).toArray(),
                table.columns(),
                List.of());
        var space = FeatureSpace.fit(question, split.training(), encoding);
        return new TrainingData("generated", space.of(table), target, split, 42);
    }
}
