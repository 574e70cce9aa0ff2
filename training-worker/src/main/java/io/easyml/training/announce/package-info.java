/** Says what happens, durably, and that we are alive. */
@NullMarked
package io.easyml.training.announce;

import org.jspecify.annotations.NullMarked;
