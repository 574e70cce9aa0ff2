package io.easyml.trainer.algorithm;

/** How trees are grown. */
record TreeSettings(
        int maxDepth,
        int minSamplesLeaf,
        int minSamplesSplit,
        int maxFeatures,
        double minImpurityDecrease,
        boolean entropy) {

    static TreeSettings of(Hyperparameters hyperparameters, int features) {
        return new TreeSettings(
                hyperparameters.whole("max_depth"),
                hyperparameters.whole("min_samples_leaf"),
                hyperparameters.whole("min_samples_split"),
                hyperparameters.values().containsKey("max_features")
                        ? count(hyperparameters.text("max_features"), features)
                        : features,
                hyperparameters.number("min_impurity_decrease"),
                hyperparameters.values().containsKey("criterion")
                        && hyperparameters.text("criterion").equals("entropy"));
    }

    /** As scikit-learn counts: rounded down, and at least one. */
    private static int count(String rule, int features) {
        return Math.max(
                1,
                switch (rule) {
                    case "sqrt" -> (int) Math.sqrt(features);
                    case "log2" -> 31 - Integer.numberOfLeadingZeros(features);
                    case "third" -> features / 3;
                    default -> features;
                });
    }
}
