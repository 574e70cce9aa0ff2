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

        assertThat(settings.jdbcUrl()).isEqualTo("jdbc:postgresql://db:5433/easyml");
        assertThat(settings.postgresUser()).isEqualTo("me");
        assertThat(settings.postgresPassword()).isEqualTo("p@ss+word");
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

    @Test
    void itsTextHasNoPassword() {
        assertThat(SetupSettings.of(ALL).toString()).doesNotContain("p%40ss").doesNotContain("p@ss");
    }
}
