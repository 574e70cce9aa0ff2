package io.easyml.standalone.platform;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.util.Locale;
import java.util.Optional;

/** That a process is to stay down until somebody wants it back: a file with its name, which the launcher looks for. */
public enum HeldDown {
    /** Asked to end, and given time for it. */
    STOPPED,
    /** Ended as a crash would end it. */
    KILLED;

    /** Asks for a process to be held down; the launcher does it within a second or two. */
    public void ask(DataFolder folder, String process) {
        try {
            Files.createDirectories(folder.held());
            // its content counts: nobody may see it empty
            var whole = Files.createTempFile(folder.held(), ".new", "");
            Files.writeString(whole, name().toLowerCase(Locale.ROOT));
            Files.move(
                    whole,
                    folder.held().resolve(process),
                    java.nio.file.StandardCopyOption.ATOMIC_MOVE,
                    java.nio.file.StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException failed) {
            throw new UncheckedIOException("the launcher could not be asked to stop " + process, failed);
        }
    }

    /** Asks for it to be started again. */
    public static void forget(DataFolder folder, String process) {
        try {
            Files.deleteIfExists(folder.held().resolve(process));
        } catch (IOException failed) {
            throw new UncheckedIOException("the launcher could not be asked to start " + process, failed);
        }
    }

    static void forgetAll(DataFolder folder) {
        if (!Files.isDirectory(folder.held())) {
            return;
        }
        try (var files = Files.newDirectoryStream(folder.held())) {
            for (var file : files) {
                Files.delete(file);
            }
        } catch (IOException failed) {
            throw new UncheckedIOException("what was held down could not be forgotten", failed);
        }
    }

    static Optional<HeldDown> of(DataFolder folder, String process) {
        try {
            var how = Files.readString(folder.held().resolve(process)).strip();
            return Optional.of(valueOf(how.toUpperCase(Locale.ROOT)));
        } catch (NoSuchFileException notHeld) {
            return Optional.empty();
        } catch (IOException | IllegalArgumentException unreadable) {
            return Optional.of(STOPPED);
        }
    }
}
