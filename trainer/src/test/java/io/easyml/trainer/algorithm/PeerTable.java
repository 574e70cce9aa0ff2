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

/** The table that {@code src/test/python/peers.py} makes, by the same linear congruential generator. */
final class PeerTable {

    private static final int ROWS = 3000;
    private static final int TRAINING = 1500;

    private final Target.Values numbers = new Target.Values(new double[ROWS]);
    private final Target.Classes three = new Target.Classes(new int[ROWS], List.of("0", "1", "2"));
    private final Target.Classes two = new Target.Classes(new int[ROWS], List.of("0", "1"));
    private final double[] weights = new double[ROWS];
    private final Table table;
    private long state = 1;

    PeerTable() {
        var a = new double[ROWS];
        var b = new double[ROWS];
        var c = new int[ROWS];
        var d = new double[ROWS];
        var effects = new double[] {0, 5, -7};
        for (int i = 0; i < ROWS; i++) {
            a[i] = 10 * next();
            b[i] = next();
            c[i] = (int) (next() * 3);
            d[i] = (int) (next() * 10);
            double noise = next() - 0.5;
            numbers.values()[i] = 3 * a[i] - 20 * b[i] + effects[c[i]] + 4 * noise;
            double k = a[i] * (b[i] - 0.5) + c[i] - 1 + 0.2 * d[i] + 2 * noise;
            three.codes()[i] = k < 0 ? 0 : k < 1.5 ? 1 : 2;
            two.codes()[i] = three.codes()[i] >= 1 ? 1 : 0;
            weights[i] = 0.5 + next();
        }
        this.table = new Table(
                "peers.csv",
                ROWS,
                List.of(
                        new Column.Numbers("a", ColumnType.NUMBER, a),
                        new Column.Numbers("b", ColumnType.NUMBER, b),
                        new Column.Numbers("d", ColumnType.NUMBER, d),
                        new Column.Categories("c", c, List.of("x", "y", "z"))));
    }

    private double next() {
        state = (state * 1103515245L + 12345L) % (1L << 31);
        return state / (double) (1L << 31);
    }

    Target target(String name) {
        return switch (name) {
            case "two" -> two;
            case "three" -> three;
            case "number" -> numbers;
            default -> new Target.None();
        };
    }

    double[] weights() {
        return weights;
    }

    /** Half of the rows to learn from; all of them without a target. */
    TrainingData data(Target target, Encoding encoding, boolean weighted) {
        var all = IntStream.range(0, ROWS).toArray();
        var split = target instanceof Target.None
                ? new Split(all, all)
                : new Split(
                        IntStream.range(0, TRAINING).toArray(),
                        IntStream.range(TRAINING, ROWS).toArray());
        var question = new Question(table, null, target, all, table.columns(), List.of());
        var space = FeatureSpace.fit(question, split.training(), encoding);
        return new TrainingData("peers", space.of(table), target, split, weighted ? weights : null, 42);
    }
}
