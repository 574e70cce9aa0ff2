package io.easyml.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.easyml.embedded.testing.TestServers;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ServersIT {

    @Test
    void postgresKeepsItsDataAndAsksForThePassword(@TempDir Path folder) throws Exception {
        var port = Ports.free();
        var log = folder.resolve("postgres.log");
        try (var server = PostgresServer.start(folder.resolve("pg"), port, "it's a secret", List.of("easyml"), log);
                var connection = connect(server, "it's a secret");
                var statement = connection.createStatement()) {
            statement.execute("create table kept (n int)");
            statement.execute("insert into kept values (42)");
            assertThatThrownBy(() -> connect(server, "wrong")).isInstanceOf(SQLException.class);
        }
        try (var server = PostgresServer.start(folder.resolve("pg"), port, "it's a secret", List.of("easyml"), log);
                var connection = connect(server, "it's a secret");
                var rows = connection.createStatement().executeQuery("select n from kept")) {
            assertThat(rows.next()).isTrue();
            assertThat(rows.getInt(1)).isEqualTo(42);
        }
    }

    private static java.sql.Connection connect(PostgresServer server, String password) throws SQLException {
        return DriverManager.getConnection("jdbc:postgresql://" + server.address() + "/easyml", "postgres", password);
    }

    @Test
    void redisKeepsItsDataAndAsksForThePassword(@TempDir Path folder) throws Exception {
        var port = Ports.free();
        try (var server = RedisServer.start(folder, port, "secret", folder.resolve("redis.log"))) {
            assertThat(server.alive()).isTrue();
            assertThat(redis(port, "GET kept")).startsWith("-NOAUTH");
            assertThat(redis(port, "AUTH secret", "SET kept 42")).isEqualTo("+OK");
        }
        try (var server = RedisServer.start(folder, port, "secret", folder.resolve("redis.log"))) {
            assertThat(server.alive()).isTrue();
            assertThat(redis(port, "AUTH secret", "GET kept")).isEqualTo("$2");
        }
    }

    private static String redis(int port, String... commands) throws Exception {
        try (var socket = new Socket("127.0.0.1", port);
                var reader =
                        new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8))) {
            OutputStream out = socket.getOutputStream();
            var answer = "";
            for (var command : commands) {
                out.write((command + "\r\n").getBytes(StandardCharsets.UTF_8));
                out.flush();
                answer = reader.readLine();
            }
            return answer;
        }
    }

    @Test
    void kafkaAndMongoListenAndEndAndStartAgain(@TempDir Path folder) {
        var kafkaPort = Ports.free();
        var mongoPort = Ports.free();
        for (int round = 0; round < 2; round++) {
            try (var kafka = KafkaServer.start(
                            KafkaServer.jars(TestServers.root()),
                            folder.resolve("kafka"),
                            kafkaPort,
                            384,
                            folder.resolve("kafka.log"));
                    var mongo = MongoServer.start(folder.resolve("mongo"), mongoPort, folder.resolve("mongo.log"))) {
                assertThat(kafka.alive()).isTrue();
                assertThat(mongo.alive()).isTrue();
            }
            assertThat(Ports.isFree(kafkaPort)).isTrue();
            assertThat(Ports.isFree(mongoPort)).isTrue();
        }
    }

    @Test
    void mlflowAnswersWithoutShowingItsDatabasePassword() throws Exception {
        var address = TestServers.instance().mlflow();

        try (var http = HttpClient.newHttpClient()) {
            var answer = http.send(
                    HttpRequest.newBuilder(URI.create(address + "/api/2.0/mlflow/experiments/get?experiment_id=0"))
                            .build(),
                    HttpResponse.BodyHandlers.ofString());
            assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        }
        for (var process : TestServers.instance().mlflowProcesses()) {
            assertThat(process.info().commandLine().orElse("")).doesNotContain("for-tests-only");
        }
    }

    @Test
    void aServerThatEndsByItselfIsReportedWithItsLog(@TempDir Path folder) {
        assertThatThrownBy(() -> ChildProcess.start(
                                "example",
                                "nowhere",
                                List.of("sh", "-c", "echo the disk is full; exit 3"),
                                Map.of(),
                                folder,
                                folder.resolve("example.log"))
                        .awaitReady(Duration.ofSeconds(10), () -> false))
                .isInstanceOf(ServerException.class)
                .hasMessageContaining("example ended with exit code 3")
                .hasMessageContaining("the disk is full");
    }

    @Test
    void whatAKilledProcessStartedIsEndedByItsGuardian(@TempDir Path folder) throws Exception {
        var pidFile = folder.resolve("pid");
        var owner = new ProcessBuilder(JavaCommand.of(
                        List.of("-Xmx64m"),
                        List.of(
                                "-cp",
                                System.getProperty("java.class.path"),
                                Owner.class.getName(),
                                folder.toString())))
                .inheritIO()
                .start();
        org.awaitility.Awaitility.await()
                .atMost(Duration.ofSeconds(20))
                .until(() -> Files.exists(pidFile) && Files.size(pidFile) > 0);
        var child = ProcessHandle.of(Long.parseLong(Files.readString(pidFile))).orElseThrow();
        assertThat(child.isAlive()).isTrue();

        owner.destroyForcibly().waitFor();

        org.awaitility.Awaitility.await().atMost(Duration.ofSeconds(15)).until(() -> !child.isAlive());
    }

    /** Starts a child that ignores TERM, says its pid, and waits to be killed. */
    static final class Owner {

        private Owner() {}

        public static void main(String[] arguments) throws Exception {
            var folder = Path.of(arguments[0]);
            var child = ChildProcess.start(
                    "stubborn",
                    "nowhere",
                    List.of("sh", "-c", "trap '' TERM; while true; do sleep 1; done"),
                    Map.of(),
                    folder,
                    folder.resolve("stubborn.log"));
            Files.writeString(folder.resolve("pid"), Long.toString(child.pid()));
            new java.util.concurrent.CountDownLatch(1).await();
        }
    }
}
