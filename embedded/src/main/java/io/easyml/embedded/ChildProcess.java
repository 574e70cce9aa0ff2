package io.easyml.embedded;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/** A child process with its log file. It is ended by TERM, and by KILL when that takes too long. */
public final class ChildProcess implements Server {

    private static final Duration STOP = Duration.ofSeconds(20);
    private static final Duration POLL = Duration.ofMillis(50);

    private final String name;
    private final String address;
    private final Path log;
    private final Process process;

    private ChildProcess(String name, String address, Path log, Process process) {
        this.name = name;
        this.address = address;
        this.log = log;
        this.process = process;
    }

    /**
     * Starts a process.
     *
     * @param command program and arguments; secrets belong into {@code environment}
     * @param environment added to this process's own
     * @param log file that takes stdout and stderr, appended to
     */
    public static ChildProcess start(
            String name,
            String address,
            List<String> command,
            Map<String, String> environment,
            Path directory,
            Path log) {
        try {
            Files.createDirectories(directory);
            Files.createDirectories(log.toAbsolutePath().getParent());
            var builder = new ProcessBuilder(command)
                    .directory(directory.toFile())
                    .redirectErrorStream(true)
                    .redirectInput(ProcessBuilder.Redirect.from(new File("/dev/null")))
                    .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
            builder.environment().putAll(environment);
            var process = builder.start();
            Guardian.instance().watch(process.pid());
            return new ChildProcess(name, address, log, process);
        } catch (IOException failed) {
            throw new ServerException(name, "could not be started: " + failed.getMessage(), failed);
        }
    }

    /**
     * Waits until {@code ready} holds.
     *
     * @throws ServerException if the process ends first, or the limit passes; it is then ended
     */
    public ChildProcess awaitReady(Duration limit, BooleanSupplier ready) {
        var end = System.nanoTime() + limit.toNanos();
        while (true) {
            if (!process.isAlive()) {
                throw new ServerException(name, "ended with exit code " + process.exitValue(), log);
            }
            if (ready.getAsBoolean()) {
                return this;
            }
            if (System.nanoTime() - end > 0) {
                close();
                throw new ServerException(name, "was not ready within " + limit.toSeconds() + " s", log);
            }
            try {
                if (process.waitFor(POLL.toMillis(), TimeUnit.MILLISECONDS)) {
                    throw new ServerException(name, "ended with exit code " + process.exitValue(), log);
                }
            } catch (InterruptedException interrupted) {
                Thread.currentThread().interrupt();
                close();
                throw new ServerException(name, "was not waited for: interrupted", interrupted);
            }
        }
    }

    /**
     * Waits for the end of one that has something to do once; it is ended when that takes longer, or when we are asked
     * to stop.
     *
     * @return whether it ended in time and with exit code 0
     */
    public boolean endsWell(Duration limit) throws InterruptedException {
        try {
            return process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS) && process.exitValue() == 0;
        } finally {
            close(STOP);
        }
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public long pid() {
        return process.pid();
    }

    @Override
    public String address() {
        return address;
    }

    @Override
    public boolean alive() {
        return process.isAlive();
    }

    /**
     * The exit code of one that has ended.
     *
     * @throws IllegalThreadStateException if it has not
     */
    public int exitCode() {
        return process.exitValue();
    }

    /** Sends it TERM and does not wait. */
    public void askToEnd() {
        process.destroy();
    }

    @Override
    public void close() {
        close(STOP);
    }

    /** Ends it, by force after {@code limit}; returns when it and its children are gone. */
    public void close(Duration limit) {
        var family = processes();
        process.destroy();
        try {
            if (!process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
                process.destroyForcibly().waitFor(limit.toMillis(), TimeUnit.MILLISECONDS);
            }
        } catch (InterruptedException interrupted) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
        family.forEach(ProcessHandle::destroyForcibly);
        Guardian.instance().forget(process.pid());
    }
}
