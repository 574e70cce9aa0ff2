/** Takes commands, one for each free slot, and hears what is to be stopped. */
@NullMarked
package io.easyml.training.intake;

import org.jspecify.annotations.NullMarked;
