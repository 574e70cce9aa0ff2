/** The trainer process as its worker sees it. */
@NullMarked
package io.easyml.training.run;

import org.jspecify.annotations.NullMarked;
