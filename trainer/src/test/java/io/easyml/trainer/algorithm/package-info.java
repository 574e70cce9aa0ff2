@NullMarked
package io.easyml.trainer.algorithm;

import org.jspecify.annotations.NullMarked;
