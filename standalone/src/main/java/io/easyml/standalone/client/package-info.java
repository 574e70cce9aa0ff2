/** The REST API and Kafka, as the command line uses them. */
@NullMarked
package io.easyml.standalone.client;

import org.jspecify.annotations.NullMarked;
