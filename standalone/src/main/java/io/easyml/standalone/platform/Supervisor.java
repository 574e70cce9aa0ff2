package io.easyml.standalone.platform;

import io.easyml.embedded.ChildProcess;
import io.easyml.embedded.Server;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Starts processes side by side, watches them, starts again what dies, and ends them in the right order. */
final class Supervisor implements AutoCloseable {

    private static final Duration READY = Duration.ofSeconds(240);
    private static final Duration HEALTH = Duration.ofSeconds(3);
    private static final Duration STOP_SERVICE = Duration.ofSeconds(15);
    private static final long LOOK_WHILE_STARTING_MS = 200;
    private static final long LOOK_EVERY_MS = 1_000;
    private static final long FIRST_PAUSE_MS = 1_000;
    private static final long LONGEST_PAUSE_MS = 30_000;
    private static final long LASTING_NANOS = Duration.ofSeconds(20).toNanos();
    /** MLflow keeps its runs in PostgreSQL. */
    private static final List<List<String>> STORES_LAST =
            List.of(List.of("mlflow", "kafka", "mongo", "redis"), List.of("postgres"));

    private final DataFolder folder;
    private final Consumer<String> tell;
    private final Map<String, Member> members = new LinkedHashMap<>();
    private final ExecutorService threads = Executors.newThreadPerTaskExecutor(
            Thread.ofPlatform().daemon().name("start-", 0).factory());
    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(HEALTH)
            .build();
    private volatile boolean stopping;
    private volatile boolean ready;
    private volatile @Nullable String draining;
    private volatile @Nullable Thread waiting;

    Supervisor(DataFolder folder, Consumer<String> tell) {
        this.folder = folder;
        this.tell = tell;
    }

    /** A process with what starts it again. */
    private static final class Member {
        private final Supplier<Server> start;
        private volatile @Nullable Server server;
        private volatile String state = "starting";
        private volatile long pauseMs = FIRST_PAUSE_MS;
        private volatile long startAgainAt;
        private long readySince;

        Member(Supplier<Server> start) {
            this.start = start;
        }
    }

    /** Runs a step, unless asked to stop meanwhile. */
    <T> T run(Callable<T> step) throws InterruptedException {
        return finished(threads.submit(step));
    }

    <T> Future<T> submit(Callable<T> step) {
        return threads.submit(step);
    }

    <T> T watchWhile(Callable<T> step) throws InterruptedException {
        var future = threads.submit(step);
        while (!future.isDone()) {
            look();
            startAgainWhatDied();
            pause();
            if (stopping) {
                throw new InterruptedException("asked to stop");
            }
        }
        return finished(future);
    }

    /** Starts processes side by side, and waits until each has been started. */
    void startAll(Map<String, Supplier<Server>> starts) throws InterruptedException {
        var started = new ArrayList<Future<?>>();
        starts.forEach((name, start) -> started.add(begin(name, start)));
        for (var start : started) {
            finished(start);
        }
        write();
    }

    /** Starts a process and does not wait. */
    Future<?> begin(String name, Supplier<Server> start) {
        var member = new Member(start);
        synchronized (members) {
            members.put(name, member);
        }
        return threads.submit(() -> launch(member));
    }

    private void launch(Member member) {
        var server = member.start.get();
        synchronized (members) {
            member.server = server;
        }
        if (stopping) {
            server.close();
        }
    }

    /** The result of a step, unless asked to stop meanwhile. */
    <T> T finished(Future<T> future) throws InterruptedException {
        waiting = Thread.currentThread();
        try {
            if (stopping) {
                throw new InterruptedException("asked to stop");
            }
            return future.get();
        } catch (ExecutionException failed) {
            throw failed.getCause() instanceof RuntimeException known
                    ? known
                    : new IllegalStateException(failed.getCause());
        } finally {
            waiting = null;
        }
    }

