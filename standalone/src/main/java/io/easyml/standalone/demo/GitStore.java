package io.easyml.standalone.demo;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** The annotated tags of the project's origin. */
final class GitStore implements Store {

    private static final long LIMIT_SECONDS = 20;

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
        var tags = lsRemote(repositories.resolve(job.projectId() + ".git"));
        var faults = new ArrayList<String>();
        for (var version : List.of(postgres.model(job), postgres.dataset(job))) {
            if (version.isEmpty()) {
                faults.add("no version to look for");
            } else {
                // what an annotated tag points to is listed with ^{} after its name
                var line = version.get().gitCommit() + "\trefs/tags/"
                        + version.get().gitTag() + "^{}";
                if (tags.lines().noneMatch(line::equals)) {
                    faults.add("the origin has no annotated tag "
                            + version.get().gitTag() + " at " + version.get().gitCommit());
                }
            }
        }
        return faults;
    }

    private static String lsRemote(Path origin) throws IOException, InterruptedException {
        var process = new ProcessBuilder("git", "ls-remote", "--tags", origin.toString())
                .redirectErrorStream(true)
                .start();
        process.getOutputStream().close();
        String output;
        try (var stream = process.getInputStream()) {
            output = new String(stream.readAllBytes(), UTF_8);
        }
        if (!process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS)) {
            process.destroyForcibly();
            throw new IOException("git ls-remote " + origin + " did not end");
        }
        if (process.exitValue() != 0) {
            throw new IOException("git ls-remote " + origin + ": " + output.strip());
        }
        return output;
    }
}
