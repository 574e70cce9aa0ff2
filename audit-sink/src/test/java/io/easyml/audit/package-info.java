/** The audit sink on real servers. */
@NullMarked
package io.easyml.audit;

import org.jspecify.annotations.NullMarked;
