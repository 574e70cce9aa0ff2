/** Users and how they sign in. */
@NullMarked
package io.easyml.gateway.account;

import org.jspecify.annotations.NullMarked;
