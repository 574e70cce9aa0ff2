package io.easyml.trainer.table;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;

/** Learns the feature rules from the training rows. */
final class FeatureFitting {

    /** One-hot features per column at most; rarer levels share one. */
    private static final int MOST_LEVELS = 100;
    /** Features that the words of a text are hashed into. */
    private static final int TEXT_FEATURES = 64;
    /** A level's target mean counts as if this many rows of average target were added, so that rare levels do not stick out. */
    private static final double PRIOR_ROWS = 10;

    private final int[] rows;
    private final double[] signal;
    private final double prior;

    FeatureFitting(Question question, int[] trainingRows) {
        this.rows = trainingRows;
        this.signal = signal(question.target(), trainingRows);
        this.prior = Arrays.stream(signal).average().orElse(0);
    }

    /** What levels are ordered by: the number itself, or whether the row is of the most frequent class. */
    private static double[] signal(Target target, int[] rows) {
        return switch (target) {
            case Target.None none -> new double[rows.length];
            case Target.Values values ->
                Arrays.stream(rows).mapToDouble(row -> values.values()[row]).toArray();
            case Target.Classes classes -> {
                var counts = new int[classes.labels().size()];
                for (int row : rows) {
                    counts[classes.codes()[row]]++;
                }
                int most = 0;
                for (int code = 1; code < counts.length; code++) {
                    most = counts[code] > counts[most] ? code : most;
                }
                int frequent = most;
                yield Arrays.stream(rows)
                        .mapToDouble(row -> classes.codes()[row] == frequent ? 1 : 0)
                        .toArray();
            }
        };
    }

    List<FeatureRule> rules(List<Column> columns, Encoding encoding) {
        return columns.parallelStream()
                .flatMap(column -> rules(column, encoding).stream())
                .toList();
    }

    private List<FeatureRule> rules(Column column, Encoding encoding) {
        return switch (column) {
            case Column.Numbers moments when moments.type() == ColumnType.DATE_TIME -> ofDate(moments, encoding);
            case Column.Numbers numbers -> List.of(ofNumbers(numbers, encoding));
            case Column.Categories texts
            when texts.type() == ColumnType.TEXT ->
                List.of(new FeatureRule.HashedText(texts.name(), TEXT_FEATURES, encoding == Encoding.COUNTS));
            case Column.Categories categories ->
                List.of(encoding == Encoding.RANKED ? ranked(categories) : oneHot(categories));
        };
    }

    /** The parts of the moments that differ. */
    private List<FeatureRule> ofDate(Column.Numbers column, Encoding encoding) {
        var rules = new ArrayList<FeatureRule>();
        for (var part : DatePart.values()) {
            var ofPart = part.of(column);
            var present =
                    Arrays.stream(rows).mapToDouble(row -> ofPart.values()[row]).filter(value -> !Double.isNaN(value));
            boolean differs = present.distinct().limit(2).count() > 1;
            // days since 1970 count nothing
            if (differs && !(part == DatePart.TIME && encoding == Encoding.COUNTS)) {
                rules.add(ofPart(column, part, ofNumbers(ofPart, encoding), rules.isEmpty()));
            }
        }
        if (rules.isEmpty()) {
            rules.add(ofPart(column, DatePart.TIME, ofNumbers(DatePart.TIME.of(column), encoding), true));
        }
        return rules;
    }

    /** One flag for a missing moment says it for all its parts. */
    private static FeatureRule ofPart(Column.Numbers column, DatePart part, FeatureRule rule, boolean flag) {
        return new FeatureRule.OfDate(
                column.name(),
                part,
                rule instanceof FeatureRule.Scaled number && !flag
                        ? new FeatureRule.Scaled(
                                number.column(),
                                number.columnType(),
                                number.fill(),
                                number.mean(),
                                number.scale(),
                                false)
                        : rule);
    }

    private FeatureRule ofNumbers(Column.Numbers column, Encoding encoding) {
        var present = Arrays.stream(rows)
                .mapToDouble(row -> column.values()[row])
                .filter(value -> !Double.isNaN(value))
                .sorted()
                .toArray();
        boolean missing = present.length < rows.length;
        double median =
                present.length == 0 ? 0 : present[(present.length - 1) / 2] / 2 + present[present.length / 2] / 2;
        if (encoding == Encoding.COUNTS) {
            return new FeatureRule.Scaled(column.name(), column.type(), median, 0, 1, missing);
        }
        if (encoding == Encoding.RANKED) {
            return new FeatureRule.Plain(column.name(), column.type(), median, missing);
        }
        var filled = Arrays.stream(rows)
                .mapToDouble(row -> column.isMissing(row) ? median : column.values()[row])
                .toArray();
        double mean = Arrays.stream(filled).average().orElse(0);
        double deviation = Math.sqrt(Arrays.stream(filled)
                .map(value -> (value - mean) * (value - mean))
                .average()
                .orElse(0));
        return new FeatureRule.Scaled(
                column.name(), column.type(), median, mean, deviation > 0 ? deviation : 1, missing);
    }

    private FeatureRule ranked(Column.Categories column) {
        int levels = column.levels().size();
        var counts = new double[levels + 1];
        var sums = new double[levels + 1];
        for (int i = 0; i < rows.length; i++) {
            int code = column.codes()[rows[i]];
            int slot = code < 0 ? levels : code;
            counts[slot]++;
            sums[slot] += signal[i];
        }
        record Mean(int slot, String name, double value) {}
        var means = new ArrayList<Mean>();
        for (int slot = 0; slot <= levels; slot++) {
            if (counts[slot] > 0) {
                means.add(new Mean(
                        slot,
                        slot == levels ? FeatureRule.MISSING : column.levels().get(slot),
                        (sums[slot] + PRIOR_ROWS * prior) / (counts[slot] + PRIOR_ROWS)));
            }
        }
        means.sort(Comparator.comparingDouble(Mean::value)
                .thenComparing(Mean::name)
                .thenComparing(Mean::slot));
        var ranks = new LinkedHashMap<String, Double>();
        double unseen = means.stream().filter(mean -> mean.value() < prior).count() - 0.5;
        double missing = unseen;
        for (int rank = 0; rank < means.size(); rank++) {
            if (means.get(rank).slot() == levels) {
                missing = rank;
            } else {
                ranks.put(means.get(rank).name(), (double) rank);
            }
        }
        return new FeatureRule.Ranked(column.name(), ranks, missing, unseen);
    }

    private FeatureRule oneHot(Column.Categories column) {
        int levels = column.levels().size();
        var counts = new int[levels];
        boolean missing = false;
        for (int row : rows) {
            int code = column.codes()[row];
            if (code < 0) {
                missing = true;
            } else {
                counts[code]++;
            }
        }
        var kept = Frequent.of(
                        counts,
                        MOST_LEVELS,
                        Comparator.comparing(code -> column.levels().get(code)))
                .stream()
                .map(code -> column.levels().get(code))
                .sorted()
                .toList();
        boolean rarer = Arrays.stream(counts).filter(count -> count > 0).count() > MOST_LEVELS;
        return new FeatureRule.OneHot(column.name(), kept, missing, rarer);
    }
}
