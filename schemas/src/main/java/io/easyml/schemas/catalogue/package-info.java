/** The algorithms that can be asked for: one JSON Schema each, from which the checks and the messages are made. */
@NullMarked
package io.easyml.schemas.catalogue;

import org.jspecify.annotations.NullMarked;
