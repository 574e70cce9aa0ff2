/** MLflow kept in step, also when two do so at once. */
@NullMarked
package io.easyml.training.tracking;

import org.jspecify.annotations.NullMarked;
