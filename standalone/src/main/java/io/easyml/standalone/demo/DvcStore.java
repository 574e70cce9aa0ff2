package io.easyml.standalone.demo;

import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/** The files of a DVC remote that is a directory: each is named by the MD5 of its bytes, a folder by that of its list. */
final class DvcStore implements Store {

    private final Path remote;
    private final PostgresStore postgres;

    DvcStore(Path remote, PostgresStore postgres) {
        this.remote = remote;
        this.postgres = postgres;
    }

    @Override
    public String name() {
        return "DVC";
    }

    @Override
    public List<String> faults(FinishedJob job) throws Exception {
        var faults = new ArrayList<String>();
        for (var version : List.of(postgres.model(job), postgres.dataset(job))) {
            if (version.isEmpty()) {
                faults.add("no version to look for");
            } else {
                faults.addAll(
                        faults(remote.resolve(job.projectId()), version.get().dvcMd5()));
            }
        }
        return faults;
    }

    /** What is missing or altered of a file, or of a folder with all its files. */
    static List<String> faults(Path remote, String md5) throws Exception {
        var faults = new ArrayList<String>();
        var list = verified(remote, md5, faults);
        if (list == null || !md5.endsWith(".dir")) {
            return faults;
        }
        var files = JsonMapper.shared().readTree(list);
        for (var file : files) {
            verified(remote, file.path("md5").asString(), faults);
        }
        if (files.isEmpty()) {
            faults.add("the folder " + md5 + " is empty");
        }
        return faults;
    }

    private static byte @Nullable [] verified(Path remote, String name, List<String> faults) throws Exception {
        var file = remote.resolve("files/md5").resolve(name.substring(0, 2)).resolve(name.substring(2));
        if (!Files.isRegularFile(file)) {
            faults.add(file + " is missing");
            return null;
        }
        var bytes = Files.readAllBytes(file);
        var hash = HexFormat.of().formatHex(MessageDigest.getInstance("MD5").digest(bytes));
        if (!name.equals(hash) && !name.equals(hash + ".dir")) {
            faults.add(file + " has other bytes than its name says");
        }
        return bytes;
    }
}
