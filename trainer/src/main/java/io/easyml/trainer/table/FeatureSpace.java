package io.easyml.trainer.table;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** The features of a model: rules for the columns, and names that are all different. */
public final class FeatureSpace {

    /** Takes the value of a feature of a row, NaN if it is missing. */
    public interface Sink {
        void take(int feature, double value);
    }

    /** Takes the value of a feature of the row at some position, NaN if it is missing. */
    public interface RowSink {
        void take(int position, int feature, double value);
    }

    private final List<FeatureRule> rules;
    private final List<String> names;

    public FeatureSpace(List<FeatureRule> rules) {
        this.rules = List.copyOf(rules);
        var unique = new HashSet<String>();
        var all = new ArrayList<String>();
        for (var rule : rules) {
            for (var name : rule.featureNames()) {
                var free = name;
                while (!unique.add(free)) {
                    free += "'";
                }
                all.add(free);
            }
        }
        this.names = List.copyOf(all);
    }

    /** Learns the rules from the training rows, which alone decide. */
    public static FeatureSpace fit(Question question, int[] trainingRows, Encoding encoding) {
        return new FeatureSpace(new FeatureFitting(question, trainingRows).rules(question.features(), encoding));
    }

    public List<FeatureRule> rules() {
        return rules;
    }

    /** Names of the features; an index of this list is what a {@link Sink} takes. */
    public List<String> names() {
        return names;
    }

    /** The columns that a table must have to be predicted. */
    public Map<String, ColumnType> columns() {
        var columns = new LinkedHashMap<String, ColumnType>();
        rules.forEach(rule -> columns.put(rule.column(), rule.columnType()));
        return columns;
    }

    /** What there is of each column, from what there is of each feature; the features of a column add up. */
    public Map<String, Double> byColumn(double[] byFeature) {
        var byColumn = new LinkedHashMap<String, Double>();
        int feature = 0;
        for (var rule : rules) {
            for (int i = 0; i < rule.featureNames().size(); i++) {
                byColumn.merge(rule.column(), byFeature[feature++], Double::sum);
            }
        }
        return byColumn;
    }

    /** The features of a table's rows. The table must have all {@link #columns}, with their types. */
    public Rows of(Table table) {
        var writers = new ArrayList<RuleWriter>();
        var byName = new HashMap<String, Column>();
        table.columns().forEach(column -> byName.put(column.name(), column));
        int offset = 0;
        for (var rule : rules) {
            var column = byName.get(rule.column());
            if (column == null) {
                throw new IllegalArgumentException(table.noColumn(rule.column()));
            }
            writers.add(RuleWriter.of(rule, column, offset));
            offset += rule.featureNames().size();
        }
        return new Rows(this, writers);
    }

    /** The features of the rows of one table. */
    public static final class Rows {
        private final FeatureSpace space;
        private final List<RuleWriter> writers;
        private final int[] writerOf;

        private Rows(FeatureSpace space, List<RuleWriter> writers) {
            this.space = space;
            this.writers = writers;
            this.writerOf = IntStream.range(0, writers.size())
                    .flatMap(writer -> IntStream.generate(() -> writer)
                            .limit(space.rules.get(writer).featureNames().size()))
                    .toArray();
        }

        public FeatureSpace space() {
            return space;
        }

        /** Hands over a row's features, by ascending index; one-hot features that are 0 are left out. */
        public void row(int row, Sink sink) {
            for (var writer : writers) {
                writer.write(row, sink);
            }
        }

        /**
         * Hands over the features of some rows, rule by rule, which is far quicker than row by row; those of one row come
         * as {@link #row} gives them. Several threads may ask.
         */
        public void rows(int[] rows, RowSink sink) {
            var position = new int[1];
            Sink placed = (feature, value) -> sink.take(position[0], feature, value);
            for (var writer : writers) {
                for (int i = 0; i < rows.length; i++) {
                    position[0] = i;
                    writer.write(rows[i], placed);
                }
            }
        }

        /** One feature of some rows, NaN where it is missing. Several threads may ask. */
        public double[] column(int feature, int[] rows) {
            var values = new double[rows.length];
            var writer = writers.get(writerOf[feature]);
            var place = new int[1];
            Sink sink = (written, value) -> {
                if (written == feature) {
                    values[place[0]] = value;
                }
            };
            for (int row : rows) {
                writer.write(row, sink);
                place[0]++;
            }
            return values;
        }

        /** The same rows, but with the values that a column has in other rows: {@code source[row]}. */
        public Rows withColumnOf(String column, int[] source) {
            var moved = new ArrayList<RuleWriter>();
            for (int i = 0; i < writers.size(); i++) {
                boolean its = space.rules().get(i).column().equals(column);
                moved.add(its ? new RuleWriter.Moved(writers.get(i), source) : writers.get(i));
            }
            return new Rows(space, moved);
        }

        /** The features of some rows, column by column: {@code [feature][position in rows]}. */
        public double[][] columns(int[] rows) {
            var columns = new double[space.names().size()][rows.length];
            for (int i = 0; i < rows.length; i++) {
                int position = i;
                row(rows[i], (feature, value) -> columns[feature][position] = value);
            }
            return columns;
        }
    }
}
