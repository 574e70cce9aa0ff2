/** The worker on real servers, with the real trainer. */
@NullMarked
package io.easyml.training;

import org.jspecify.annotations.NullMarked;
