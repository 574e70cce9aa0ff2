package io.easyml.standalone.command;

import io.easyml.standalone.client.ApiClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

@Command(
        name = "train",
        mixinStandardHelpOptions = true,
        description = "Uploads a CSV file, trains a model on it, and shows the result.")
final class TrainCommand implements Callable<Integer> {

    private static final int BAR = 30;

    @Mixin
    private Place place = new Place();

    @Parameters(paramLabel = "FILE", description = "CSV file with a line of column names.")
    private Path file = Path.of(".");

    @Option(
            names = "--target",
            paramLabel = "COLUMN",
            description = "Column to predict; none for clustering and anomaly detection.")
    private @Nullable String target;

    @Option(
            names = {"--type", "--model-type"},
            defaultValue = "random_forest_classifier",
            paramLabel = "TYPE",
            description = "Algorithm, for example random_forest_regressor (default: ${DEFAULT-VALUE}).")
    private String type = "";

    @Option(
            names = "--project",
            defaultValue = "default",
            paramLabel = "NAME",
            description = "Project, created where it is missing (default: ${DEFAULT-VALUE}).")
    private String project = "";

    @Option(
            names = {"-o", "--output"},
            defaultValue = "text",
            description = "text or json.")
    private OutputFormat output = OutputFormat.TEXT;

    @Override
    public Integer call() throws InterruptedException {
        if (!Files.isReadable(file)) {
            System.err.println(file + " cannot be read.");
            return 1;
        }
        try (var api = ApiClient.signedIn(place.running())) {
            var projectId = api.project(project).path("id").asString();
            var uploaded = api.upload(projectId, file);
            var job = api.train(projectId, uploaded.path("file_id").asString(), target, type);
            var end = api.await(job, output == OutputFormat.TEXT && System.console() != null ? this::bar : now -> {});
            switch (output) {
                case JSON ->
                    System.out.println(
                            JsonMapper.shared().writerWithDefaultPrettyPrinter().writeValueAsString(end));
                case TEXT -> result(end);
            }
            return end.path("state").asString().equals("succeeded") ? 0 : 1;
        }
    }

    private void bar(JsonNode job) {
        var percent = job.path("progress").path("percent").asDouble(0);
        var state = job.path("state").asString();
        if (state.equals("registering") || state.equals("succeeded")) {
            percent = 100;
        }
        var filled = (int) Math.round(percent / 100 * BAR);
        System.out.printf(
                Locale.ROOT,
                "\r%-12s [%s%s] %3.0f %% %-10s %-16s",
                state,
                "#".repeat(filled),
                ".".repeat(BAR - filled),
                percent,
                job.path("progress").path("phase").asString(""),
                remaining(job.path("progress").path("remaining_seconds")));
        System.out.flush();
        if (state.equals("succeeded") || state.equals("failed") || state.equals("cancelled")) {
            System.out.println();
        }
    }

    /** In words, or nothing where it cannot be told. */
    static String remaining(JsonNode seconds) {
        if (!seconds.isNumber()) {
            return "";
        }
        var left = seconds.asLong();
        return left < 60
                ? left + " s left"
                : left < 3_600
                        ? left / 60 + " min " + left % 60 + " s left"
                        : left / 3_600 + " h " + left % 3_600 / 60 + " min left";
    }

    private static void result(JsonNode job) {
        line("job", job.path("job_id").asString());
        line("state", job.path("state").asString());
        if (job.hasNonNull("failure")) {
            line(
                    "failure",
                    job.path("failure").path("code").asString() + ": "
                            + job.path("failure").path("message").asString());
            return;
        }
        if (job.path("state").asString().equals("cancelled")) {
            return;
        }
        line(
                "model",
                job.path("model_name").asString() + " version "
                        + job.path("model_version").asInt());
        line(
                "trained on",
                job.path("file_id").asString() + ", " + job.path("rows").asLong() + " rows, "
                        + job.path("features").asInt() + " features");
        line(
                "took",
                String.format(
                        Locale.ROOT, "%.1f s on %s", job.path("duration_ms").asDouble() / 1000, text(job, "worker")));
        job.path("metrics")
                .properties()
                .forEach(metric -> line(
                        "  " + metric.getKey(),
                        String.format(Locale.ROOT, "%.4f", metric.getValue().asDouble())));
    }

    private static @Nullable String text(JsonNode job, String field) {
        return job.path(field).asString(null);
    }

    private static void line(String name, String value) {
        System.out.printf("%-20s %s%n", name, value);
    }
}
