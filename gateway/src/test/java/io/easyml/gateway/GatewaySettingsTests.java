package io.easyml.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.easyml.messaging.start.CannotStartException;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.util.unit.DataSize;

class GatewaySettingsTests {

    private static final String KEY = "0123456789abcdef0123456789abcdef";

    private static GatewaySettings settings(String key, int minutes, String postgres) {
        return new GatewaySettings(
                key,
                minutes,
                Duration.ofDays(14),
                postgres,
                "redis://localhost",
                "/models",
                "/datasets",
                DataSize.ofGigabytes(1),
                10_000_000,
                10_000,
                10_000,
                "admin",
                null);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "short", "changeme-changeme-changeme-changeme", "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"})
    void aMissingShortOrPlaceholderKeyIsRefusedByName(String key) {
        assertThatThrownBy(() -> settings(key, 30, "postgresql://u:p@h/db"))
                .isInstanceOf(CannotStartException.class)
                .hasMessageContaining("SECRET_KEY");
    }

    @Test
    void anAddressIsTakenApart() {
        var address = settings(KEY, 30, "postgresql://us%40er:p%2Fw+d@db.example:6543/easyml")
                .postgres();

        assertThat(address).isEqualTo(new PostgresAddress("db.example", 6543, "easyml", "us@er", "p/w+d"));
    }

    @Test
    void aWrongAddressOrLifetimeIsRefusedByName() {
        assertThatThrownBy(() -> settings(KEY, 30, "mysql://h/db")).hasMessageContaining("POSTGRES_URL");
        assertThatThrownBy(() -> settings(KEY, 0, "postgresql://u:p@h/db"))
                .hasMessageContaining("ACCESS_TOKEN_EXPIRE_MINUTES");
    }

    @Test
    void secretsAreNotPrinted() {
        var settings = settings(KEY, 30, "postgresql://u:hidden@h/db");

        assertThat(settings.toString()).doesNotContain(KEY).doesNotContain("hidden");
        assertThat(settings.postgres().toString()).doesNotContain("hidden");
    }
}
