package io.easyml.trainer.table;

import io.easyml.schemas.failure.FailureCode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/** Ways to divide the rows of a question. The same seed gives the same parts. */
public final class Splitting {

    private final Question question;
    private final boolean stratify;
    private final long seed;

    public Splitting(Question question, boolean stratify, long seed) {
        this.question = question;
        this.stratify = stratify;
        this.seed = seed;
    }

    /** All rows to learn from, and none to be judged on. */
    public Split everything() {
        return new Split(question.rows(), new int[0]);
    }

    /** Some rows held out; with {@code stratify}, classes have the same share in both parts. */
    public Split holdOut(double testFraction) {
        return Split.of(question, testFraction, stratify, seed);
    }

    /** Groups are held out whole, until there are enough rows. */
    public Split holdOutGroups(String column, double testFraction) {
        var groups = groups(column);
        if (groups.size() < 2) {
            throw oneGroup(column);
        }
        var random = new SplittableRandom(seed);
        for (int i = groups.size() - 1; i > 0; i--) {
            java.util.Collections.swap(groups, i, random.nextInt(i + 1));
        }
        double wanted = testFraction * question.rows().length;
        var test = new ArrayList<Integer>();
        for (int group = 0; group + 1 < groups.size(); group++) {
            var rows = groups.get(group);
            // a group that overshoots by more than it helps is learnt from
            if (test.isEmpty() || test.size() + rows.size() / 2.0 <= wanted) {
                test.addAll(rows);
            }
        }
        return without(test);
    }

    /** Whether there are groups to be held out. */
    public boolean severalGroups(String column) {
        return groups(column).size() > 1;
    }

    /** The last rows by a column are held out; of equal ones, those that come later in the file. */
    public Split holdOutLast(String column, double testFraction) {
        var ranks = ranks(column);
        var order = Arrays.stream(question.rows())
                .boxed()
                .sorted(Comparator.comparingDouble((Integer row) -> ranks[row]))
                .toList();
        int held = Math.clamp(Math.round(order.size() * testFraction), 1, order.size() - 1);
        return without(order.subList(order.size() - held, order.size()));
    }

    /** Parts of about the same size, each held out once; with {@code stratify}, with the same share of each class. */
    public List<Split> folds(int count) {
        requireRows(count, question.rows().length, "rows");
        var random = new SplittableRandom(seed);
        var parts = emptyParts(count);
        int next = 0;
        for (var stratum : Split.strata(question, stratify)) {
            Split.shuffle(stratum, random);
            for (int row : stratum) {
                parts.get(next++ % count).add(row);
            }
        }
        return parts.stream().map(this::without).toList();
    }

    /** Folds of whole groups, as even as can be: the largest group next goes to the smallest fold. */
    public List<Split> groupFolds(String column, int count) {
        var groups = groups(column);
        requireRows(count, groups.size(), "different values in `" + column + "`");
        groups.sort(
                Comparator.comparingInt((List<Integer> rows) -> -rows.size()).thenComparing(List::getFirst));
        var parts = emptyParts(count);
        for (var group : groups) {
            parts.stream()
                    .min(Comparator.comparingInt(List::size))
                    .orElseThrow()
                    .addAll(group);
        }
        return parts.stream().map(this::without).toList();
    }

    private static List<List<Integer>> emptyParts(int count) {
        var parts = new ArrayList<List<Integer>>();
        IntStream.range(0, count).forEach(part -> parts.add(new ArrayList<>()));
        return parts;
    }

    private void requireRows(int folds, int available, String what) {
        if (available < folds) {
            throw new TrainingFailure(
                    FailureCode.EVALUATION_INVALID,
                    "`folds` is " + folds + ", but " + question.table().file() + " has only " + available + " " + what
                            + ". Ask for fewer folds.");
        }
    }

    private Split without(List<Integer> held) {
        var test = held.stream().mapToInt(Integer::intValue).sorted().toArray();
        return new Split(
                Arrays.stream(question.rows())
                        .filter(row -> Arrays.binarySearch(test, row) < 0)
                        .toArray(),
                test);
    }

    private Column column(String name) {
        var table = question.table();
        return table.column(name)
                .orElseThrow(() -> new TrainingFailure(FailureCode.EVALUATION_INVALID, table.noColumn(name)));
    }

    /** The rows of each value of a column; rows without one are a group too. */
    private List<List<Integer>> groups(String name) {
        var groups = new HashMap<Object, List<Integer>>();
        var column = column(name);
        for (int row : question.rows()) {
            groups.computeIfAbsent(value(column, row), value -> new ArrayList<>())
                    .add(row);
        }
        var all = new ArrayList<>(groups.values());
        all.sort(Comparator.comparing(List::getFirst));
        return all;
    }

    private static Object value(Column column, int row) {
        return switch (column) {
            case Column.Numbers numbers -> numbers.values()[row];
            case Column.Categories categories -> categories.codes()[row];
        };
    }

    private TrainingFailure oneGroup(String column) {
        return new TrainingFailure(
                FailureCode.EVALUATION_INVALID,
                "`" + column + "` has the same value in every row of "
                        + question.table().file() + ", so no group can be held out. Choose another group_column.");
    }

    /** Numbers by which rows come in order: the number itself, or the place of the text, such as an ISO date. */
    private double[] ranks(String name) {
        var column = column(name);
        for (int row : question.rows()) {
            if (column.isMissing(row)) {
                throw new TrainingFailure(
                        FailureCode.EVALUATION_INVALID,
                        "`" + name + "` of " + question.table().file() + " has no value in some rows, so they have no"
                                + " place in time. Fill them, or choose another time_column.");
            }
        }
        return switch (column) {
            case Column.Numbers numbers -> numbers.values();
            case Column.Categories categories -> {
                var sorted = categories.levels().stream().sorted().toList();
                var places = new HashMap<String, Integer>();
                sorted.forEach(level -> places.put(level, places.size()));
                yield Arrays.stream(categories.codes())
                        .mapToDouble(code -> code < 0
                                ? Double.NaN
                                : places.getOrDefault(categories.levels().get(code), 0))
                        .toArray();
            }
        };
    }

    /**
     * The numbers of a column as weights of the rows.
     *
     * @throws TrainingFailure if a row has no weight, or a negative one
     */
    public static double[] weights(Question question, String name) {
        var table = question.table();
        var column = table.column(name)
                .orElseThrow(() -> new TrainingFailure(FailureCode.EVALUATION_INVALID, table.noColumn(name)));
        if (!(column instanceof Column.Numbers numbers)) {
            throw new TrainingFailure(
                    FailureCode.EVALUATION_INVALID,
                    "`" + name + "` of " + table.file() + " is not a number in every row and cannot weigh rows."
                            + " Choose another sample_weight_column.");
        }
        for (int row : question.rows()) {
            if (!(numbers.values()[row] >= 0)) {
                throw new TrainingFailure(
                        FailureCode.EVALUATION_INVALID,
                        "`" + name + "` of " + table.file() + " is " + (numbers.isMissing(row) ? "missing" : "negative")
                                + " in data row " + (row + 1) + ". A weight is a number of at least 0.");
            }
        }
        if (Arrays.stream(question.rows()).allMatch(row -> numbers.values()[row] == 0)) {
            throw new TrainingFailure(
                    FailureCode.EVALUATION_INVALID,
                    "`" + name + "` of " + table.file() + " is 0 in every row. Choose another sample_weight_column.");
        }
        return numbers.values();
    }
}
