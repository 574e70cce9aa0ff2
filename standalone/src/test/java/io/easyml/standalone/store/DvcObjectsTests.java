package io.easyml.standalone.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DvcObjectsTests {

    @TempDir
    private Path remote = Path.of("");

    private String file = "";
    private String folder = "";

    @BeforeEach
    void aFolderWithOneFile() throws Exception {
        file = store("a model", "");
        folder = store("[{\"md5\": \"" + file + "\", \"relpath\": \"model.tribuo\"}]", ".dir");
    }

    @Test
    void aWholeFolderHasNoFault() throws Exception {
        assertThat(faults(folder)).isEmpty();
    }

    @Test
    void aMissingFileOfAFolderIsNamed() throws Exception {
        Files.delete(path(file));

        assertThat(faults(folder)).singleElement().asString().contains("missing");
    }

    @Test
    void alteredBytesAreNoticed() throws Exception {
        Files.writeString(path(file), "another model");

        assertThat(faults(folder))
                .singleElement()
                .asString()
                .contains(path(file).toString())
                .contains("other bytes");
    }

    @Test
    void anEmptyFolderIsAFault() throws Exception {
        assertThat(faults(store("[]", ".dir"))).singleElement().asString().contains("empty");
    }

    @Test
    void aFileThatIsNotTheRecordedOneIsNoticedThoughDvcIsContent() {
        assertThat(new DvcObjects(remote).faults(folder, Map.of("model.tribuo", "00", "metadata.json", "00")))
                .hasSize(2)
                .anySatisfy(fault -> assertThat(fault).contains("model.tribuo has the SHA-256"))
                .anySatisfy(fault -> assertThat(fault).contains("has no file metadata.json"));
    }

    private List<String> faults(String name) {
        return new DvcObjects(remote).faults(name, Map.of());
    }

    private String store(String content, String suffix) throws Exception {
        var name = HexFormat.of().formatHex(MessageDigest.getInstance("MD5").digest(content.getBytes())) + suffix;
        Files.createDirectories(path(name).getParent());
        Files.writeString(path(name), content);
        return name;
    }

    private Path path(String name) {
        return remote.resolve("files/md5").resolve(name.substring(0, 2)).resolve(name.substring(2));
    }
}
