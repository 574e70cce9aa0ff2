package io.easyml.messaging;

import io.easyml.embedded.testing.TestServers;

/** The contract on the broker that needs no Docker. */
class EmbeddedKafkaMessagingIT extends MessagingContract {

    @Override
    String kafka() {
        return TestServers.instance().kafka();
    }
}
