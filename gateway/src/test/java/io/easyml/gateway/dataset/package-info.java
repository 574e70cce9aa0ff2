/** Tests. */
@NullMarked
package io.easyml.gateway.dataset;

import org.jspecify.annotations.NullMarked;
