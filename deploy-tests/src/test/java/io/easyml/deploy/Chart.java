package io.easyml.deploy;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.dataformat.yaml.YAMLMapper;

/** The Helm chart, as Helm renders it with a values file. */
record Chart(String text, List<JsonNode> resources) {

    static final Path FOLDER = Repository.ROOT.resolve("helm/easyml");

    static Chart rendered(String values) {
        var rendered = template("--values", FOLDER.resolve("ci").resolve(values).toString());
        if (rendered.exitCode() != 0) {
            throw new AssertionError("helm template: " + rendered.errors());
        }
        var resources = new ArrayList<JsonNode>();
        try (var documents = YAMLMapper.shared().readerFor(JsonNode.class).<JsonNode>readValues(rendered.output())) {
            documents.forEachRemaining(resources::add);
        }
        return new Chart(rendered.output(), List.copyOf(resources));
    }

    static Program template(String... options) {
        var command = new ArrayList<>(
                List.of(Tools.program("helm"), "template", "release", FOLDER.toString(), "--namespace", "somewhere"));
        command.addAll(List.of(options));
        return Program.run(command);
    }

    List<JsonNode> ofKind(String kind) {
        return resources.stream()
                .filter(resource -> resource.path("kind").asString().equals(kind))
                .toList();
    }

    /** Deployments and jobs: what has pods. */
    List<JsonNode> workloads() {
        var workloads = new ArrayList<>(ofKind("Deployment"));
        workloads.addAll(ofKind("Job"));
        return workloads;
    }

    static String part(JsonNode resource) {
        return resource.path("metadata")
                .path("labels")
                .path("app.kubernetes.io/component")
                .asString();
    }

    static JsonNode pod(JsonNode workload) {
        return workload.path("spec").path("template").path("spec");
    }

    static JsonNode container(JsonNode workload) {
        return pod(workload).path("containers").path(0);
    }

    /** Names of the settings that a workload's container gets. */
    static Set<String> settings(JsonNode workload) {
        var names = new LinkedHashSet<String>();
        container(workload)
                .path("env")
                .forEach(setting -> names.add(setting.path("name").asString()));
        return names;
    }
}
