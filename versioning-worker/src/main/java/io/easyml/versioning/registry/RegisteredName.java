package io.easyml.versioning.registry;

/**
 * A model's name in MLflow's registry, which is one for all projects: {@code {experiment}.{model}}. Experiment names are
 * unique; what MLflow does not allow in names, and dots of the experiment, are percent-encoded, so that no two models
 * share a name.
 */
final class RegisteredName {

    private RegisteredName() {}

    static String of(String experiment, String model) {
        return encoded(experiment).replace(".", "%2E") + "." + encoded(model);
    }

    private static String encoded(String name) {
        return name.replace("%", "%25").replace("/", "%2F").replace(":", "%3A");
    }
}
