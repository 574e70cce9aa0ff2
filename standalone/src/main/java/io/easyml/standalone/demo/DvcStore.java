package io.easyml.standalone.demo;

import io.easyml.standalone.store.DvcObjects;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The files of a DVC remote that is a directory. */
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
        var objects = new DvcObjects(remote.resolve(job.projectId()));
        var faults = new ArrayList<String>();
        for (var version : postgres.versions(job)) {
            faults.addAll(objects.faults(version.dvcMd5(), version.sha256()));
        }
        return faults;
    }
}
