package io.easyml.embedded;

import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * MLflow and DVC in a Python environment of their own, kept in the user's cache and named by its lock file's hash, so
 * that it is built once for each version and shared by all folders and tests.
 */
public record PythonTools(Path folder) {

    private static final String LOCK = "python/requirements.lock";
    private static final String COMPLETE = ".easyml-complete";
    private static final Duration BUILD = Duration.ofMinutes(15);

    /** The Python of the environment. */
    public Path python() {
        return folder.resolve("bin/python");
    }

    /** A program of the environment, for example {@code dvc} or {@code mlflow}. */
    public Path program(String name) {
        return folder.resolve("bin").resolve(name);
    }

    /**
     * The environment, built if it is not there yet.
     *
     * @param tell takes a line now and then while it is built
     */
    public static PythonTools prepared(Consumer<String> tell) {
        try {
            var lock = lockFile();
            var folder = Cache.folder().resolve("python-" + hash(lock));
            if (!Files.exists(folder.resolve(COMPLETE))) {
                build(folder, lock, tell);
            }
            return new PythonTools(folder);
        } catch (IOException failed) {
            throw new ServerException(
                    "The Python environment", "could not be prepared: " + failed.getMessage(), failed);
        }
    }

    /** Whether it is built already. */
    public static boolean isPrepared() {
        try {
            return Files.exists(
                    Cache.folder().resolve("python-" + hash(lockFile())).resolve(COMPLETE));
        } catch (IOException failed) {
            return false;
        }
    }

    /** A Python 3.10 or newer on the path; {@code EASYML_PYTHON} names another. */
    public static Optional<String> basePython() {
        return Stream.of(
                        System.getenv().getOrDefault("EASYML_PYTHON", ""),
                        "python3",
                        "python3.13",
                        "python3.12",
                        "python3.11",
                        "python3.10",
                        "python3.14")
                .filter(name -> !name.isBlank())
                .filter(PythonTools::isNewEnough)
                .findFirst();
    }

    private static boolean isNewEnough(String python) {
        try {
            var process = new ProcessBuilder(
                            python,
                            "-c",
                            "import sys, venv, ensurepip; sys.exit(0 if sys.version_info >= (3, 10) else 1)")
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
            return process.waitFor(20, TimeUnit.SECONDS) && process.exitValue() == 0;
        } catch (IOException notThere) {
            return false;
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private static void build(Path folder, byte[] lock, Consumer<String> tell) throws IOException {
        Files.createDirectories(folder.getParent());
        var python = basePython()
                .orElseThrow(() -> new IOException("no Python 3.10 or newer with venv is on the path. Install one (on"
                        + " Debian: apt-get install python3-venv), or name one in EASYML_PYTHON"));
        // two processes must not build the same environment at once; the second finds it complete
        try (var guard = FileChannel.open(
                        folder.resolveSibling(folder.getFileName() + ".lock"),
                        StandardOpenOption.CREATE,
                        StandardOpenOption.WRITE);
                var held = guard.lock()) {
            if (!held.isValid() || Files.exists(folder.resolve(COMPLETE))) {
                return;
            }
            var log = folder.resolveSibling(folder.getFileName() + ".log");
            Files.deleteIfExists(log);
            tell.accept("Installing MLflow and DVC into " + folder + " (once, about 2 minutes)");
            run(List.of(python, "-m", "venv", "--clear", folder.toString()), Cache.folder(), log);
            var requirements = folder.resolve("requirements.lock");
            Files.write(requirements, lock);
            run(
                    List.of(
                            folder.resolve("bin/python").toString(),
                            "-m",
                            "pip",
                            "install",
                            "--quiet",
                            "--disable-pip-version-check",
                            "--require-hashes",
                            "--requirement",
                            requirements.toString()),
                    folder,
                    log);
            // compiled once here instead of at each first import
            run(
                    List.of(folder.resolve("bin/python").toString(), "-m", "compileall", "-q", "-j", "0", "lib"),
                    folder,
                    log);
            Files.createFile(folder.resolve(COMPLETE));
        }
    }

    private static void run(List<String> command, Path directory, Path log) throws IOException {
        var process = new ProcessBuilder(command)
                .directory(directory.toFile())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
                .start();
        Guardian.instance().watch(process.pid());
        try {
            var ended = process.waitFor(BUILD.toSeconds(), TimeUnit.SECONDS);
            // compileall counts files for other Python versions as failures: only pip and venv must succeed
            if (!ended || (process.exitValue() != 0 && !command.contains("compileall"))) {
                throw new ServerException("The Python environment", "could not be built", log);
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while building the Python environment", interrupted);
        } finally {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
            Guardian.instance().forget(process.pid());
        }
    }

    private static byte[] lockFile() throws IOException {
        try (InputStream lock = PythonTools.class.getResourceAsStream(LOCK)) {
            if (lock == null) {
                throw new IOException("the resource " + LOCK + " is missing from the build");
            }
            return lock.readAllBytes();
        }
    }

    private static String hash(byte[] lock) {
        try {
            return HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-256").digest(lock))
                    .substring(0, 16);
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
