/** Tests. */
@NullMarked
package io.easyml.gateway.training;

import org.jspecify.annotations.NullMarked;
