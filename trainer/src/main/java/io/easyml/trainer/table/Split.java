package io.easyml.trainer.table;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Rows to learn from and rows to be judged on, as row numbers of the table, ascending. The same seed gives the same
 * split. Classes have the same share in both parts; a class of one row is learnt from.
 *
 * @param validation rows that are set aside of those to learn from, and say when an algorithm has to stop
 */
public record Split(int[] training, int[] test, int[] validation) {

    public Split(int[] training, int[] test) {
        this(training, test, new int[0]);
    }

    /** How many rows the model comes from. */
    public int learnt() {
        return training.length + validation.length;
    }

    public static Split of(Question question, double testFraction, long seed) {
        return of(question, testFraction, true, seed);
    }

    static Split of(Question question, double testFraction, boolean stratify, long seed) {
        var random = new SplittableRandom(seed);
        var test = new ArrayList<Integer>();
        for (var group : strata(question, stratify)) {
            shuffle(group, random);
            int held = Math.min((int) Math.round(group.length * testFraction), group.length - 1);
            for (int i = 0; i < held; i++) {
                test.add(group[i]);
            }
        }
        if (test.isEmpty()) {
            test.add(question.rows()[random.nextInt(question.rows().length)]);
        }
        var testRows = test.stream().mapToInt(Integer::intValue).sorted().toArray();
        var trainingRows = Arrays.stream(question.rows())
                .filter(row -> Arrays.binarySearch(testRows, row) < 0)
                .toArray();
        return new Split(trainingRows, testRows);
    }

    /** The rows of each class, or all of them together. */
    static List<int[]> strata(Question question, boolean stratify) {
        if (!stratify) {
            return List.of(question.rows().clone());
        }
        return switch (question.target()) {
            case Target.Values values -> List.of(question.rows().clone());
            case Target.None none -> List.of(question.rows().clone());
            case Target.Classes classes -> {
                var sizes = new int[classes.labels().size()];
                for (int row : question.rows()) {
                    sizes[classes.codes()[row]]++;
                }
                var groups = Arrays.stream(sizes).mapToObj(int[]::new).toArray(int[][]::new);
                for (int row : question.rows()) {
                    int code = classes.codes()[row];
                    groups[code][groups[code].length - sizes[code]--] = row;
                }
                yield Arrays.stream(groups).filter(group -> group.length > 0).toList();
            }
        };
    }

    static void shuffle(int[] rows, SplittableRandom random) {
        for (int i = rows.length - 1; i > 0; i--) {
            int j = random.nextInt(i + 1);
            int row = rows[i];
            rows[i] = rows[j];
            rows[j] = row;
        }
    }
}
