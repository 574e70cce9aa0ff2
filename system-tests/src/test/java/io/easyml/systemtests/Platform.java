package io.easyml.systemtests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.easyml.embedded.Ports;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A platform that was started as a user starts it: {@code ./easyml up} in the foreground of a process of its own. */
final class Platform implements AutoCloseable {

    private static final Duration START = Duration.ofMinutes(8);
    private static final Duration STOP = Duration.ofSeconds(60);
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final Path dataDirectory;
    private final int port;
    private final int workers;
    private final Set<Long> seen = new HashSet<>();
    private final Map<String, String> settings = new HashMap<>();
    private Process process;

    private Platform(Path dataDirectory, int port, int workers) throws IOException {
        this.dataDirectory = dataDirectory;
        this.port = port;
        this.workers = workers;
        this.process = launch();
    }

    /** Starts a platform and waits until it is ready. */
    static Platform start(Path dataDirectory, int workers) throws IOException {
        var platform = launched(dataDirectory, workers);
        try {
            platform.awaitReady();
            return platform;
        } catch (RuntimeException | AssertionError failed) {
            platform.stopAfter(failed);
            throw failed;
        }
    }

    /** Starts a platform and does not wait. */
    static Platform launched(Path dataDirectory, int workers) throws IOException {
        return new Platform(dataDirectory, Ports.free(), workers);
    }

    private void stopAfter(Throwable failed) throws IOException {
        try {
            close();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            failed.addSuppressed(interrupted);
        }
    }

