/** The records that travel: their types, ids and headers. */
@NullMarked
package io.easyml.schemas.event;

import org.jspecify.annotations.NullMarked;
