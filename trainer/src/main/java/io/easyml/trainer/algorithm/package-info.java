/** Fits a model to a table's training part. */
@NullMarked
package io.easyml.trainer.algorithm;

import org.jspecify.annotations.NullMarked;
