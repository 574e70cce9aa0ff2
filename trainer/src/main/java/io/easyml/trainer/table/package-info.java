/** Reads a table, decides what its columns are, and makes numbers of them. */
@NullMarked
package io.easyml.trainer.table;

import org.jspecify.annotations.NullMarked;
