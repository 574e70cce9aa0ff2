/** Writes the model folder, and loads it again. */
@NullMarked
package io.easyml.trainer.export;

import org.jspecify.annotations.NullMarked;
