/** Jobs: the desk where they come in, and what becomes of them. */
@NullMarked
package io.easyml.gateway.training;

import org.jspecify.annotations.NullMarked;
