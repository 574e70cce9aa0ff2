package io.easyml.versioning.settings;

import io.easyml.messaging.start.CannotStartException;
import java.net.URI;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * What the environment says. Texts that may hold a secret are never printed.
 *
 * @param postgresUrl {@code POSTGRES_URL}
 * @param mlflowTrackingUri {@code MLFLOW_TRACKING_URI}
 * @param modelsDir {@code MODELS_DIR}, the models root
 * @param datasetsDir {@code DATASETS_DIR}, the datasets root
 * @param dvcRemoteUrl {@code DVC_REMOTE_URL}: an absolute directory or any URL that DVC takes
 * @param dvcReposDir {@code DVC_REPOS_DIR}: the projects' Git origins
 * @param dvcWorkDir {@code DVC_WORK_DIR}: working clones, disposable
 * @param dvcPython {@code DVC_PYTHON}: a Python that has DVC
 * @param artifactKeepHours {@code ARTIFACT_KEEP_HOURS}: after so long what no outcome names is removed
 */
@ConfigurationProperties("easyml.versioning")
public record VersioningSettings(
        @DefaultValue("") String postgresUrl,
        @DefaultValue("") String mlflowTrackingUri,
        @DefaultValue("") String modelsDir,
        @DefaultValue("") String datasetsDir,
        @DefaultValue("") String dvcRemoteUrl,
        @DefaultValue("") String dvcReposDir,
        @DefaultValue("") String dvcWorkDir,
        @DefaultValue("") String dvcPython,
        @DefaultValue("24") long artifactKeepHours) {

    private static final long MOST_KEEP_HOURS = 24 * 365;

    public VersioningSettings {
        PostgresUrl.parse(present("POSTGRES_URL", postgresUrl));
        http("MLFLOW_TRACKING_URI", mlflowTrackingUri);
        directory("MODELS_DIR", modelsDir);
        directory("DATASETS_DIR", datasetsDir);
        if (!present("DVC_REMOTE_URL", dvcRemoteUrl).contains("://")) {
            directory("DVC_REMOTE_URL", dvcRemoteUrl);
        }
        directory("DVC_REPOS_DIR", dvcReposDir);
        directory("DVC_WORK_DIR", dvcWorkDir);
        present("DVC_PYTHON", dvcPython);
        if (artifactKeepHours < 1 || artifactKeepHours > MOST_KEEP_HOURS) {
            throw new CannotStartException(
                    "ARTIFACT_KEEP_HOURS must be 1 to " + MOST_KEEP_HOURS + ", and is " + artifactKeepHours);
        }
    }

    public PostgresUrl postgres() {
        return PostgresUrl.parse(postgresUrl);
    }

    public URI mlflow() {
        return URI.create(mlflowTrackingUri.replaceFirst("/+$", ""));
    }

    public Path models() {
        return Path.of(modelsDir).normalize();
    }

    public Path datasets() {
        return Path.of(datasetsDir).normalize();
    }

    public Path repositories() {
        return Path.of(dvcReposDir).normalize();
    }

    public Path work() {
        return Path.of(dvcWorkDir).normalize();
    }

    public Duration keepArtifacts() {
        return Duration.ofHours(artifactKeepHours);
    }

    @Override
    public String toString() {
        return "VersioningSettings[models=" + modelsDir + ", datasets=" + datasetsDir + ", repositories=" + dvcReposDir
                + "]";
    }

    private static String present(String name, String value) {
        if (value.isBlank()) {
            throw new CannotStartException(name + " is not set. The versioning worker needs it; see its README.");
        }
        return value;
    }

    private static void directory(String name, String value) {
        present(name, value);
        try {
            if (!value.contains("://") && Path.of(value).isAbsolute()) {
                return;
            }
        } catch (InvalidPathException notAPath) {
            throw new CannotStartException(name + " is not a path: " + value, notAPath);
        }
        throw new CannotStartException(name + " must be the absolute path of a directory, and is " + value);
    }

    private static void http(String name, String value) {
        present(name, value);
        try {
            var scheme = String.valueOf(URI.create(value).getScheme());
            if (scheme.equals("http") || scheme.equals("https")) {
                return;
            }
        } catch (IllegalArgumentException broken) {
            // the value may hold a password: the sentence below does not repeat it
        }
        throw new CannotStartException(name + " must be an address like http://mlflow:5000");
    }
}
