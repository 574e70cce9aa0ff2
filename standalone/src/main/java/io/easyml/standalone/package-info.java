/** The whole platform on one machine. */
@NullMarked
package io.easyml.standalone;

import org.jspecify.annotations.NullMarked;
