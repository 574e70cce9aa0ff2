/** Whether the worker may start, and whether it is ready. */
@NullMarked
package io.easyml.versioning.health;

import org.jspecify.annotations.NullMarked;
