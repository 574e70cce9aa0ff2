@NullMarked
package io.easyml.trainer.evaluation;

import org.jspecify.annotations.NullMarked;
