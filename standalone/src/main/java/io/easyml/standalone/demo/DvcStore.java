package io.easyml.standalone.demo;

import java.io.IOException;
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
                check(job, version.get().dvcMd5(), faults);
            }
        }
        return faults;
    }

    private void check(FinishedJob job, String md5, List<String> faults) throws Exception {
        var list = verified(job, md5, faults);
        if (list == null || !md5.endsWith(".dir")) {
            return;
        }
        var files = 0;
        for (var file : JsonMapper.shared().readTree(list)) {
            verified(job, file.path("md5").asString(), faults);
            files++;
        }
        if (files == 0) {
            faults.add("the folder " + md5 + " is empty");
        }
    }

    private byte @Nullable [] verified(FinishedJob job, String name, List<String> faults) throws Exception {
        var file = remote.resolve(job.projectId())
                .resolve("files/md5")
                .resolve(name.substring(0, 2))
                .resolve(name.substring(2));
        if (!Files.isRegularFile(file)) {
            faults.add(file + " is missing");
            return null;
        }
        var bytes = read(file);
        var hash = HexFormat.of().formatHex(MessageDigest.getInstance("MD5").digest(bytes));
        if (!name.equals(hash) && !name.equals(hash + ".dir")) {
            faults.add(file + " has other bytes than its name says");
        }
        return bytes;
    }

    private static byte[] read(Path file) throws IOException {
        return Files.readAllBytes(file);
    }
}
