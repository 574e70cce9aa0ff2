package io.easyml.schemas.topic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.easyml.schemas.audit.AuditIndexes;
import org.junit.jupiter.api.Test;

class TopicsTests {

    @Test
    void eventsAreKeptForEverAndEveryNameHasThePrefix() {
        var topics = new Topics("acme");

        assertThat(topics.all()).hasSize(11).allMatch(shape -> shape.name().startsWith("acme."));
        assertThat(topics.all())
                .filteredOn(shape -> topics.events().contains(shape.name()))
                .hasSize(5)
                .allMatch(shape -> "-1".equals(shape.config().get("retention.ms")));
        assertThat(topics.all())
                .filteredOn(shape -> shape.name().equals(topics.trainingStatus()))
                .allMatch(shape -> "compact".equals(shape.config().get("cleanup.policy")));
    }

    @Test
    void aPrefixThatKafkaWouldNotTakeIsRefused() {
        assertThatThrownBy(() -> new Topics("with space")).hasMessageContaining("with space");
    }

    @Test
    void everyDerivedCollectionIsApartFromTheTrail() {
        assertThat(AuditIndexes.derived()).hasSize(5).doesNotContain(AuditIndexes.AUDIT_LOGS);
        assertThat(AuditIndexes.all())
                .anyMatch(index -> index.unique() && index.collection().equals("audit_logs"));
    }
}
