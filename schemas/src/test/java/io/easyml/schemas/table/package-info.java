/** Tests. */
@NullMarked
package io.easyml.schemas.table;

import org.jspecify.annotations.NullMarked;
