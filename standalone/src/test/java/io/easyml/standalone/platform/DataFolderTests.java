package io.easyml.standalone.platform;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DataFolderTests {

    @TempDir
    private Path temporary = Path.of("");

    private DataFolder folder() {
        return new DataFolder(temporary.resolve("data"));
    }

    @Test
    void aSecretIsMadeOnceAndOnlyItsOwnerReadsIt() throws IOException {
        var secret = folder().secret("admin-password");

        assertThat(secret).hasSizeGreaterThanOrEqualTo(32);
        assertThat(folder().secret("admin-password")).isEqualTo(secret);
        assertThat(folder().secret("another")).isNotEqualTo(secret);
        assertThat(permissions(folder().adminPasswordFile())).isEqualTo("rw-------");
        assertThat(permissions(folder().path().resolve("secrets"))).isEqualTo("rwx------");
    }

    @Test
    void settingsWithPasswordsComeBackAsTheyWereAndOnlyTheirOwnerReadsThem() throws IOException {
        Files.createDirectories(folder().path());
        var settings = new LinkedHashMap<>(Map.of("POSTGRES_URL", "postgresql://u:p=1@host:1/db"));

        folder().writeEnv(settings);

        assertThat(folder().env()).contains(settings);
        assertThat(permissions(folder().path().resolve("env"))).isEqualTo("rw-------");
    }

    @Test
    void aFolderThatWasNeverStartedHasNoSettings() {
        assertThat(folder().env()).isEmpty();
    }

    @Test
    void aPortStaysUntilSomebodyElseTakesIt() throws IOException {
        Files.createDirectories(folder().path());
        var port = folder().port("kafka");

        assertThat(folder().port("kafka")).isEqualTo(port);
        try (var other = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
            assertThat(folder().port("kafka")).isNotEqualTo(other.getLocalPort());
        }
    }

    private static String permissions(Path file) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
    }
}
