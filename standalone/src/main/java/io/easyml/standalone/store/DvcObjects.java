package io.easyml.standalone.store;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/**
 * The files of a project on a DVC remote that is a directory: each is named by the MD5 of its bytes, a folder by that of
 * its list. Every file is read once, however many versions have it.
 */
public final class DvcObjects {

    private static final int CHUNK = 1 << 16;

    private final Path remote;
    private final Map<String, Content> read = new ConcurrentHashMap<>();

    public DvcObjects(Path remote) {
        this.remote = remote;
    }

    /**
     * What is on the remote under a name.
     *
     * @param fault why it is not what it must be; null where it is
     */
    private record Content(@Nullable String fault, String sha256) {}

    /**
     * What is missing or altered of a version.
     *
     * @param sha256 of each file by path, of a single file by the empty path; empty where only DVC's own hashes count
     */
    public List<String> faults(String md5, Map<String, String> sha256) {
        var faults = new ArrayList<String>();
        var content = content(md5);
        if (content.fault() != null) {
            return List.of(content.fault());
        }
        if (!md5.endsWith(".dir")) {
            compare("", content, sha256, faults);
            return faults;
        }
        var found = new HashMap<String, String>();
        try {
            for (var file : JsonMapper.shared().readTree(Files.readAllBytes(path(md5)))) {
                found.put(file.path("relpath").asString(), file.path("md5").asString());
            }
        } catch (IOException | JacksonException unreadable) {
            return List.of("the list of " + md5 + " cannot be read: " + unreadable.getMessage());
        }
        if (found.isEmpty()) {
            faults.add("the folder " + md5 + " is empty");
        }
        found.forEach((path, object) -> {
            var file = content(object);
            if (file.fault() != null) {
                faults.add(file.fault());
            } else {
                compare(path, file, sha256, faults);
            }
        });
        sha256.keySet().stream()
                .filter(path -> !found.containsKey(path))
                .forEach(path -> faults.add("the folder " + md5 + " has no file " + path));
        return faults;
    }

    private static void compare(String path, Content content, Map<String, String> sha256, List<String> faults) {
        var expected = sha256.get(path);
        if (expected != null && !expected.equals(content.sha256())) {
            faults.add((path.isEmpty() ? "the file" : path) + " has the SHA-256 " + content.sha256()
                    + " on the remote, and must have " + expected);
        }
    }

    private Content content(String name) {
        return read.computeIfAbsent(name, this::readAll);
    }

    private Path path(String name) {
        return remote.resolve("files/md5").resolve(name.substring(0, 2)).resolve(name.substring(2));
    }

    private Content readAll(String name) {
        var file = path(name);
        if (!Files.isRegularFile(file)) {
            return new Content(file + " is missing", "");
        }
        try (var in = Files.newInputStream(file)) {
            var md5 = MessageDigest.getInstance("MD5");
            var sha256 = MessageDigest.getInstance("SHA-256");
            var chunk = new byte[CHUNK];
            for (int length = in.read(chunk); length >= 0; length = in.read(chunk)) {
                md5.update(chunk, 0, length);
                sha256.update(chunk, 0, length);
            }
            var found = HexFormat.of().formatHex(md5.digest());
            return new Content(
                    name.equals(found) || name.equals(found + ".dir")
                            ? null
                            : file + " has other bytes than its name says",
                    HexFormat.of().formatHex(sha256.digest()));
        } catch (IOException unreadable) {
            return new Content(file + " cannot be read: " + unreadable.getMessage(), "");
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
