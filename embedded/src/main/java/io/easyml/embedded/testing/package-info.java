/** The servers as tests use them: one of each for a test JVM, started when first asked for. */
@NullMarked
package io.easyml.embedded.testing;

import org.jspecify.annotations.NullMarked;
