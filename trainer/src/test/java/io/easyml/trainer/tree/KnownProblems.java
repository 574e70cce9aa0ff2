package io.easyml.trainer.tree;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Generated problems whose best answer is known, row by row as {@code src/test/python/known_problems.py} makes them, where
 * scikit-learn says what trees make of them.
 */
public final class KnownProblems {

    /** {@code x[column][row]}; {@code classes} is 0 for a regression. */
    public record Sample(double[][] x, double[] y, int classes) {

        public int rows() {
            return y.length;
        }

        public List<String> names() {
            return IntStream.range(0, x.length).mapToObj(i -> "x" + i).toList();
        }

        public List<String> labels() {
            return IntStream.range(0, classes).mapToObj(i -> "class" + i).toList();
        }

        public int[] codes() {
            return Arrays.stream(y).mapToInt(value -> (int) value).toArray();
        }

        TreeData data() {
            return classes == 0
                    ? new TreeData(names(), rows(), feature -> x[feature], List.of(), null, y, null)
                    : new TreeData(names(), rows(), feature -> x[feature], labels(), codes(), null, null);
        }

        /** Values in tenths: few enough to have a bin each. */
        public Sample inTenths() {
            var rounded = new double[x.length][];
            for (int column = 0; column < x.length; column++) {
                rounded[column] = Arrays.stream(x[column])
                        .map(value -> Math.floor(value * 10) / 10)
                        .toArray();
            }
            return new Sample(rounded, y, classes);
        }

        double[] row(int row) {
            return Arrays.stream(x).mapToDouble(column -> column[row]).toArray();
        }
    }

    private final Draws draws = new Draws(7);

    /** Columns of numbers that were drawn row by row. */
    private double[][] uniform(int rows, int columns) {
        var x = new double[columns][rows];
        for (int row = 0; row < rows; row++) {
            for (int column = 0; column < columns; column++) {
                x[column][row] = draws.part();
            }
        }
        return x;
    }

    private double[][] normal(int rows, int columns) {
        var x = new double[columns][rows];
        for (int row = 0; row < rows; row++) {
            for (int column = 0; column < columns; column++) {
                double radius = Math.sqrt(-2 * Math.log(1 - draws.part()));
                x[column][row] = radius * Math.cos(2 * Math.PI * draws.part());
            }
        }
        return x;
    }

    public Sample friedman1(int rows) {
        var x = uniform(rows, 10);
        var y = normal(rows, 1)[0];
        for (int i = 0; i < rows; i++) {
            double bow = x[2][i] - 0.5;
            y[i] += 10 * Math.sin(Math.PI * x[0][i] * x[1][i]) + 20 * bow * bow + 10 * x[3][i] + 5 * x[4][i];
        }
        return new Sample(x, y, 0);
    }

    private double[][] circuits(int rows) {
        var x = uniform(rows, 4);
        x[0] = Arrays.stream(x[0]).map(u -> 100 * u).toArray();
        x[1] = Arrays.stream(x[1]).map(u -> 40 * Math.PI + 520 * Math.PI * u).toArray();
        x[3] = Arrays.stream(x[3]).map(u -> 1 + 10 * u).toArray();
        return x;
    }

    Sample friedman2(int rows) {
        var x = circuits(rows);
        var y = normal(rows, 1)[0];
        for (int i = 0; i < rows; i++) {
            double reactance = x[1][i] * x[2][i] - 1 / (x[1][i] * x[3][i]);
            y[i] = Math.sqrt(x[0][i] * x[0][i] + reactance * reactance) + 125 * y[i];
        }
        return new Sample(x, y, 0);
    }

    Sample friedman3(int rows) {
        var x = circuits(rows);
        var y = normal(rows, 1)[0];
        for (int i = 0; i < rows; i++) {
            double reactance = x[1][i] * x[2][i] - 1 / (x[1][i] * x[3][i]);
            y[i] = Math.atan(reactance / x[0][i]) + 0.1 * y[i];
        }
        return new Sample(x, y, 0);
    }

    /** Friedman 1, every tenth cell missing, and the third column missing where it is large. */
    Sample holes(int rows) {
        var whole = friedman1(rows);
        var missing = uniform(rows, 10);
        for (int column = 0; column < 10; column++) {
            for (int i = 0; i < rows; i++) {
                if (missing[column][i] < 0.1 || column == 2 && whole.x()[2][i] > 0.8) {
                    whole.x()[column][i] = Double.NaN;
                }
            }
        }
        return whole;
    }

