package io.easyml.trainer.table;

import io.easyml.trainer.run.RunResult.DroppedColumn;
import io.easyml.trainer.run.RunResult.Warning;
import io.easyml.trainer.table.TableProfile.Association;
import io.easyml.trainer.table.TableProfile.ColumnProfile;
import io.easyml.trainer.table.TableProfile.TopValue;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;

/** Looks at a table's columns and says what it sees, and what somebody should know before they trust a model of it. */
public final class Profiling {

    /** So many rows say enough of a distribution; sorting millions would take longer than reading them. */
    private static final int SAMPLE = 100_000;

    private static final String TARGET = "target";
    private static final String FEATURE = "feature";
    private static final int TOP = 10;
    private static final int BARS = 20;
    private static final double[] SHARES = {0.01, 0.05, 0.25, 0.5, 0.75, 0.95, 0.99};
    private static final double RARE = 0.01;
    /** So many leaks are told of one by one. */
    private static final int MOST_LEAKS = 20;

    private final Table table;
    private final Question question;
    private final Set<String> features;
    private final int[] sample;

    private Profiling(Table table, Question question) {
        this.table = table;
        this.question = question;
        this.features = question.features().stream().map(Column::name).collect(Collectors.toSet());
        int step = (table.rows() + SAMPLE - 1) / SAMPLE;
        this.sample = IntStream.iterate(0, row -> row < table.rows(), row -> row + step)
                .toArray();
    }

    public static TableProfile of(Question question) {
        return new Profiling(question.table(), question).profile();
    }

    private TableProfile profile() {
        var dropped = question.dropped().stream()
                .collect(Collectors.toMap(DroppedColumn::name, DroppedColumn::reason, (one, other) -> one));
        var association = Associations.with(question, sample);
        var seen = table.columns().parallelStream()
                .map(column -> column(column, dropped, association))
                .toList();
        var all = new ArrayList<>(seen.stream().map(Seen::profile).toList());
        for (var unread : table.reading().leftOut()) {
            all.add(new ColumnProfile(
                    unread.name(), "unread", "left_out", unread.reason(), 0, null, null, List.of(), null));
        }
        long duplicates = duplicates();
        return new TableProfile(
                1,
                table.file(),
                table.rows(),
                table.reading().skippedRows(),
                table.reading().firstSkipped(),
                duplicates,
                sample.length,
                all,
                warnings(duplicates, seen));
    }

    private record Seen(ColumnProfile profile, boolean givesAway) {}

    private Seen column(Column column, Map<String, String> dropped, @Nullable Associations association) {
        long missing =
                IntStream.range(0, table.rows()).filter(column::isMissing).count();
        var role = role(column);
        var said = association == null || role.equals(TARGET) ? Associations.Said.NOTHING : association.of(column);
        var profile = profile(column, role, dropped.get(column.name()), missing, said.association());
        return new Seen(profile, said.givesAway() && role.equals(FEATURE));
    }

    private ColumnProfile profile(
            Column column, String role, @Nullable String dropped, long missing, @Nullable Association measured) {
        return switch (column) {
            case Column.Numbers numbers -> {
                var sorted = Arrays.stream(sample)
                        .mapToDouble(row -> numbers.values()[row])
                        .filter(value -> !Double.isNaN(value))
                        .sorted()
                        .toArray();
                yield new ColumnProfile(
                        column.name(),
                        column.type().label(),
                        role,
                        dropped,
                        missing,
                        Arrays.stream(sorted).distinct().count(),
                        sorted.length == 0 ? null : numbers(numbers.values(), sorted),
                        List.of(),
                        measured);
            }
            case Column.Categories categories -> {
                var counts = new int[categories.levels().size()];
                for (int code : categories.codes()) {
                    if (code >= 0) {
                        counts[code]++;
                    }
                }
                yield new ColumnProfile(
                        column.name(),
                        column.type().label(),
                        role,
                        dropped,
                        missing,
                        (long) counts.length,
                        null,
                        top(categories, counts),
                        measured);
            }
        };
    }

    private String role(Column column) {
        if (column.equals(question.targetColumn())) {
            return TARGET;
        }
        return features.contains(column.name()) ? FEATURE : "left_out";
    }

    private static List<TopValue> top(Column.Categories column, int[] counts) {
        return Frequent.of(counts, TOP).stream()
                .map(code -> new TopValue(column.levels().get(code), counts[code]))
                .toList();
    }