    /** Waits until every service says that it is ready. */
    void awaitReady() throws InterruptedException {
        var end = System.nanoTime() + READY.toNanos();
        while (!stopping) {
            look();
            var notReady = new ArrayList<String>();
            synchronized (members) {
                for (var member : members.entrySet()) {
                    var server = member.getValue().server;
                    if (server != null && !server.alive()) {
                        throw new IllegalStateException(member.getKey() + " ended while it started; its log is "
                                + folder.log(member.getKey()) + ":\n" + Logs.tail(folder.log(member.getKey()), 15));
                    }
                    if (!member.getValue().state.equals("ready")) {
                        notReady.add(member.getKey());
                    }
                }
            }
            if (notReady.isEmpty()) {
                ready = true;
                write();
                return;
            }
            if (System.nanoTime() > end) {
                throw new IllegalStateException(
                        "not ready after " + READY.toSeconds() + " s: " + notReady + "; logs are in " + folder.logs());
            }
            pause();
        }
        throw new InterruptedException("asked to stop");
    }

    void watch() throws InterruptedException {
        while (!stopping) {
            look();
            startAgainWhatDied();
            pause();
        }
    }

    private void pause() throws InterruptedException {
        waiting = Thread.currentThread();
        try {
            if (!stopping) {
                Thread.sleep(ready ? LOOK_EVERY_MS : LOOK_WHILE_STARTING_MS);
            }
        } finally {
            waiting = null;
        }
    }

    /** Reads the state of every process, and writes it down where it changed. */
    private void look() {
        var changed = false;
        for (var member : copy().entrySet()) {
            var server = member.getValue().server;
            if (server == null || List.of("restarting", "stopping", "stopped").contains(member.getValue().state)) {
                continue;
            }
            var now = !server.alive() ? "dead" : server.address().startsWith("http") ? health(server) : "ready";
            if (!now.equals(member.getValue().state)) {
                member.getValue().state = now;
                member.getValue().readySince = System.nanoTime();
                changed = true;
            } else if (now.equals("ready") && System.nanoTime() - member.getValue().readySince > LASTING_NANOS) {
                // what it died of is over: the next time it is started again at once
                member.getValue().pauseMs = FIRST_PAUSE_MS;
            }
        }
        if (changed) {
            write();
        }
    }

    private String health(Server server) {
        var request = HttpRequest.newBuilder(URI.create(server.address() + "/health"))
                .timeout(HEALTH)
                .build();
        try {
            return http.send(request, HttpResponse.BodyHandlers.discarding()).statusCode() == 200
                    ? "ready"
                    : ready ? "waiting" : "starting";
        } catch (IOException notYet) {
            return ready ? "waiting" : "starting";
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            return "starting";
        }
    }

    private void startAgainWhatDied() {
        for (var entry : copy().entrySet()) {
            var member = entry.getValue();
            var held = HeldDown.of(folder, entry.getKey());
            var launching = member.state.equals("restarting") && member.startAgainAt == Long.MAX_VALUE;
            if (held.isPresent()) {
                if (!launching && !List.of("stopping", "stopped").contains(member.state)) {
                    member.state = "stopping";
                    write();
                    threads.submit(() -> holdDown(entry.getKey(), member, held.get()));
                }
            } else if (member.state.equals("stopped")) {
                member.state = "restarting";
                member.startAgainAt = System.nanoTime();
                write();
            } else if (member.state.equals("dead") && !isDraining(entry.getKey())) {
                var server = member.server;
                if (server != null) {
                    server.close();
                }
                tell.accept(entry.getKey() + " has ended; it is started again in " + member.pauseMs / 1_000
                        + " s (log: " + folder.log(entry.getKey()) + ")");
                member.state = "restarting";
                member.startAgainAt = System.nanoTime() + member.pauseMs * 1_000_000;
                member.pauseMs = Math.min(LONGEST_PAUSE_MS, member.pauseMs * 2);
                write();
            } else if (member.state.equals("restarting") && System.nanoTime() >= member.startAgainAt) {
                member.startAgainAt = Long.MAX_VALUE;
                threads.submit(() -> startAgain(entry.getKey(), member));
            }
        }
    }

