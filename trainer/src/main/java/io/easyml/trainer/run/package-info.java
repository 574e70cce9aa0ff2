/** What a trainer and its parent say to each other. Depends on the JDK, Jackson and the contracts alone. */
@NullMarked
package io.easyml.trainer.run;

import org.jspecify.annotations.NullMarked;
