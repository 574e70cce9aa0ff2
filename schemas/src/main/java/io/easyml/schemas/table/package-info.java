/** How a job wants its table to be read. */
@NullMarked
package io.easyml.schemas.table;

import org.jspecify.annotations.NullMarked;
