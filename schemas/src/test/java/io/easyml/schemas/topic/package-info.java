/** Tests. */
@NullMarked
package io.easyml.schemas.topic;

import org.jspecify.annotations.NullMarked;
