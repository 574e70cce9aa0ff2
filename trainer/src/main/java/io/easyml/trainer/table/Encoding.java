package io.easyml.trainer.table;

/** How columns become features: by what the algorithm makes of them. */
public enum Encoding {
    /** For trees: numbers as they are, a category as the rank of its level by training target mean. */
    RANKED,
    /** For linear models: numbers standardised, a category as one feature per level. */
    ONE_HOT,
    /** For counts: numbers as they are, a category as one feature per level. */
    COUNTS
}
