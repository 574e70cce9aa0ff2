/** What a trainer and its parent say to each other. Depends on the JDK and Jackson alone. */
@NullMarked
package io.easyml.trainer.run;

import org.jspecify.annotations.NullMarked;
