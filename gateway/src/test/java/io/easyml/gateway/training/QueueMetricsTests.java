package io.easyml.gateway.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.easyml.messaging.start.CannotStartException;
import java.util.Map;
import org.junit.jupiter.api.Test;

class QueueMetricsTests {

    @Test
    void openJobsAreQueuedAndRunningOnes() {
        assertThat(QueueMetrics.text(Map.of("queued", 3L, "running", 2L)))
                .contains("\neasyml_jobs{state=\"queued\"} 3\neasyml_jobs{state=\"running\"} 2\n")
                .endsWith("\neasyml_jobs_open 5\n");
    }

    @Test
    void anEmptyQueueIsToldAsZero() {
        assertThat(QueueMetrics.text(Map.of()))
                .contains("\neasyml_jobs{state=\"queued\"} 0\neasyml_jobs{state=\"running\"} 0\n")
                .endsWith("\neasyml_jobs_open 0\n");
    }

    @Test
    void aPortThatIsNoneIsRefusedByName() {
        assertThatThrownBy(() -> new QueueMetricsSettings(70_000))
                .isInstanceOf(CannotStartException.class)
                .hasMessageContaining("METRICS_PORT");
    }
}
