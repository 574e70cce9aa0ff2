package io.easyml.deploy;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** docker-compose.yml as the Compose specification's own implementation reads it, variables resolved. */
record ComposeFile(JsonNode services) {

    /** What a filled-in {@code .env} holds; for tests only. */
    static final Map<String, String> SECRETS = Map.of(
            "SECRET_KEY", "only-for-tests-0123456789abcdefghijklmn",
            "POSTGRES_PASSWORD", "onlyForTestsPostgres",
            "MONGO_PASSWORD", "onlyForTestsMongo",
            "REDIS_PASSWORD", "onlyForTestsRedis",
            "ADMIN_PASSWORD", "only for tests admin");

    static ComposeFile read() {
        var read = read(SECRETS);
        if (read.exitCode() != 0) {
            throw new AssertionError("docker-compose.yml: " + read.errors());
        }
        return new ComposeFile(JsonMapper.shared().readTree(read.output()).path("services"));
    }

    /** Reads it with these variables. */
    static Program read(Map<String, String> variables) {
        var command = new ArrayList<>(List.of(
                Tools.program("compose"),
                Repository.ROOT.resolve("docker-compose.yml").toString()));
        variables.forEach((name, value) -> command.add(name + "=" + value));
        return Program.run(command);
    }

    /** A service of the file. */
    record Service(String name, JsonNode json) {

        /** The target in the Dockerfile; empty for an image of others. */
        String target() {
            return json.path("build").path("target").asString("");
        }

        Map<String, String> environment() {
            var environment = new LinkedHashMap<String, String>();
            json.path("environment")
                    .properties()
                    .forEach(entry ->
                            environment.put(entry.getKey(), entry.getValue().asString()));
            return environment;
        }

        List<String> strings(String field) {
            return json.path(field).valueStream().map(JsonNode::asString).toList();
        }

        /** What the health check runs, without its first word. */
        List<String> healthCheck() {
            var words = json.path("healthcheck")
                    .path("test")
                    .valueStream()
                    .map(JsonNode::asString)
                    .toList();
            return words.isEmpty() ? List.of() : words.subList(1, words.size());
        }

        List<JsonNode> volumes() {
            return json.path("volumes").valueStream().toList();
        }

        /** Services that must be there before, with the condition. */
        Map<String, String> dependencies() {
            return json.path("depends_on").properties().stream()
                    .collect(Collectors.toMap(
                            Map.Entry::getKey,
                            entry -> entry.getValue().path("condition").asString()));
        }
    }

    Service service(String name) {
        return new Service(name, Objects.requireNonNull(services.get(name), name));
    }

    List<Service> all() {
        return services.properties().stream()
                .map(entry -> new Service(entry.getKey(), entry.getValue()))
                .toList();
    }

    /** The services whose images are made here. */
    List<Service> ours() {
        return all().stream().filter(service -> !service.target().isEmpty()).toList();
    }
}
