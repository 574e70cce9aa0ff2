package io.easyml.gateway.training;

import io.easyml.messaging.start.CannotStartException;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Where the queue's length is told.
 *
 * @param port {@code METRICS_PORT}: a port for the cluster only, without sign-in; 0 for none
 */
@ConfigurationProperties("easyml.gateway.metrics")
record QueueMetricsSettings(@DefaultValue("0") int port) {

    QueueMetricsSettings {
        if (port < 0 || port > 65_535) {
            throw CannotStartException.setting("METRICS_PORT", "is " + port, "Set it to 1 to 65535, or to 0 for none");
        }
    }
}
