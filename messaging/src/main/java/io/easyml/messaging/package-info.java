/** How a service speaks Kafka: encode, decode, headers, failures, dead letters. No domain words. */
@NullMarked
package io.easyml.messaging;

import org.jspecify.annotations.NullMarked;
