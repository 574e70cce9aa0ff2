/** Tests. */
@NullMarked
package io.easyml.schemas.storage;

import org.jspecify.annotations.NullMarked;
