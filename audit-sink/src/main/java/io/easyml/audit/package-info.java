/** Writes every event to MongoDB, once, in order, complete. */
@NullMarked
package io.easyml.audit;

import org.jspecify.annotations.NullMarked;
