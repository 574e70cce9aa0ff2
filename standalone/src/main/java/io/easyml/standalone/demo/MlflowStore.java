package io.easyml.standalone.demo;

import io.easyml.standalone.store.Runs;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/** MLflow's own REST API. */
final class MlflowStore implements Store {

    private final Runs mlflow;

    MlflowStore(Runs mlflow) {
        this.mlflow = mlflow;
    }

    @Override
    public String name() {
        return "MLflow";
    }

    @Override
    public List<String> faults(FinishedJob job) throws IOException, InterruptedException {
        var runs = mlflow.all().stream()
                .filter(run -> run.jobId().equals(job.id()) && run.experiment().equals(job.experiment()))
                .toList();
        if (runs.size() != 1) {
            return List.of("the experiment " + job.experiment() + " has " + runs.size() + " runs of the job");
        }
        var run = runs.getFirst();
        var faults = new ArrayList<String>();
        if (!run.finished()) {
            faults.add("the run is " + run.status());
        }
        if (run.params().isEmpty()) {
            faults.add("the run has no parameters");
        }
        if (!Objects.equals(run.metrics().get(job.asked().metric()), job.metric())) {
            faults.add("the run's " + job.asked().metric() + " is not the job's");
        }
        var versions = mlflow.registered().getOrDefault(run.id(), 0);
        if (versions != 1) {
            faults.add("the registry has " + versions + " model versions of the run");
        }
        return faults;
    }
}
