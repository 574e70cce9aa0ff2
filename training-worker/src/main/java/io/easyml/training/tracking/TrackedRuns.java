package io.easyml.training.tracking;

import java.time.Instant;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.mlflow.api.proto.Service.CreateExperiment;
import org.mlflow.api.proto.Service.CreateRun;
import org.mlflow.api.proto.Service.ExperimentTag;
import org.mlflow.api.proto.Service.RunInfo;
import org.mlflow.api.proto.Service.RunTag;
import org.mlflow.api.proto.Service.ViewType;
import org.mlflow.tracking.MlflowHttpException;
import org.springframework.stereotype.Component;

/** Finds and makes experiments and runs: one experiment a project, one run a job. */
@Component
final class TrackedRuns {

    static final String JOB_TAG = "easyml.job_id";
    private static final String PROJECT_TAG = "easyml.project_id";
    private static final int REMEMBERED = 1_000;

    private final MlflowCalls mlflow;
    /** Only the tracker's own thread comes here. */
    private final Map<UUID, RunInfo> known = new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<UUID, RunInfo> eldest) {
            return size() > REMEMBERED;
        }
    };

    TrackedRuns(MlflowCalls mlflow) {
        this.mlflow = mlflow;
    }

    /**
     * The run of a job, made if there is none. Search, create, search again: where two of us did that at once the oldest
     * stays and the other is deleted.
     */
    synchronized RunInfo ofJob(UUID jobId, UUID projectId, String experimentName, Instant since, List<RunTag> tags) {
        var remembered = known.get(jobId);
        if (remembered != null) {
            return remembered;
        }
        var experiment = experiment(projectId, experimentName);
        var found = search(experiment, jobId);
        if (found.isEmpty()) {
            var create = CreateRun.newBuilder()
                    .setExperimentId(experiment)
                    .setStartTime(since.toEpochMilli())
                    .addAllTags(tags)
                    .addTags(tag(JOB_TAG, jobId.toString()))
                    .build();
            mlflow.call(client -> client.createRun(create));
            found = search(experiment, jobId);
        }
        var oldest = found.getFirst();
        for (var surplus : found.subList(1, found.size())) {
            delete(surplus);
        }
        known.put(jobId, oldest);
        return oldest;
    }

    /**
     * Forgets what is remembered of a job, since MLflow refuses it: somebody else may have deleted the run, as surplus or
     * by hand.
     */
    synchronized void forget(UUID jobId) {
        known.remove(jobId);
    }

    /** Deletes what appeared beside the job's run: a creation that was given up on may still have been done later. */
    synchronized void settle(UUID jobId, RunInfo kept) {
        for (var run : search(kept.getExperimentId(), jobId)) {
            if (!run.getRunId().equals(kept.getRunId())) {
                delete(run);
            }
        }
    }

    private void delete(RunInfo surplus) {
        mlflow.call(client -> {
            client.deleteRun(surplus.getRunId());
            return true;
        });
    }

    /** The run of a job that was tracked before. */
    synchronized Optional<RunInfo> existing(UUID jobId, UUID projectId) {
        var remembered = known.get(jobId);
        if (remembered != null) {
            return Optional.of(remembered);
        }
        var experiments = mlflow.call(client -> client.searchExperiments(
                        "tags.`" + PROJECT_TAG + "` = '" + projectId + "'", ViewType.ALL, 100, List.of())
                .getItems());
        for (var experiment : experiments) {
            var found = search(experiment.getExperimentId(), jobId);
            if (!found.isEmpty()) {
                known.put(jobId, found.getFirst());
                return Optional.of(found.getFirst());
            }
        }
        return Optional.empty();
    }

    private List<RunInfo> search(String experiment, UUID jobId) {
        return mlflow.call(client -> client
                .searchRuns(
                        List.of(experiment),
                        "tags.`" + JOB_TAG + "` = '" + jobId + "'",
                        ViewType.ACTIVE_ONLY,
                        100,
                        List.of("attributes.start_time ASC"))
                .getItems()
                .stream()
                .map(run -> run.getInfo())
                // the same start does not make two of us choose differently
                .sorted(Comparator.comparingLong(RunInfo::getStartTime).thenComparing(RunInfo::getRunId))
                .toList());
    }

    private String experiment(UUID projectId, String name) {
        var found = mlflow.call(client -> client.getExperimentByName(name));
        if (found.isPresent()) {
            return found.get().getExperimentId();
        }
        var create = CreateExperiment.newBuilder()
                .setName(name)
                .addTags(ExperimentTag.newBuilder().setKey(PROJECT_TAG).setValue(projectId.toString()))
                .build();
        try {
            return mlflow.call(client -> client.createExperiment(create));
        } catch (MlflowHttpException madeMeanwhile) {
            return mlflow.call(client -> client.getExperimentByName(name))
                    .orElseThrow(() -> madeMeanwhile)
                    .getExperimentId();
        }
    }

    static RunTag tag(String name, String value) {
        return RunTag.newBuilder().setKey(name).setValue(value).build();
    }
}
