package io.easyml.standalone.demo;

import io.easyml.standalone.store.GitOrigin;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The annotated tags of the project's origin. */
final class GitStore implements Store {

    private final Path repositories;
    private final PostgresStore postgres;

    GitStore(Path repositories, PostgresStore postgres) {
        this.repositories = repositories;
        this.postgres = postgres;
    }

    @Override
    public String name() {
        return "Git";
    }

    @Override
    public List<String> faults(FinishedJob job) throws Exception {
        var tags = new GitOrigin(repositories.resolve(job.projectId() + ".git")).tags();
        var faults = new ArrayList<String>();
        for (var version : postgres.versions(job)) {
            var tag = tags.get(version.gitTag());
            if (tag == null || !tag.commit().equals(version.gitCommit())) {
                faults.add("the origin has no annotated tag " + version.gitTag() + " at " + version.gitCommit());
            }
        }
        return faults;
    }
}