    public Sample waveform(int rows) {
        int[] peaks = {10, 6, 14};
        int[][] pairs = {{0, 1}, {0, 2}, {1, 2}};
        var y = classes(rows, 3);
        var u = uniform(rows, 1)[0];
        var x = normal(rows, 21);
        for (int row = 0; row < rows; row++) {
            var pair = pairs[(int) y[row]];
            for (int i = 0; i < 21; i++) {
                x[i][row] += u[row] * Math.max(6 - Math.abs(i - peaks[pair[0]]), 0)
                        + (1 - u[row]) * Math.max(6 - Math.abs(i - peaks[pair[1]]), 0);
            }
        }
        return new Sample(x, y, 3);
    }

    private double[] classes(int rows, int classes) {
        return Arrays.stream(uniform(rows, 1)[0]).map(u -> (int) (u * classes)).toArray();
    }

    public Sample twonorm(int rows) {
        var y = classes(rows, 2);
        var x = normal(rows, 20);
        for (var column : x) {
            for (int i = 0; i < rows; i++) {
                column[i] += (y[i] == 1 ? 1 : -1) * 2 / Math.sqrt(20);
            }
        }
        return new Sample(x, y, 2);
    }

    Sample ringnorm(int rows) {
        var y = classes(rows, 2);
        var x = normal(rows, 20);
        for (var column : x) {
            for (int i = 0; i < rows; i++) {
                column[i] = y[i] == 1 ? column[i] + 1 / Math.sqrt(20) : 2 * column[i];
            }
        }
        return new Sample(x, y, 2);
    }

    /** Two of six columns matter, by their signs; one row in ten has the wrong class. */
    Sample xor(int rows) {
        var x = uniform(rows, 6);
        for (int column = 0; column < 6; column++) {
            x[column] = Arrays.stream(x[column]).map(u -> u - 0.5).toArray();
        }
        var wrong = uniform(rows, 1)[0];
        var y = new double[rows];
        for (int i = 0; i < rows; i++) {
            boolean differ = x[0][i] > 0 != x[1][i] > 0;
            y[i] = differ != wrong[i] < 0.1 ? 1 : 0;
        }
        return new Sample(x, y, 2);
    }

    /** What is rare is what matters: numbers of two columns over several powers of ten. */
    Sample longTail(int rows) {
        var first = normal(rows, 1)[0];
        var second = normal(rows, 1)[0];
        var others = uniform(rows, 2);
        var y = normal(rows, 1)[0];
        for (int row = 0; row < rows; row++) {
            first[row] = Math.exp(1.2 * first[row]);
            second[row] = Math.exp(second[row]);
            y[row] += first[row] * (1 + others[0][row]) + 2 * second[row];
        }
        return new Sample(new double[][] {first, second, others[0], others[1]}, y, 0);
    }

    /** All 432 robots of the MONK's problems (Thrun et al. 1991), each of the three questions by its number. */
    static Sample monk(int question) {
        int[] sizes = {3, 3, 2, 3, 4, 2};
        var rows = new ArrayList<double[]>();
        for (int i = 0; i < 432; i++) {
            var robot = new double[7];
            int rest = i;
            for (int attribute = 5; attribute >= 0; attribute--) {
                robot[attribute] = 1 + rest % sizes[attribute];
                rest /= sizes[attribute];
            }
            long firsts = Arrays.stream(robot, 0, 6).filter(value -> value == 1).count();
            boolean yes = switch (question) {
                case 1 -> robot[0] == robot[1] || robot[4] == 1;
                case 2 -> firsts == 2;
                default -> robot[4] == 3 && robot[3] == 1 || robot[4] != 4 && robot[1] != 3;
            };
            robot[6] = yes ? 1 : 0;
            rows.add(robot);
        }
        var x = new double[6][];
        for (int attribute = 0; attribute < 6; attribute++) {
            int at = attribute;
            x[attribute] = rows.stream().mapToDouble(robot -> robot[at]).toArray();
        }
        return new Sample(x, rows.stream().mapToDouble(robot -> robot[6]).toArray(), 2);
    }
}
