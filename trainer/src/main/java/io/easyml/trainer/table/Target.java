package io.easyml.trainer.table;

import java.util.List;

/** What is to be predicted, for every row of the table; rows without a target hold −1 or NaN. */
public sealed interface Target {

    /**
     * Classes.
     *
     * @param codes an index of {@code labels} per row
     * @param labels numbers by size, texts by alphabet
     */
    record Classes(int[] codes, List<String> labels) implements Target {}

    /** Numbers. */
    record Values(double[] values) implements Target {}

    /** Nothing: the rows are to be sorted into clusters, or the strange ones among them found. */
    record None() implements Target {}
}
