package io.easyml.standalone.setup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SetupSettingsTests {

    private static final Map<String, String> ALL = Map.of(
            "POSTGRES_URL", "postgresql://me:p%40ss+word@db:5433/easyml",
            "MONGO_URI", "mongodb://mongo:27017/easyml",
            "KAFKA_BOOTSTRAP_SERVERS", "kafka:9092",
            "MODELS_DIR", "/data/models",
            "DATASETS_DIR", "/data/datasets",
            "DVC_REPOS_DIR", "/data/git");

    @Test
    void anAddressGivesUserPasswordAndDatabase() {
        var settings = SetupSettings.of(ALL);

        assertThat(settings.postgres().jdbcUrl()).isEqualTo("jdbc:postgresql://db:5433/easyml");
        assertThat(settings.postgres().user()).isEqualTo("me");
        assertThat(settings.postgres().password()).isEqualTo("p@ss+word");
        assertThat(settings.mlflow()).isEmpty();
        assertThat(settings.topicPrefix()).isEqualTo("easyml");
        assertThat(settings.replicationFactor()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "POSTGRES_URL",
                "MONGO_URI",
                "KAFKA_BOOTSTRAP_SERVERS",
                "MODELS_DIR",
                "DATASETS_DIR",
                "DVC_REPOS_DIR"
            })
    void aMissingSettingIsNamed(String name) {
        var settings = new HashMap<>(ALL);
        settings.put(name, " ");

        assertThatThrownBy(() -> SetupSettings.of(settings))
                .isInstanceOf(SetupException.class)
                .hasMessageContaining(name);
    }

    @ParameterizedTest
    @ValueSource(strings = {"change-me", "CHANGEME", "<password>", "secret"})
    void aPlaceholderIsRefused(String password) {
        var settings = new HashMap<>(ALL);
        settings.put("MONGO_URI", "mongodb://easyml:" + password + "@mongo:27017/easyml");

        assertThatThrownBy(() -> SetupSettings.of(settings))
                .isInstanceOf(SetupException.class)
                .hasMessageContaining("MONGO_URI")
                .hasMessageContaining("placeholder");
    }

    @Test
    void theDatabaseOfMlflowMayNameItsDriver() {
        var settings = new HashMap<>(ALL);
        settings.put("MLFLOW_BACKEND_STORE_URI", "postgresql+psycopg2://me:secret-of-mine@db/mlflow");

        assertThat(SetupSettings.of(settings).mlflow())
                .contains(new DatabaseAddress("db", 5432, "mlflow", "me", "secret-of-mine"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"sqlite:///mlflow.db", "postgresql://db:5432", "postgresql://me:p w@db/x"})
    void anAddressThatIsNoneIsNamedWithoutItsValue(String address) {
        var settings = new HashMap<>(ALL);
        settings.put("MLFLOW_BACKEND_STORE_URI", address);

        assertThatThrownBy(() -> SetupSettings.of(settings))
                .isInstanceOf(SetupException.class)
                .hasMessageContaining("MLFLOW_BACKEND_STORE_URI")
                .hasMessageNotContaining("p w");
    }

    @Test
    void itsTextHasNoPassword() {
        assertThat(SetupSettings.of(ALL).toString()).doesNotContain("p%40ss").doesNotContain("p@ss");
    }
}
