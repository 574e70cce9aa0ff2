package io.easyml.versioning.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.easyml.messaging.start.CannotStartException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class VersioningSettingsTests {

    private static final String POSTGRES = "postgresql://easy:p%40ss+word@db:5433/easyml";

    private static VersioningSettings with(String name, String value) {
        return new VersioningSettings(
                name.equals("POSTGRES_URL") ? value : POSTGRES,
                name.equals("MLFLOW_TRACKING_URI") ? value : "http://mlflow:5000",
                name.equals("MODELS_DIR") ? value : "/data/models",
                name.equals("DATASETS_DIR") ? value : "/data/datasets",
                name.equals("DVC_REMOTE_URL") ? value : "/data/remote",
                name.equals("DVC_REPOS_DIR") ? value : "/data/git",
                name.equals("DVC_WORK_DIR") ? value : "/tmp/work",
                name.equals("DVC_PYTHON") ? value : "/opt/dvc/bin/python",
                name.equals("ARTIFACT_KEEP_HOURS") ? Long.parseLong(value) : 24);
    }

    @ParameterizedTest
    @CsvSource({
        "POSTGRES_URL, ''",
        "POSTGRES_URL, jdbc:postgresql://db/easyml",
        "POSTGRES_URL, postgresql://db:5432/easyml",
        "POSTGRES_URL, postgresql://user:topsecret@db:5432",
        "MLFLOW_TRACKING_URI, ''",
        "MLFLOW_TRACKING_URI, file:///mlruns",
        "MODELS_DIR, models",
        "MODELS_DIR, s3://bucket/models",
        "DATASETS_DIR, ''",
        "DVC_REMOTE_URL, ''",
        "DVC_REMOTE_URL, remote",
        "DVC_REPOS_DIR, ./git",
        "DVC_WORK_DIR, ''",
        "DVC_PYTHON, ''",
        "ARTIFACT_KEEP_HOURS, 0"
    })
    void aMissingOrUnusableSettingIsNamedInASentenceWithoutSecrets(String name, String value) {
        assertThatThrownBy(() -> with(name, value))
                .isInstanceOf(CannotStartException.class)
                .hasMessageContaining(name)
                .hasMessageNotContaining("topsecret");
    }

    @Test
    void thePostgresUrlIsTakenApartAndItsPasswordNeverPrinted() {
        var settings = with("", "");

        assertThat(settings.postgres().jdbcUrl()).isEqualTo("jdbc:postgresql://db:5433/easyml");
        assertThat(settings.postgres().user()).isEqualTo("easy");
        assertThat(settings.postgres().password()).isEqualTo("p@ss+word");
        assertThat(settings.toString() + settings.postgres()).doesNotContain("p@ss", "p%40ss");
    }
}
