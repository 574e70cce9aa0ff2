/** Checks what must always hold of a platform, by asking the stores themselves. */
@NullMarked
package io.easyml.standalone.doctor;

import org.jspecify.annotations.NullMarked;
