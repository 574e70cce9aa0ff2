package io.easyml.standalone.platform;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.PropertyNamingStrategies;
import tools.jackson.databind.json.JsonMapper;

/**
 * What runs on a data folder, as the launcher writes it down and others read it.
 *
 * @param launcherStarted start time of the launcher's process, so that another process with its id is not taken for it
 */
public record PlatformState(long launcherPid, Instant launcherStarted, boolean ready, List<Member> processes) {

    private static final JsonMapper JSON = JsonMapper.builder()
            .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
            .build();

    /**
     * A process.
     *
     * @param state {@code starting}, {@code ready}, {@code waiting} (for something that is away), {@code restarting},
     *     {@code stopping} or {@code stopped} (until told to start again; it then has no process)
     */
    public record Member(String name, long pid, Instant started, String state, String address) {}

    /** The state of a platform that runs on this folder now. */
    public static Optional<PlatformState> ofRunning(DataFolder folder) {
        return read(folder).filter(state -> isAlive(state.launcherPid(), state.launcherStarted()));
    }

    static Optional<PlatformState> read(DataFolder folder) {
        if (!Files.exists(folder.stateFile())) {
            return Optional.empty();
        }
        try {
            return Optional.of(JSON.readValue(folder.stateFile().toFile(), PlatformState.class));
        } catch (JacksonException unreadable) {
            return Optional.empty();
        }
    }

    static boolean isAlive(long pid, Instant started) {
        return ProcessHandle.of(pid)
                .filter(ProcessHandle::isAlive)
                .flatMap(process -> process.info().startInstant())
                .filter(started::equals)
                .isPresent();
    }

    static Instant startOf(long pid) {
        return ProcessHandle.of(pid)
                .flatMap(process -> process.info().startInstant())
                .orElse(Instant.EPOCH);
    }

    void write(DataFolder folder) {
        var temporary = folder.of("platform.json.new");
        try {
            Files.writeString(temporary, JSON.writerWithDefaultPrettyPrinter().writeValueAsString(this));
            Files.move(
                    temporary, folder.stateFile(), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException failed) {
            throw new UncheckedIOException("the state cannot be written", failed);
        }
    }

    static void delete(DataFolder folder) {
        try {
            Files.deleteIfExists(folder.stateFile());
        } catch (IOException failed) {
            throw new UncheckedIOException("the state cannot be removed", failed);
        }
    }
}
