/** Lets requests in and answers questions. */
@NullMarked
package io.easyml.gateway;

import org.jspecify.annotations.NullMarked;
