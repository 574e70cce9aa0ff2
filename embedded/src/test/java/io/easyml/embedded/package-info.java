/** The servers, started and used. */
@NullMarked
package io.easyml.embedded;

import org.jspecify.annotations.NullMarked;
