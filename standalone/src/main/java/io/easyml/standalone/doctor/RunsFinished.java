package io.easyml.standalone.doctor;

import io.easyml.schemas.avro.TrainingSucceeded;
import io.easyml.schemas.training.JobState;
import io.easyml.standalone.store.Runs;
import java.util.List;
import java.util.stream.Collectors;

/** MLflow has one run a job, FINISHED for those that succeeded, and one registered version of it. */
final class RunsFinished implements Invariant {

    @Override
    public Finding examine(Evidence evidence) {
        var notes = new Finding.Notes(
                "mlflow-runs", "a succeeded job has exactly one FINISHED run in MLflow, and one registered version");
        var byJob = evidence.runs().stream().collect(Collectors.groupingBy(Runs.Run::jobId));
        for (var job : evidence.rows().jobs()) {
            if (!job.state().terminal()) {
                continue;
            }
            var runs = byJob.getOrDefault(job.id().toString(), List.of());
            var story = evidence.stories().get(job.id().toString());
            var trained = story != null
                    && story.decision()
                            .filter(event -> event.record() instanceof TrainingSucceeded)
                            .isPresent();
            var recent = evidence.isRecent(job.updatedAt());
            notes.looked();
            if (runs.size() > 1) {
                notes.violated("job " + job.id() + " has " + runs.size() + " runs: "
                        + runs.stream().map(Runs.Run::id).toList());
            } else if (trained && (runs.isEmpty() || !runs.getFirst().finished())) {
                notes.missing(recent, "job " + job.id() + " was trained, and has " + described(runs));
            } else if (!trained && !runs.isEmpty() && !isOver(runs.getFirst())) {
                notes.missing(
                        recent, "job " + job.id() + " is " + job.state().label() + ", and has " + described(runs));
            } else if (job.state() == JobState.SUCCEEDED) {
                var versions =
                        evidence.registered().getOrDefault(runs.getFirst().id(), 0);
                if (versions != 1) {
                    notes.missing(
                            recent && versions == 0,
                            "job " + job.id() + " has " + versions + " versions in the registry, of run "
                                    + runs.getFirst().id());
                }
            }
        }
        return notes.finding();
    }

    private static boolean isOver(Runs.Run run) {
        return List.of("FAILED", "KILLED").contains(run.status());
    }

    private static String described(List<Runs.Run> runs) {
        return runs.isEmpty()
                ? "no run"
                : "run " + runs.getFirst().id() + ", which is "
                        + runs.getFirst().status();
    }
}
