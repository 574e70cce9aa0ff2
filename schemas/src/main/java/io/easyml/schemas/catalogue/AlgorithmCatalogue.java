package io.easyml.schemas.catalogue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.json.JsonMapper;

/** Every algorithm that a job can ask for. */
public final class AlgorithmCatalogue {

    private static final List<String> NAMES = List.of(
            "random_forest_classifier",
            "random_forest_regressor",
            "extra_trees_classifier",
            "extra_trees_regressor",
            "gradient_boosting_classifier",
            "gradient_boosting_regressor",
            "decision_tree_classifier",
            "decision_tree_regressor",
            "logistic_regression",
            "linear_regression",
            "ridge",
            "lasso",
            "elastic_net",
            "linear_svc",
            "linear_svr",
            "sgd_classifier",
            "sgd_regressor",
            "svc",
            "svr",
            "k_neighbors_classifier",
            "k_neighbors_regressor",
            "ada_boost_classifier",
            "gaussian_nb",
            "multinomial_nb",
            "factorization_machine_classifier",
            "factorization_machine_regressor",
            "dummy_classifier",
            "dummy_regressor",
            "k_means",
            "hdbscan",
            "one_class_svm",
            "linear_one_class_svm");

    private final Map<String, AlgorithmDescription> byName;

    private AlgorithmCatalogue(Map<String, AlgorithmDescription> byName) {
        this.byName = byName;
    }

    /** The catalogue as this version of EasyML ships it. */
    public static AlgorithmCatalogue load() {
        var mapper = JsonMapper.shared();
        var byName = new LinkedHashMap<String, AlgorithmDescription>();
        for (var name : NAMES) {
            try (var resource = AlgorithmCatalogue.class.getResourceAsStream(name + ".json")) {
                if (resource == null) {
                    throw new IllegalStateException("The catalogue has no document " + name + ".json");
                }
                byName.put(name, AlgorithmDescription.of(name, mapper.readTree(resource)));
            } catch (IOException unreadable) {
                throw new UncheckedIOException(unreadable);
            }
        }
        return new AlgorithmCatalogue(byName);
    }

    /** All, the most useful first. */
    public List<AlgorithmDescription> all() {
        return List.copyOf(byName.values());
    }

    public Optional<AlgorithmDescription> find(String name) {
        return Optional.ofNullable(byName.get(name));
    }

    /** The model type that was probably meant. */
    public Optional<String> nearest(String name) {
        return NearestName.among(byName.keySet(), name);
    }
}
