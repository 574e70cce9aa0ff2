package io.easyml.embedded.testing;

import io.easyml.embedded.ChildProcess;
import io.easyml.embedded.KafkaServer;
import io.easyml.embedded.MlflowServer;
import io.easyml.embedded.MongoServer;
import io.easyml.embedded.Ports;
import io.easyml.embedded.PostgresServer;
import io.easyml.embedded.PythonTools;
import io.easyml.embedded.RedisServer;
import io.easyml.embedded.Server;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Servers for the tests of one JVM: each is started when first asked for and shared; all end with the JVM, however it
 * ends. Tests keep apart by databases, topic prefixes and keys of their own.
 */
public final class TestServers {

    private static final TestServers INSTANCE = new TestServers();
    private static final String PASSWORD = "for-tests-only";

    private final Deque<Server> running = new ArrayDeque<>();
    private final Path folder;
    private @Nullable ChildProcess kafka;
    private @Nullable ChildProcess redis;
    private @Nullable ChildProcess mongo;
    private @Nullable ChildProcess mlflow;
    private @Nullable PostgresServer postgres;

    private TestServers() {
        try {
            folder = Files.createTempDirectory("easyml-test-servers");
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
        Runtime.getRuntime().addShutdownHook(new Thread(this::stop, "test-servers"));
    }

    /** The servers of this JVM. */
    public static TestServers instance() {
        return INSTANCE;
    }

    /** {@code KAFKA_BOOTSTRAP_SERVERS} of a broker without topics. */
    public synchronized String kafka() {
        if (kafka == null) {
            kafka = KafkaServer.start(
                    KafkaServer.jars(root()), folder.resolve("kafka"), Ports.free(), 384, log("kafka"));
            running.push(kafka);
        }
        return kafka.address();
    }

    /** Stops the broker's process where it stands: its connections stay open, and nothing answers. */
    public void freezeKafka() throws IOException, InterruptedException {
        signalKafka("STOP");
    }

    /** Lets the broker go on. */
    public void thawKafka() throws IOException, InterruptedException {
        signalKafka("CONT");
    }

    private synchronized void signalKafka(String signal) throws IOException, InterruptedException {
        kafka();
        if (kafka != null) {
            var exit = new ProcessBuilder("kill", "-" + signal, Long.toString(kafka.pid()))
                    .inheritIO()
                    .start()
                    .waitFor();
            if (exit != 0) {
                throw new IOException("kill -" + signal + " ended with " + exit);
            }
        }
    }

    /** {@code POSTGRES_URL} of an empty database that is created for the caller. */
    public synchronized String postgres(String database) {
        if (postgres == null) {
            postgres = PostgresServer.start(
                    folder.resolve("postgres"), Ports.free(), PASSWORD, List.of("mlflow"), log("postgres"));
            running.push(postgres);
        }
        postgres.createDatabase(database);
        return postgres.url(database);
    }

    /** {@code REDIS_URL}. */
    public synchronized String redis() {
        if (redis == null) {
            redis = RedisServer.start(folder.resolve("redis"), Ports.free(), PASSWORD, log("redis"));
            running.push(redis);
        }
        return "redis://:" + PASSWORD + "@" + redis.address();
    }

    /** {@code MONGO_URI} without a database: the caller adds {@code /name}. */
    public synchronized String mongo() {
        if (mongo == null) {
            mongo = MongoServer.start(folder.resolve("mongo"), Ports.free(), log("mongo"));
            running.push(mongo);
        }
        return "mongodb://" + mongo.address();
    }

    /** {@code MLFLOW_TRACKING_URI}. */
    public synchronized String mlflow() {
        if (mlflow == null) {
            var backend = postgres("mlflow");
            mlflow = MlflowServer.start(python(), folder.resolve("mlflow"), Ports.free(), backend, log("mlflow"));
            running.push(mlflow);
        }
        return mlflow.address();
    }

    /** The processes of MLflow, for tests that freeze it. */
    public synchronized List<ProcessHandle> mlflowProcesses() {
        mlflow();
        return mlflow == null ? List.of() : mlflow.processes();
    }

    /** MLflow's and DVC's Python. */
    public PythonTools python() {
        return PythonTools.prepared(System.err::println);
    }

    /** The checkout's root, as the build tells the tests. */
    public static Path root() {
        return Path.of(System.getProperty("easyml.root", ".")).toAbsolutePath().normalize();
    }

    private Path log(String name) {
        return folder.resolve("logs").resolve(name + ".log");
    }

    private synchronized void stop() {
        while (!running.isEmpty()) {
            running.pop().close();
        }
        try (var files = Files.walk(folder)) {
            files.sorted(Comparator.reverseOrder())
                    .forEach(file -> file.toFile().delete());
        } catch (IOException left) {
            System.err.println("left behind: " + folder + ": " + left.getMessage());
        }
    }
}
