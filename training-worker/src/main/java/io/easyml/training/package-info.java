/** Takes a command, runs a trainer, tells what happens. */
@NullMarked
package io.easyml.training;

import org.jspecify.annotations.NullMarked;
