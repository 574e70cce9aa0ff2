/** How a service speaks Kafka, tried on real brokers. */
@NullMarked
package io.easyml.messaging;

import org.jspecify.annotations.NullMarked;
