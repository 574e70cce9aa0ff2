/** Who calls: passwords, tokens, sessions. */
@NullMarked
package io.easyml.gateway.security;

import org.jspecify.annotations.NullMarked;
