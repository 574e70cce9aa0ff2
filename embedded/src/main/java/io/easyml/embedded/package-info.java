/** Real servers on 127.0.0.1, as child processes, without Docker and without root. */
@NullMarked
package io.easyml.embedded;

import org.jspecify.annotations.NullMarked;
