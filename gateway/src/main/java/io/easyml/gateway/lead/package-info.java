/** What only one gateway at a time does. */
@NullMarked
package io.easyml.gateway.lead;

import org.jspecify.annotations.NullMarked;
