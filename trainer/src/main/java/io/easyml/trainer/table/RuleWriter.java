package io.easyml.trainer.table;

import java.util.HashMap;

/** A rule, bound to the column of one table: levels are looked up once, not row by row. */
sealed interface RuleWriter {

    void write(int row, FeatureSpace.Sink sink);

    static RuleWriter of(FeatureRule rule, Column column, int offset) {
        return switch (rule) {
            case FeatureRule.Plain plain -> new PlainWriter(plain, ((Column.Numbers) column).values(), offset);
            case FeatureRule.Scaled scaled -> new ScaledWriter(scaled, ((Column.Numbers) column).values(), offset);
            case FeatureRule.Ranked ranked -> {
                var categories = (Column.Categories) column;
                var values = categories.levels().stream()
                        .mapToDouble(level -> ranked.ranks().getOrDefault(level, ranked.unseen()))
                        .toArray();
                yield new RankedWriter(values, ranked.missing(), categories.codes(), offset);
            }
            case FeatureRule.OneHot oneHot -> {
                var categories = (Column.Categories) column;
                int other = oneHot.other() ? oneHot.levels().size() + (oneHot.missing() ? 1 : 0) : -1;
                var known = new HashMap<String, Integer>();
                oneHot.levels().forEach(level -> known.put(level, known.size()));
                var places = categories.levels().stream()
                        .mapToInt(level -> known.getOrDefault(level, other))
                        .toArray();
                int missing = oneHot.missing() ? oneHot.levels().size() : -1;
                yield new OneHotWriter(places, missing, categories.codes(), offset);
            }
            case FeatureRule.OfDate ofDate -> of(ofDate.rule(), ofDate.part().of((Column.Numbers) column), offset);
            case FeatureRule.HashedText text -> {
                var texts = (Column.Categories) column;
                yield new TextWriter(TextHashing.of(texts.levels(), text.size(), text.counts()), texts.codes(), offset);
            }
        };
    }

    record PlainWriter(FeatureRule.Plain rule, double[] values, int offset) implements RuleWriter {
        @Override
        public void write(int row, FeatureSpace.Sink sink) {
            sink.take(offset, value(row));
        }

        private double value(int row) {
            return Double.isNaN(values[row]) && !rule.missingLearned() ? rule.fill() : values[row];
        }
    }

    /** Writes what stands in another row. */
    record Moved(RuleWriter writer, int[] source) implements RuleWriter {
        @Override
        public void write(int row, FeatureSpace.Sink sink) {
            writer.write(source[row], sink);
        }
    }

    record ScaledWriter(FeatureRule.Scaled rule, double[] values, int offset) implements RuleWriter {
        @Override
        public void write(int row, FeatureSpace.Sink sink) {
            boolean missing = Double.isNaN(values[row]);
            sink.take(offset, ((missing ? rule.fill() : values[row]) - rule.mean()) / rule.scale());
            if (rule.missingFlag()) {
                sink.take(offset + 1, missing ? 1 : 0);
            }
        }
    }

    record RankedWriter(double[] values, double missing, int[] codes, int offset) implements RuleWriter {
        @Override
        public void write(int row, FeatureSpace.Sink sink) {
            sink.take(offset, codes[row] < 0 ? missing : values[codes[row]]);
        }
    }

    record OneHotWriter(int[] places, int missing, int[] codes, int offset) implements RuleWriter {
        @Override
        public void write(int row, FeatureSpace.Sink sink) {
            int place = codes[row] < 0 ? missing : places[codes[row]];
            if (place >= 0) {
                sink.take(offset + place, 1);
            }
        }
    }

    record TextWriter(TextHashing hashing, int[] codes, int offset) implements RuleWriter {
        @Override
        public void write(int row, FeatureSpace.Sink sink) {
            if (codes[row] >= 0) {
                hashing.write(codes[row], offset, sink);
            }
        }
    }
}
