package io.easyml.deploy;

import io.easyml.embedded.PythonTools;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Assumptions;

/**
 * A process as a container would see the world, without an engine: bubblewrap gives it the image's folders at the image's
 * paths, the volumes at theirs, a root that cannot be written to, the image's user, no capabilities, and no other
 * environment than the given one. It shares this machine's network and its {@code /usr}.
 */
final class Sandbox {

    private static final String JAVA = "/opt/java/openjdk";

    /** The image's user has a name; programs ask for it. */
    private static final Path USERS = users();

    private final List<String> words = new ArrayList<>(List.of("bwrap"));
    private final Map<String, String> environment = new LinkedHashMap<>();

    /** A world with a read-only root. */
    Sandbox(String user) {
        var ids = user.split(":");
        add("--unshare-user", "--uid", ids[0], "--gid", ids[1], "--unshare-pid", "--unshare-ipc", "--die-with-parent");
        add("--cap-drop", "ALL", "--new-session", "--clearenv");
        add("--ro-bind", "/usr", "/usr", "--ro-bind", "/etc", "/etc", "--proc", "/proc", "--dev", "/dev");
        for (var link : List.of("bin", "sbin", "lib", "lib64", "lib32")) {
            var path = Path.of("/", link);
            if (Files.isSymbolicLink(path)) {
                add("--symlink", "usr/" + link, path.toString());
            } else if (Files.isDirectory(path)) {
                add("--ro-bind", path.toString(), path.toString());
            }
        }
        readOnly(USERS, "/etc/passwd");
        readOnly(Path.of(System.getProperty("java.home")), JAVA);
        environment.put("PATH", JAVA + "/bin:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin");
        environment.put("JAVA_HOME", JAVA);
    }

    private static Path users() {
        try {
            var file = Files.createTempFile("easyml-users", "");
            file.toFile().deleteOnExit();
            return Files.writeString(file, "easyml:x:10001:10001::/tmp:/usr/sbin/nologin\n");
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    /** Skips the test, with the reason, where there is no bubblewrap or it may not do this. */
    static void assumeItWorks() {
        var words = new Sandbox("10001:10001").command("/", List.of("true"));
        try {
            var tried = Program.run(words);
            Assumptions.assumeTrue(
                    tried.exitCode() == 0,
                    () -> "skipped: bubblewrap may not make namespaces here: "
                            + tried.errors().strip());
        } catch (UncheckedIOException absent) {
            Assumptions.abort("skipped: there is no bubblewrap here (Debian: apt-get install bubblewrap)");
        }
    }

    Sandbox readOnly(Path source, String target) {
        return add("--ro-bind", source.toString(), target);
    }

    Sandbox writable(Path source, String target) {
        return add("--bind", source.toString(), target);
    }

    /** As compose writes it: {@code /tmp:exec,mode=1777}. */
    Sandbox temporary(String tmpfs) {
        var path = tmpfs.split(":")[0];
        return add("--perms", tmpfs.contains("mode=0700") ? "0700" : "1777", "--tmpfs", path);
    }

    /** MLflow and DVC where the image has them, with the Python that they were installed for. */
    Sandbox python(PythonTools tools) {
        try {
            var base = tools.python().toRealPath().resolve("../..").normalize();
            if (!base.startsWith("/usr")) {
                readOnly(base, base.toString());
            }
            return readOnly(tools.folder(), "/opt/easyml/python");
        } catch (IOException gone) {
            throw new UncheckedIOException(gone);
        }
    }

    Sandbox environment(Map<String, String> more) {
        environment.putAll(more);
        return this;
    }

    private Sandbox add(String... more) {
        words.addAll(List.of(more));
        return this;
    }

    /** The whole command line. */
    List<String> command(String directory, List<String> program) {
        var command = new ArrayList<>(words);
        command.addAll(List.of("--remount-ro", "/"));
        environment.forEach((name, value) -> command.addAll(List.of("--setenv", name, value)));
        command.addAll(List.of("--chdir", directory, "--"));
        command.addAll(program);
        return command;
    }
}
