package io.easyml.trainer.table;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** How one column becomes one or more features. Learnt from the training part alone, and kept in the model folder. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "rule")
@JsonSubTypes({
    @JsonSubTypes.Type(value = FeatureRule.Plain.class, name = "plain"),
    @JsonSubTypes.Type(value = FeatureRule.Scaled.class, name = "scaled"),
    @JsonSubTypes.Type(value = FeatureRule.Ranked.class, name = "ranked"),
    @JsonSubTypes.Type(value = FeatureRule.OneHot.class, name = "one_hot"),
    @JsonSubTypes.Type(value = FeatureRule.OfDate.class, name = "of_date"),
    @JsonSubTypes.Type(value = FeatureRule.HashedText.class, name = "hashed_text")
})
public sealed interface FeatureRule {

    String MISSING = "<missing>";
    String OTHER = "<other>";

    /** The column that the features are made of. */
    String column();

    ColumnType columnType();

    /** Names of the features, in order. */
    List<String> featureNames();

    /**
     * A number as it is, for trees.
     *
     * @param fill the training median, for a missing value if training had none
     * @param missingLearned whether training had missing values, so that the model knows what they mean: they stay
     *     missing
     */
    record Plain(String column, ColumnType columnType, double fill, boolean missingLearned) implements FeatureRule {
        @Override
        public List<String> featureNames() {
            return List.of(column);
        }
    }

    /**
     * A number: {@code (value − mean) / scale}, with {@code fill} (the median) for a missing value, and, if values were
     * missing in training, a second feature that is 1 where the value is missing.
     */
    record Scaled(String column, ColumnType columnType, double fill, double mean, double scale, boolean missingFlag)
            implements FeatureRule {
        @Override
        public List<String> featureNames() {
            return missingFlag ? List.of(column, column + "=" + MISSING) : List.of(column);
        }
    }

    /**
     * A category as a number: the place of its level when levels are ordered by the mean of the target.
     *
     * @param missing the number for a missing value
     * @param unseen the number for a level that did not occur in training
     */
    record Ranked(String column, Map<String, Double> ranks, double missing, double unseen) implements FeatureRule {
        @Override
        public ColumnType columnType() {
            return ColumnType.CATEGORY;
        }

        @Override
        public List<String> featureNames() {
            return List.of(column);
        }
    }

    /**
     * A category as one feature per level, 1 or 0. Levels beyond the most frequent, and unseen ones, are {@code other}
     * where training had such; all features are 0 for a level that has none.
     */
    record OneHot(String column, List<String> levels, boolean missing, boolean other) implements FeatureRule {
        @Override
        public ColumnType columnType() {
            return ColumnType.CATEGORY;
        }

        @Override
        public List<String> featureNames() {
            var names = new ArrayList<String>();
            levels.forEach(level -> names.add(column + "=" + level));
            if (missing) {
                names.add(column + "=" + MISSING);
            }
            if (other) {
                names.add(column + "=" + OTHER);
            }
            return names;
        }
    }

    /**
     * A part of a moment, which then is a number like others.
     *
     * @param column of the moments
     * @param rule for the part
     */
    record OfDate(String column, DatePart part, FeatureRule rule) implements FeatureRule {
        @Override
        public ColumnType columnType() {
            return ColumnType.DATE_TIME;
        }

        @Override
        public List<String> featureNames() {
            return rule.featureNames();
        }
    }

    /**
     * A text as the hashes of its words, see {@link TextHashing}; a missing text has none.
     *
     * @param counts whether the features count words
     */
    record HashedText(String column, int size, boolean counts) implements FeatureRule {
        @Override
        public ColumnType columnType() {
            return ColumnType.TEXT;
        }

        @Override
        public List<String> featureNames() {
            return IntStream.range(0, size).mapToObj(i -> column + "#" + i).toList();
        }
    }
}
