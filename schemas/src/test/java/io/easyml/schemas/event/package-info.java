/** Tests. */
@NullMarked
package io.easyml.schemas.event;

import org.jspecify.annotations.NullMarked;
