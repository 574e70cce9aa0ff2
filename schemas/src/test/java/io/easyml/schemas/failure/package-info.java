/** Tests. */
@NullMarked
package io.easyml.schemas.failure;

import org.jspecify.annotations.NullMarked;
