/** Keeps MLflow in step with the events. */
@NullMarked
package io.easyml.training.tracking;

import org.jspecify.annotations.NullMarked;