    private Process launch() throws IOException {
        var builder = new ProcessBuilder(Command.easyml(
                        arguments("up", "--workers", Integer.toString(workers)).toArray(String[]::new)))
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(output().toFile()));
        builder.environment().put("EASYML_SKIP_BUILD", "true");
        // every JVM of the platform looks there whether one of its fault points is armed
        builder.environment().put("JAVA_TOOL_OPTIONS", "-Deasyml.fault-points=" + faultPoints());
        return builder.start();
    }

    /** Starts it again on the same folder and port, after {@link #down}. */
    void startAgain() throws IOException {
        settings.clear();
        process = launch();
        awaitReady();
    }

    void awaitReady() {
        await("the platform to be ready")
                .atMost(START)
                .pollInterval(Duration.ofMillis(500))
                .until(() -> {
                    if (!process.isAlive()) {
                        throw new AssertionError("easyml up ended with " + process.exitValue() + ":\n" + printed());
                    }
                    return printed().contains("API_URL");
                });
        // each look starts a command line: not too often
        await("every process to be ready")
                .atMost(START)
                .pollInterval(Duration.ofSeconds(1))
                .pollDelay(Duration.ZERO)
                .until(this::ready);
    }

    private boolean ready() {
        var processes = processes();
        return processes.size() >= workers + 8
                && processes.values().stream().allMatch(state -> state.state().equals("ready"));
    }

    /** What {@code up} has printed so far. */
    String printed() {
        try {
            return Files.readString(output());
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    private Path faultPoints() {
        return dataDirectory.resolveSibling(dataDirectory.getFileName() + "-faults");
    }

    /** Arms a fault point: the first process that passes it ends as if it were killed. */
    void arm(String point) throws IOException {
        Files.createDirectories(faultPoints());
        Files.createFile(faultPoints().resolve(point));
    }

    boolean wentOff(String point) {
        return !Files.exists(faultPoints().resolve(point));
    }

    /** Ends a process and keeps it down; with {@code --kill} as a crash would. */
    void hold(String name, String... options) throws IOException, InterruptedException {
        var words = new ArrayList<>(List.of("stop", name));
        words.addAll(List.of(options));
        var stopped = easyml(STOP.plus(STOP), words.toArray(String[]::new));
        assertThat(stopped.exitCode()).as(stopped.output()).isZero();
    }

    /** Starts again what {@link #hold} ended, and waits until it is ready. */
    void release(String name) throws IOException, InterruptedException {
        var started = easyml(START, "start", name);
        assertThat(started.exitCode()).as(started.output()).isZero();
    }

    /** Does the same to several processes at once: {@link #hold}, {@link #release}. */
    static void each(List<String> names, OfAProcess what) throws Exception {
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var done = new ArrayList<Future<?>>();
            for (var name : names) {
                done.add(threads.submit(() -> {
                    what.accept(name);
                    return name;
                }));
            }
            for (var one : done) {
                one.get();
            }
        }
    }

    /** What can be done to a process of the platform. */
    interface OfAProcess {
        void accept(String name) throws Exception;
    }

    /** What the doctor finds right now. */
    JsonNode doctor() throws IOException, InterruptedException {
        return JSON.readTree(
                easyml(Duration.ofMinutes(2), "doctor", "-o", "json").result());
    }

    /** The doctor is content, at the latest when what is under way has come to its end. */
    void isHealthy() throws IOException, InterruptedException {
        remember();
        var answer = easyml(Duration.ofMinutes(5), "doctor", "--wait", "150");
        assertThat(answer.exitCode()).as(answer.output()).isZero();
    }

    /** The processes with these names, by their ids. */
    List<Long> pids(String... names) {
        var all = processes();
        return java.util.Arrays.stream(names)
                .map(name -> Objects.requireNonNull(all.get(name)).pid())
                .toList();
    }

    /** A process and all below it. */
    List<Long> family(String name) {
        var root = ProcessHandle.of(pids(name).getFirst()).orElseThrow();
        return java.util.stream.Stream.concat(java.util.stream.Stream.of(root), root.descendants())
                .map(ProcessHandle::pid)
                .toList();
    }

    /** The trainer processes below workers. */
    List<Long> trainers(String... workers) {
        return java.util.Arrays.stream(workers)
                .flatMap(worker -> family(worker).stream())
                .filter(pid -> ProcessHandle.of(pid)
                        .flatMap(process -> process.info().commandLine())
                        .filter(words -> words.contains("io.easyml.trainer.Main"))
                        .isPresent())
                .toList();
    }

    /** A connection to its PostgreSQL. */
    Connection postgres() throws IOException, InterruptedException, SQLException {
        var uri = URI.create(env("POSTGRES_URL"));
        var user = uri.getUserInfo().split(":", 2);
        return DriverManager.getConnection(
                "jdbc:postgresql://" + uri.getHost() + ":" + uri.getPort() + uri.getPath(), user[0], user[1]);
    }

    private Path output() {
        return dataDirectory.resolveSibling(dataDirectory.getFileName() + "-up.txt");
    }

    /** A process of the platform, as {@code status} shows it. */
    record Member(String name, long pid, String state, String address) {}

    /** The processes by name, as {@code status -o json} prints them; empty while none runs. */
    Map<String, Member> processes() {
        var members = new HashMap<String, Member>();
        try {
            var status = easyml(Duration.ofSeconds(30), "status", "-o", "json");
            for (JsonNode member : JSON.readTree(status.result()).path("processes")) {
                var name = member.path("name").asString();
                members.put(
                        name,
                        new Member(
                                name,
                                member.path("pid").asLong(),
                                member.path("state").asString(),
                                member.path("address").asString("")));
            }
        } catch (IOException | InterruptedException failed) {
            throw new AssertionError("easyml status failed", failed);
        }
        return members;
    }

    /** The settings that {@code env} prints; the same as long as the platform runs. */
    Map<String, String> env() throws IOException, InterruptedException {
        if (settings.isEmpty()) {
            for (var line :
                    easyml(Duration.ofSeconds(30), "env").output().lines().toList()) {
                var equals = line.indexOf('=');
                if (equals > 0) {
                    settings.put(line.substring(0, equals), line.substring(equals + 1));
                }
            }
        }
        return settings;
    }

    /** One setting of {@code env}, which must be there. */
    String env(String name) throws IOException, InterruptedException {
        return Objects.requireNonNull(env().get(name), () -> "easyml env does not print " + name);
    }

    /** One process, which must be there. */
    Member process(String name) {
        return Objects.requireNonNull(processes().get(name), () -> "easyml status does not show " + name);
    }

    /** Runs a subcommand on this platform's folder. */
    Command easyml(Duration limit, String... arguments) throws IOException, InterruptedException {
        return Command.run(
                limit,
                Command.ROOT,
                Map.of("EASYML_SKIP_BUILD", "true"),
                Command.easyml(arguments(arguments).toArray(String[]::new)));
    }

    private List<String> arguments(String... arguments) {
        var all = new ArrayList<>(List.of(arguments));
        all.addAll(List.of("--data-dir", dataDirectory.toString(), "--port", Integer.toString(port)));
        return all;
    }

    Path dataDirectory() {
        return dataDirectory;
    }

    int port() {
        return port;
    }

    Api api() throws IOException, InterruptedException {
        return new Api(env().getOrDefault("API_URL", "http://127.0.0.1:" + port));
    }

    /** Ends it with {@code ./easyml down}. */
    void down() throws IOException, InterruptedException {
        remember();
        assertThat(easyml(STOP, "down").exitCode()).as("easyml down").isZero();
        awaitEnd();
    }

    /** Ends it with {@code ./easyml down --drain}. */
    void drain() throws IOException, InterruptedException {
        remember();
        assertThat(easyml(STOP.multipliedBy(2), "down", "--drain").exitCode())
                .as("easyml down --drain")
                .isZero();
        awaitEnd();
    }

    /** Sends a signal to the process that the user started, as Ctrl-C (INT) or a shutdown (TERM, KILL) does. */
    void signal(String name) throws IOException, InterruptedException {
        remember();
        signal(process.pid(), name);
    }

    /** Sends it in a moment of the start that nothing printed tells apart. */
    void signalAfter(long milliseconds, String name) throws IOException, InterruptedException {
        assertThat(process.waitFor(milliseconds, TimeUnit.MILLISECONDS))
                .as("easyml up ended by itself")
                .isFalse();
        signal(process.pid(), name);
    }

    static void signal(long pid, String name) throws IOException, InterruptedException {
        Command.succeeds(Duration.ofSeconds(5), Command.ROOT, "kill", "-" + name, Long.toString(pid));
    }

    void awaitEnd() throws InterruptedException {
        assertThat(process.waitFor(STOP.toSeconds(), TimeUnit.SECONDS))
                .as("easyml up ended")
                .isTrue();
    }

    /**
     * The living processes that this platform left behind: those that {@code up} started, as far as it was seen, and
     * every one whose command names its folder.
     */
    List<String> leftBehind() throws IOException, InterruptedException {
        var all = Command.succeeds(Duration.ofSeconds(10), Command.ROOT, "ps", "-eo", "pid=,stat=,args=", "ww");
        return all.lines()
                .map(String::strip)
                .filter(line -> !ended(line))
                .filter(line -> line.contains(dataDirectory.toString())
                        || seen.contains(Long.parseLong(line.substring(0, line.indexOf(' ')))))
                .toList();
    }

    /** Ended, but its parent has not asked how yet: nothing runs there any more. */
    private static boolean ended(String line) {
        return line.matches("\\d+ +Z.*");
    }

    /** Remembers every process below the one that the user started. */
    void remember() {
        process.descendants().map(ProcessHandle::pid).forEach(seen::add);
    }

    @Override
    public void close() throws IOException, InterruptedException {
        if (process.isAlive()) {
            easyml(STOP, "down");
            process.waitFor(STOP.toSeconds(), TimeUnit.SECONDS);
            process.destroyForcibly();
        }
    }
}
