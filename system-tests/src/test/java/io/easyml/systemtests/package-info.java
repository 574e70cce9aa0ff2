/** The platform as its users meet it. */
@NullMarked
package io.easyml.systemtests;

import org.jspecify.annotations.NullMarked;
