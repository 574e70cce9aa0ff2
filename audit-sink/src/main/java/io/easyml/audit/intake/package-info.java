/** Reads every events topic. */
@NullMarked
package io.easyml.audit.intake;

import org.jspecify.annotations.NullMarked;
