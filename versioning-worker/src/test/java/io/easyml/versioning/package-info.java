/** The worker against real servers, and its rules. */
@NullMarked
package io.easyml.versioning;

import org.jspecify.annotations.NullMarked;
