package io.easyml.standalone.doctor;

import io.easyml.standalone.store.DvcObjects;
import io.easyml.standalone.store.GitOrigin;
import io.easyml.standalone.store.Rows;
import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;

/** A version's tag leads to a commit, its .dvc file to objects, and those to the bytes that were recorded. */
final class VersionsResolve implements Invariant {

    @Override
    public Finding examine(Evidence evidence) throws IOException {
        var notes = new Finding.Notes(
                "versions-resolve", "each version resolves in Git and DVC to bytes with the recorded hashes");
        var byProject = evidence.rows().versions().stream().collect(Collectors.groupingBy(Rows.Version::projectId));
        for (var project : byProject.entrySet()) {
            resolve(evidence, project.getKey(), project.getValue(), notes);
        }
        return notes.finding();
    }

    private static void resolve(Evidence evidence, UUID project, List<Rows.Version> versions, Finding.Notes notes)
            throws IOException {
        var repository = evidence.repositories().resolve(project + ".git");
        if (!Files.isDirectory(repository)) {
            notes.violated("project " + project + " has versions, and no repository " + repository);
            return;
        }
        var texts = new GitOrigin(repository)
                .texts(versions.stream().map(VersionsResolve::dvcFile).toList());
        var objects = new DvcObjects(evidence.dvcRemote().resolve(project.toString()));
        var tags = evidence.tags().getOrDefault(project, Map.of());
        for (var version : versions) {
            notes.looked();
            var tag = tags.get(version.gitTag());
            if (tag == null || !tag.commit().equals(version.gitCommit())) {
                notes.violated(version.label() + " of project " + project + ": the origin has "
                        + (tag == null ? "no such annotated tag" : "the tag at " + tag.commit()) + ", not at "
                        + version.gitCommit());
            } else if (!tag.subject().equals(version.subjectId().toString())) {
                notes.violated(version.label() + " of project " + project + ": the tag is of " + tag.subject());
            }
            var text = texts.get(dvcFile(version));
            if (text == null || !text.contains("md5: " + version.dvcMd5())) {
                notes.violated(version.label() + " of project " + project + ": " + version.dvcPath() + " in "
                        + version.gitCommit() + (text == null ? " is missing" : " names other data than the row"));
            }
            objects.faults(version.dvcMd5(), version.sha256())
                    .forEach(fault -> notes.violated(version.label() + " of project " + project + ": " + fault));
        }
    }

    private static String dvcFile(Rows.Version version) {
        return version.gitCommit() + ":" + version.dvcPath();
    }
}
