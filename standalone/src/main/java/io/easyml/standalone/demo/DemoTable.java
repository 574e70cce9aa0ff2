package io.easyml.standalone.demo;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;

/** What a person reads at the end of the demo. */
final class DemoTable {

    private DemoTable() {}

    static void print(List<FinishedJob> jobs, Map<Store, List<String>> faults, Consumer<String> tell) {
        tell.accept(String.format(
                "%n%-14s %-29s %-10s %-17s %-24s %8s  %s",
                "TABLE", "ALGORITHM", "STATE", "TEST", "MODEL", "TIME", "JOB"));
        for (var job : jobs) {
            tell.accept(String.format(
                    Locale.ROOT,
                    "%-14s %-29s %-10s %-17s %-24s %6.1f s  %s",
                    job.asked().table(),
                    job.asked().modelType(),
                    job.end().path("state").asString(),
                    String.format(Locale.ROOT, "%s %.4f", job.asked().metric(), job.metric()),
                    job.end().path("model_name").asString() + " v" + job.version(),
                    job.end().path("duration_ms").asDouble(0) / 1_000,
                    job.id()));
        }
        tell.accept("");
        faults.forEach((store, found) -> {
            tell.accept(String.format(
                    "%-12s %s",
                    store.name(), found.isEmpty() ? "has all " + jobs.size() + " of them" : "lacks something:"));
            found.forEach(fault -> tell.accept("             - " + fault));
        });
    }

    static void whereToLook(Map<String, String> env, List<FinishedJob> jobs, Consumer<String> tell) {
        var project = jobs.getFirst().projectId();
        tell.accept("");
        look("API, documented", setting(env, "API_URL") + "/docs", tell);
        look("Runs and registry", setting(env, "MLFLOW_TRACKING_URI"), tell);
        look("Versions", "git clone " + setting(env, "DVC_REPOS_DIR") + "/" + project + ".git", tell);
        look("Model folders", setting(env, "MODELS_DIR") + "/" + project, tell);
        look(
                "Signing in",
                "as " + setting(env, "ADMIN_USERNAME") + ", with the password in "
                        + setting(env, "ADMIN_PASSWORD_FILE"),
                tell);
        look("Events", "./easyml events --follow", tell);
    }

    private static void look(String what, String where, Consumer<String> tell) {
        tell.accept(String.format("%-18s %s", what, where));
    }

    private static String setting(Map<String, String> env, String name) {
        return Objects.requireNonNull(env.get(name), name);
    }
}
