package io.easyml.standalone.platform;

import io.easyml.embedded.Ports;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;

/** The one folder that holds a platform's state. */
public record DataFolder(Path path) {

    private static final int SECRET_BYTES = 24;

    public DataFolder {
        path = path.toAbsolutePath().normalize();
    }

    public Path logs() {
        return path.resolve("logs");
    }

    public Path log(String process) {
        return logs().resolve(process + ".log");
    }

    Path of(String part) {
        return path.resolve(part);
    }

    /** Where {@code stop} and {@code start} say which processes are to stay down. */
    Path held() {
        return path.resolve("held");
    }

    Path lock() {
        return path.resolve("launcher.lock");
    }

    Path stateFile() {
        return path.resolve("platform.json");
    }

    private Path envFile() {
        return path.resolve("env");
    }

    public Path adminPasswordFile() {
        return path.resolve("secrets/admin-password");
    }

    /** A secret of this platform: made once, readable by its owner only. */
    String secret(String name) {
        var file = path.resolve("secrets").resolve(name);
        try {
            if (!Files.exists(file)) {
                Files.createDirectories(
                        path.resolve("secrets"),
                        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
                var bytes = new byte[SECRET_BYTES];
                new SecureRandom().nextBytes(bytes);
                writePrivately(file, Base64.getUrlEncoder().withoutPadding().encodeToString(bytes));
            }
            return Files.readString(file).strip();
        } catch (IOException failed) {
            throw new UncheckedIOException("the secret " + file + " cannot be kept", failed);
        }
    }

    /** A port that stays the same from start to start, as long as nobody else has taken it. */
    int port(String name) {
        var file = path.resolve("ports.properties");
        var ports = new Properties();
        try {
            if (Files.exists(file)) {
                try (var reader = Files.newBufferedReader(file)) {
                    ports.load(reader);
                }
            }
            var known = ports.getProperty(name);
            if (known != null && Ports.isFree(Integer.parseInt(known))) {
                return Integer.parseInt(known);
            }
            var port = Ports.free();
            ports.setProperty(name, Integer.toString(port));
            try (var writer = Files.newBufferedWriter(file)) {
                ports.store(writer, "ports of the servers");
            }
            return port;
        } catch (IOException failed) {
            throw new UncheckedIOException("the ports cannot be kept in " + file, failed);
        }
    }

    /** Keeps what {@code env} prints, with its credentials, for its owner only. */
    void writeEnv(Map<String, String> settings) {
        var text = new StringBuilder();
        settings.forEach(
                (name, value) -> text.append(name).append('=').append(value).append('\n'));
        try {
            writePrivately(envFile(), text.toString());
        } catch (IOException failed) {
            throw new UncheckedIOException("the settings cannot be kept", failed);
        }
    }

    /** What {@code env} prints, if a platform was ever started here. */
    public Optional<Map<String, String>> env() {
        if (!Files.exists(envFile())) {
            return Optional.empty();
        }
        try {
            var settings = new LinkedHashMap<String, String>();
            for (var line : Files.readAllLines(envFile())) {
                var equals = line.indexOf('=');
                if (equals > 0) {
                    settings.put(line.substring(0, equals), line.substring(equals + 1));
                }
            }
            return Optional.of(settings);
        } catch (IOException failed) {
            throw new UncheckedIOException("the settings cannot be read", failed);
        }
    }

    private static void writePrivately(Path file, String text) throws IOException {
        var temporary = Files.createTempFile(
                file.getParent(),
                ".new",
                "",
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.writeString(temporary, text);
        Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }
}