    private static TableProfile.Numbers numbers(double[] values, double[] sorted) {
        double minimum = Double.POSITIVE_INFINITY;
        double maximum = Double.NEGATIVE_INFINITY;
        double mean = 0;
        double squares = 0;
        long count = 0;
        for (double value : values) {
            if (!Double.isNaN(value)) {
                count++;
                minimum = Math.min(minimum, value);
                maximum = Math.max(maximum, value);
                // Welford's way, which does not lose small differences of large numbers
                double difference = value - mean;
                mean += difference / count;
                squares += difference * (value - mean);
            }
        }
        var quantiles = new LinkedHashMap<String, Double>();
        for (double share : SHARES) {
            quantiles.put(Double.toString(share), sorted[(int) Math.round(share * (sorted.length - 1))]);
        }
        var edges = new ArrayList<Double>();
        var bars = new long[BARS];
        double width = maximum / BARS - minimum / BARS;
        if (width > 0 && Double.isFinite(width)) {
            for (int i = 0; i <= BARS; i++) {
                edges.add(i == BARS ? maximum : minimum + i * width);
            }
            for (double value : sorted) {
                bars[(int) Math.clamp((value - minimum) / width, 0, BARS - 1)]++;
            }
        }
        double deviation = Math.sqrt(squares / count);
        return new TableProfile.Numbers(
                minimum,
                maximum,
                Double.isFinite(mean) ? mean : 0,
                Double.isFinite(deviation) ? deviation : Double.MAX_VALUE,
                quantiles,
                edges,
                edges.isEmpty() ? List.of() : LongStream.of(bars).boxed().toList());
    }

    /** How many sampled rows are the same as an earlier one, by a hash of 64 bits. */
    private long duplicates() {
        var hashes = new long[sample.length];
        IntStream.range(0, sample.length).parallel().forEach(i -> {
            long hash = 7;
            for (var column : table.columns()) {
                long cell = switch (column) {
                    case Column.Numbers numbers -> Double.doubleToLongBits(numbers.values()[sample[i]]);
                    case Column.Categories categories -> categories.codes()[sample[i]];
                };
                hash = (hash ^ cell) * 0x9E3779B97F4A7C15L;
                hash ^= hash >>> 29;
            }
            hashes[i] = hash;
        });
        Arrays.parallelSort(hashes);
        return IntStream.range(1, hashes.length)
                .filter(i -> hashes[i] == hashes[i - 1])
                .count();
    }

    private List<Warning> warnings(long duplicates, List<Seen> seen) {
        var warnings = new ArrayList<Warning>();
        leaks(seen, warnings);
        for (var dropped : question.dropped()) {
            if (dropped.reason().contains("identifier")) {
                warnings.add(new Warning(
                        "IDENTIFIER",
                        dropped.name(),
                        "`" + dropped.name() + "` was left out: it " + dropped.reason() + "."));
            }
        }
        imbalance(warnings);
        if (duplicates > 0 && duplicates * 20 >= sample.length) {
            warnings.add(new Warning(
                    "DUPLICATES",
                    null,
                    duplicates + " of " + sample.length
                            + " rows are the same as an earlier one. Where they are repeats of one observation, the"
                            + " test part holds rows that were learnt from."));
        }
        if (table.reading().skippedRows() > 0) {
            warnings.add(new Warning(
                    "SKIPPED_ROWS",
                    null,
                    table.reading().skippedRows() + " rows could not be read and were skipped, the first: "
                            + String.join("; ", table.reading().firstSkipped()) + "."));
        }
        table.reading().notes().forEach(note -> warnings.add(new Warning("READING", null, note)));
        return warnings;
    }

    private void leaks(List<Seen> seen, List<Warning> warnings) {
        var leaking = seen.stream()
                .filter(Seen::givesAway)
                .map(column -> column.profile().name())
                .toList();
        if (leaking.isEmpty()) {
            return;
        }
        var target = Objects.requireNonNull(question.targetColumn()).name();
        for (var name : leaking.subList(0, Math.min(MOST_LEAKS, leaking.size()))) {
            warnings.add(new Warning(
                    "LEAK",
                    name,
                    "`" + name + "` gives `" + target
                            + "` away almost alone. If it is only known after the fact, leave it out with"
                            + " `ignore_columns`: the model would look better than it is."));
        }
        if (leaking.size() > MOST_LEAKS) {
            warnings.add(new Warning(
                    "LEAK",
                    null,
                    (leaking.size() - MOST_LEAKS) + " more columns give `" + target + "` away almost alone."));
        }
    }

    private void imbalance(List<Warning> warnings) {
        if (question.target() instanceof Target.Classes classes) {
            var counts = new long[classes.labels().size()];
            for (int row : question.rows()) {
                counts[classes.codes()[row]]++;
            }
            int rarest = 0;
            for (int code = 1; code < counts.length; code++) {
                rarest = counts[code] < counts[rarest] ? code : rarest;
            }
            if (counts[rarest] < RARE * question.rows().length) {
                warnings.add(new Warning(
                        "IMBALANCE",
                        Objects.requireNonNull(question.targetColumn()).name(),
                        "The class \"" + classes.labels().get(rarest) + "\" has " + counts[rarest] + " of "
                                + question.rows().length
                                + " rows. Accuracy says little of it: look at its recall."));
            }
        }
    }
}
