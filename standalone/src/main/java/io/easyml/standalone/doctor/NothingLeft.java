package io.easyml.standalone.doctor;

import io.easyml.schemas.avro.TrainingSucceeded;
import io.easyml.standalone.platform.PlatformState;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** No process without a parent that looks after it, no staging folder without a run, no temporary file. */
final class NothingLeft implements Invariant {

    /** What no outcome names is removed after a day. */
    private static final Duration UNNAMED = Duration.ofHours(25);

    private static final String COMMAND_LINE = "io.easyml.standalone.Easyml";

    @Override
    public Finding examine(Evidence evidence) throws IOException {
        var notes = new Finding.Notes("nothing-left", "no process, staging folder or temporary file is left behind");
        processes(evidence, notes);
        for (var root : List.of(evidence.modelsDir(), evidence.datasetsDir())) {
            for (var staged : list(root.resolve(".staging"))) {
                old(evidence, staged, "the staging folder", notes);
            }
        }
        for (var origin : list(evidence.repositories())) {
            if (String.valueOf(origin.getFileName()).startsWith(".")) {
                old(evidence, origin, "the repository that was never finished", notes);
            }
        }
        temporaryObjects(evidence, notes);
        modelFolders(evidence, notes);
        return notes.finding();
    }

    /** A process of ours on this folder whose ancestors lead neither to the launcher, nor to what it started, nor to us. */
    private static void processes(Evidence evidence, Finding.Notes notes) {
        var roots = new HashSet<>(Set.of(ProcessHandle.current().pid()));
        PlatformState.ofRunning(evidence.folder()).ifPresent(state -> {
            roots.add(state.launcherPid());
            // a PostgreSQL goes its own way once it is started
            state.processes().forEach(member -> roots.add(member.pid()));
        });
        ProcessHandle.allProcesses()
                .filter(process -> isOurs(process, evidence.folder().path()))
                .forEach(process -> {
                    notes.looked();
                    if (!isBelow(process, roots)) {
                        notes.violated("process " + process.pid() + " belongs to no launcher: "
                                + process.info().commandLine().orElse("?"));
                    }
                });
    }

    /** Whether it is a program that a platform runs, on this folder; a person's shell or this command line is not. */
    private static boolean isOurs(ProcessHandle process, Path data) {
        var program = process.info().command().orElse("");
        var words = process.info().commandLine().orElse("");
        var known = program.startsWith(System.getProperty("java.home"))
                || program.startsWith(data.toString())
                || program.contains("python")
                || program.endsWith("/git");
        return known && !words.contains(COMMAND_LINE) && (words.contains(data.toString()) || worksIn(process, data));
    }

    private static boolean worksIn(ProcessHandle process, Path data) {
        try {
            return Path.of("/proc/" + process.pid() + "/cwd").toRealPath().startsWith(data.toRealPath());
        } catch (IOException goneOrNotOurs) {
            return false;
        }
    }

    private static boolean isBelow(ProcessHandle process, Set<Long> roots) {
        for (var at = java.util.Optional.of(process);
                at.isPresent();
                at = at.get().parent()) {
            if (roots.contains(at.get().pid())) {
                return true;
            }
        }
        return false;
    }

    /** DVC writes an object beside its place first, under a name that is no hash. */
    private static void temporaryObjects(Evidence evidence, Finding.Notes notes) throws IOException {
        if (!Files.isDirectory(evidence.dvcRemote())) {
            return;
        }
        try (var files = Files.walk(evidence.dvcRemote())) {
            for (var file : files.filter(Files::isRegularFile).toList()) {
                if (!String.valueOf(file.getFileName()).matches("[0-9a-f]{30}(\\.dir)?|\\.easyml.*")) {
                    old(evidence, file, "the file on the DVC remote", notes);
                }
            }
        }
    }

    private static void modelFolders(Evidence evidence, Finding.Notes notes) throws IOException {
        var named = evidence.stories().values().stream()
                .flatMap(story -> story.all(TrainingSucceeded.class).stream())
                .map(TrainingSucceeded::getModelPath)
                .collect(Collectors.toCollection(HashSet::new));
        for (var project : list(evidence.modelsDir())) {
            for (var model : String.valueOf(project.getFileName()).startsWith(".") ? List.<Path>of() : list(project)) {
                notes.looked();
                var path = evidence.modelsDir().relativize(model).toString();
                if (!named.contains(path) && age(model).compareTo(UNNAMED) > 0) {
                    notes.violated("the model folder " + path + " is named by no outcome");
                }
            }
        }
    }

    private static void old(Evidence evidence, Path left, String what, Finding.Notes notes) throws IOException {
        notes.looked();
        var busy = age(left).compareTo(Evidence.PATIENCE) < 0 || isUsed(evidence, left);
        notes.missing(busy, what + " " + left);
    }

    /** A run that is under way has its staging folder, however long it takes. */
    private static boolean isUsed(Evidence evidence, Path left) {
        return evidence.rows().jobs().stream()
                .anyMatch(job -> !job.state().terminal()
                        && job.runId() != null
                        && left.endsWith(job.runId().toString()));
    }

    private static Duration age(Path file) throws IOException {
        return Duration.between(Files.getLastModifiedTime(file).toInstant(), Instant.now());
    }

    private static List<Path> list(Path folder) throws IOException {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (var files = Files.list(folder)) {
            return files.sorted().toList();
        }
    }
}
