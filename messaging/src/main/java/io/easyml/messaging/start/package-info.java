/** How a service refuses to start: in a sentence, with what to do. */
@NullMarked
package io.easyml.messaging.start;

import org.jspecify.annotations.NullMarked;
