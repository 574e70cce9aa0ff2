/** The names and shapes of the topics. */
@NullMarked
package io.easyml.schemas.topic;

import org.jspecify.annotations.NullMarked;
