/** The gateway on real servers. */
@NullMarked
package io.easyml.gateway;

import org.jspecify.annotations.NullMarked;
