/** Judges a model on the rows that it did not see. */
@NullMarked
package io.easyml.trainer.evaluation;

import org.jspecify.annotations.NullMarked;
