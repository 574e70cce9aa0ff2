package io.easyml.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** docker-compose.yml, read by the Compose specification's own implementation. */
class ComposeFileTests {

    private final Dockerfile dockerfile = Dockerfile.read();

    @ParameterizedTest
    @ValueSource(strings = {"SECRET_KEY", "POSTGRES_PASSWORD", "MONGO_PASSWORD", "REDIS_PASSWORD", "ADMIN_PASSWORD"})
    void nothingStartsWhileASecretIsEmpty(String name) {
        var secrets = new HashMap<>(ComposeFile.SECRETS);
        secrets.put(name, "");

        var read = ComposeFile.read(secrets);

        assertThat(read.exitCode()).isNotZero();
        assertThat(read.errors()).contains("required variable " + name);
    }

    @Test
    void theExampleNamesEverySecretAndHasNone() throws Exception {
        var settings = Files.readAllLines(Repository.ROOT.resolve(".env.example")).stream()
                .filter(line -> line.matches("[A-Z_]+=.*"))
                .map(line -> line.split("=", 2))
                .collect(Collectors.toMap(line -> line[0], line -> line[1]));

        assertThat(settings.keySet()).isEqualTo(ComposeFile.SECRETS.keySet());
        assertThat(settings.values()).allMatch(String::isEmpty);
        assertThat(Files.readAllLines(Repository.ROOT.resolve(".gitignore"))).contains(".env");
    }

    @Test
    void everySettingThatAServiceGetsIsOneThatItKnows() {
        for (var service : servicesOfOurs()) {
            assertThat(ServiceSettings.of(service.target()).known())
                    .as("settings of " + service.name())
                    .containsAll(service.environment().keySet());
        }
    }

    @Test
    void everySettingThatAServiceCannotDoWithoutIsPassed() {
        for (var service : servicesOfOurs()) {
            var passed = new HashSet<>(service.environment().keySet());
            passed.addAll(dockerfile.environment(service.target()).keySet());

            assertThat(passed)
                    .as("settings of " + service.name())
                    .containsAll(ServiceSettings.of(service.target()).required());
        }
    }

    /** All but MLflow, whose settings are its own. */
    private static Iterable<ComposeFile.Service> servicesOfOurs() {
        var services = ComposeFile.read().ours().stream()
                .filter(service -> !service.name().equals("mlflow"))
                .toList();
        assertThat(services).hasSize(5);
        return services;
    }

    @Test
    void portsArePublishedForThisMachineOnly() {
        var published = new HashMap<String, String>();
        for (var service : ComposeFile.read().all()) {
            service.json().path("ports").valueStream().forEach(port -> {
                assertThat(port.path("host_ip").asString())
                        .as("port of " + service.name())
                        .isEqualTo("127.0.0.1");
                published.put(service.name(), port.path("published").asString());
            });
        }
        assertThat(published)
                .containsExactlyInAnyOrderEntriesOf(Map.of(
                        "gateway", "8000",
                        "mlflow", "5000",
                        "postgres", "5432",
                        "mongodb", "27017",
                        "redis", "6379",
                        "kafka", "9092"));
    }

    @Test
    void imagesOfOthersArePinnedByDigest() {
        var images = ComposeFile.read().all().stream()
                .filter(service -> service.target().isEmpty())
                .map(service -> service.json().path("image").asString());

        assertThat(images).hasSize(4).allMatch(image -> image.matches(".+:.+@sha256:[0-9a-f]{64}"));
    }

    @Test
    void ourContainersHaveNoRights() {
        assertThat(ComposeFile.read().ours()).hasSize(6).allSatisfy(service -> {
            assertThat(service.json().path("user").asString()).isEqualTo(dockerfile.user(service.target()));
            assertThat(service.json().path("read_only").asBoolean()).isTrue();
            assertThat(service.strings("cap_drop")).containsExactly("ALL");
            assertThat(service.strings("security_opt")).containsExactly("no-new-privileges:true");
        });
    }

    @Test
    void everythingHasALimitAndAHealthCheckAndWaitsForWhatItNeeds() {
        var file = ComposeFile.read();
        for (var service : file.all()) {
            var limits = service.json().path("deploy").path("resources").path("limits");
            assertThat(limits.path("memory").asLong())
                    .as("memory of " + service.name())
                    .isPositive();
            assertThat(limits.path("cpus").asDouble())
                    .as("cpus of " + service.name())
                    .isPositive();
            assertThat(service.healthCheck().isEmpty())
                    .as(service.name() + " has no health check")
                    .isEqualTo(service.name().equals("setup"));
            service.dependencies()
                    .forEach((other, condition) -> assertThat(condition)
                            .as(service.name() + " waits for " + other)
                            .isEqualTo(other.equals("setup") ? "service_completed_successfully" : "service_healthy"));
        }
        assertThat(file.ours().stream().filter(service -> !service.name().equals("setup")))
                .allSatisfy(service -> assertThat(service.dependencies()).containsKey("setup"));
    }

    @Test
    void nothingKeepsAWorkerFromBeingThereFourTimes() {
        var worker = ComposeFile.read().service("training-worker");

        assertThat(worker.json().has("container_name")).isFalse();
        assertThat(worker.json().path("ports").isEmpty()).isTrue();
        assertThat(worker.environment()).doesNotContainKey("WORKER_NAME");
    }

    @Test
    void secretsAreInNoArgument() {
        for (var service : ComposeFile.read().all()) {
            var words = service.json().path("command").toString()
                    + service.json().path("entrypoint")
                    + service.json().path("healthcheck");
            assertThat(ComposeFile.SECRETS.values())
                    .as("arguments of " + service.name())
                    .noneMatch(words::contains);
        }
    }
}
