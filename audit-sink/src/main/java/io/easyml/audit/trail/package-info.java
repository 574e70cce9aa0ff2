/** The trail: every record as it was, chained by hashes. */
@NullMarked
package io.easyml.audit.trail;

import org.jspecify.annotations.NullMarked;
