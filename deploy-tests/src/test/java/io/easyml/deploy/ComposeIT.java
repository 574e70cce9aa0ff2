package io.easyml.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import io.easyml.embedded.Ports;
import io.easyml.standalone.client.ApiClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.containers.ComposeContainer;
import org.testcontainers.containers.wait.strategy.Wait;

/** docker-compose.yml itself, where a Docker engine answers: images built, everything healthy, a job of the demo. */
class ComposeIT {

    private static final Duration START = Duration.ofMinutes(30);

    @Test
    void aJobOfTheDemoSucceeds(@TempDir Path folder) throws Exception {
        Assumptions.assumeTrue(engineAnswers(), "skipped: no Docker engine answers here");
        var variables = new HashMap<>(ComposeFile.SECRETS);
        for (var port :
                new String[] {"API_PORT", "POSTGRES_PORT", "MONGO_PORT", "REDIS_PORT", "KAFKA_PORT", "MLFLOW_PORT"}) {
            variables.put(port, Integer.toString(Ports.free()));
        }
        try (var compose = new ComposeContainer(
                Repository.ROOT.resolve("docker-compose.yml").toFile())) {
            compose.withEnv(variables).withBuild(true).withStartupTimeout(START);
            compose.withScaledService("training-worker", 2);
            for (var service : new String[] {"gateway", "versioning-worker", "audit-sink", "mlflow"}) {
                compose.waitingFor(service, Wait.forHealthcheck().withStartupTimeout(START));
            }
            compose.start();

            var password = folder.resolve("password");
            Files.writeString(password, Objects.requireNonNull(ComposeFile.SECRETS.get("ADMIN_PASSWORD")));
            try (var api = ApiClient.signedIn(Map.of(
                    "API_URL",
                    "http://127.0.0.1:" + variables.get("API_PORT"),
                    "ADMIN_USERNAME",
                    "admin",
                    "ADMIN_PASSWORD_FILE",
                    password.toString()))) {
                var project = api.project("demo").path("id").asString();
                var uploaded = api.upload(project, table(folder));
                var job = api.train(project, uploaded.path("file_id").asString(), "parity", "decision_tree_classifier");
                var end = api.await(job, state -> {});

                assertThat(end.path("state").asString()).as(end.toString()).isEqualTo("succeeded");
                assertThat(end.path("model_version").asInt()).isEqualTo(1);
            }
        }
    }

    private static boolean engineAnswers() {
        try {
            return DockerClientFactory.instance().isDockerAvailable();
        } catch (IllegalStateException noEngine) {
            return false;
        }
    }

    private static Path table(Path folder) throws Exception {
        var rows = new StringBuilder("number,half,parity\n");
        for (int number = 0; number < 400; number++) {
            rows.append(number % 20).append(',').append(number / 2.0).append(',');
            rows.append(number % 2 == 0 ? "even\n" : "odd\n");
        }
        return Files.writeString(folder.resolve("parity.csv"), rows);
    }
}