    private void holdDown(String name, Member member, HeldDown how) {
        var server = member.server;
        if (server != null) {
            if (how == HeldDown.KILLED) {
                server.processes().forEach(ProcessHandle::destroyForcibly);
            }
            end(member);
        }
        tell.accept(name + " is stopped until ./easyml start " + name);
        member.state = "stopped";
        write();
    }

    private void startAgain(String name, Member member) {
        try {
            launch(member);
            member.state = "starting";
        } catch (RuntimeException failed) {
            tell.accept(name + " could not be started again: " + failed.getMessage());
            member.startAgainAt = System.nanoTime() + member.pauseMs * 1_000_000;
            member.pauseMs = Math.min(LONGEST_PAUSE_MS, member.pauseMs * 2);
        }
    }

    private Map<String, Member> copy() {
        synchronized (members) {
            return new LinkedHashMap<>(members);
        }
    }

    List<PlatformState.Member> members() {
        var list = new ArrayList<PlatformState.Member>();
        copy().forEach((name, member) -> {
            var server = member.server;
            if (server != null) {
                var pid = member.state.equals("stopped") ? 0 : server.pid();
                list.add(new PlatformState.Member(
                        name,
                        pid,
                        PlatformState.startOf(pid),
                        member.state.equals("dead") ? "restarting" : member.state,
                        server.address()));
            }
        });
        return list;
    }

    private synchronized void write() {
        if (!stopping) {
            var self = ProcessHandle.current().pid();
            new PlatformState(self, PlatformState.startOf(self), ready, members()).write(folder);
        }
    }

    /**
     * Asks the processes whose names begin so to finish what they do. They are not started again; when all of them have
     * ended, everything else ends.
     */
    void drain(String prefix) {
        if (draining != null) {
            return;
        }
        draining = prefix;
        tell.accept("Training workers finish what they run and take nothing more; then the platform ends");
        Thread.ofPlatform().daemon().name("drain").start(() -> {
            try {
                var asked = new ArrayList<ProcessHandle>();
                for (var member : copy().entrySet()) {
                    var server = member.getValue().server;
                    if (isDraining(member.getKey()) && server != null && Drain.ask(server.pid())) {
                        ProcessHandle.of(server.pid()).ifPresent(asked::add);
                    }
                }
                asked.forEach(process -> process.onExit().join());
                askToStop();
            } catch (InterruptedException interrupted) {
                Thread.currentThread().interrupt();
            }
        });
    }

    private boolean isDraining(String name) {
        var prefix = draining;
        return prefix != null && name.startsWith(prefix);
    }

    void askToStop() {
        stopping = true;
        var waiter = waiting;
        if (waiter != null) {
            waiter.interrupt();
        }
    }

    /** Services first, then the stores. */
    @Override
    public void close() {
        stopping = true;
        // a start that is under way is given up; one that cannot be interrupted ends its server by itself
        threads.shutdownNow();
        var services = copy();
        STORES_LAST.forEach(stores -> services.keySet().removeAll(stores));
        endAll(services.values());
        for (var stores : STORES_LAST) {
            var members = copy();
            members.keySet().retainAll(stores);
            endAll(members.values());
        }
        try {
            threads.awaitTermination(30, java.util.concurrent.TimeUnit.SECONDS);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
        PlatformState.delete(folder);
        http.close();
    }

    /** Side by side. */
    private void endAll(Collection<Member> ending) {
        ending.stream()
                .map(member -> Thread.ofPlatform().start(() -> end(member)))
                .toList()
                .forEach(Supervisor::join);
    }

    private void end(Member member) {
        Server server;
        synchronized (members) {
            server = member.server;
        }
        switch (server) {
            case null -> {}
            case ChildProcess child -> child.close(STOP_SERVICE);
            default -> server.close();
        }
    }

    private static void join(Thread thread) {
        try {
            thread.join();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
