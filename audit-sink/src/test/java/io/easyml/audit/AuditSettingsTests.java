package io.easyml.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.easyml.messaging.start.CannotStartException;
import org.junit.jupiter.api.Test;

class AuditSettingsTests {

    @Test
    void anAddressWithADatabaseIsTaken() {
        assertThat(new AuditSettings("mongodb://db:27017/easyml").mongoUri()).endsWith("/easyml");
    }

    @Test
    void aMissingAddressIsNamedWithWhatToDo() {
        assertThatExceptionOfType(CannotStartException.class)
                .isThrownBy(() -> new AuditSettings(""))
                .withMessageContaining("MONGO_URI is not set")
                .satisfies(unsafe -> assertThat(unsafe.action()).contains("mongodb://"));
    }

    @Test
    void anAddressWithoutADatabaseIsRefusedAndNotRepeated() {
        assertThatExceptionOfType(CannotStartException.class)
                .isThrownBy(() -> new AuditSettings("mongodb://user:hidden@db:27017"))
                .withMessageContaining("names no database")
                .satisfies(unsafe -> assertThat(unsafe.getMessage()).doesNotContain("hidden"));
    }

    @Test
    void itsTextHoldsNoPassword() {
        assertThat(new AuditSettings("mongodb://user:hidden@db:27017/easyml").toString())
                .doesNotContain("hidden");
    }
}
