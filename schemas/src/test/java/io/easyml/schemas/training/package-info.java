/** Tests. */
@NullMarked
package io.easyml.schemas.training;

import org.jspecify.annotations.NullMarked;
