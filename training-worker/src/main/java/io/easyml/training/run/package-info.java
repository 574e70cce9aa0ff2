/** A job's attempt in a trainer process of its own. */
@NullMarked
package io.easyml.training.run;

import org.jspecify.annotations.NullMarked;
