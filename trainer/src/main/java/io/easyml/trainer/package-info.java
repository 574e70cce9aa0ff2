/** The process: one run after another, table in, model folder out. */
@NullMarked
package io.easyml.trainer;

import org.jspecify.annotations.NullMarked;
