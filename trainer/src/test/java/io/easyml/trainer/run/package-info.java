@NullMarked
package io.easyml.trainer.run;

import org.jspecify.annotations.NullMarked;
