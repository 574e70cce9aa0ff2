/** Messages that belong to a committed row. */
@NullMarked
package io.easyml.gateway.outbox;

import org.jspecify.annotations.NullMarked;
