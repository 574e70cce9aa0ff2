@NullMarked
package io.easyml.trainer;

import org.jspecify.annotations.NullMarked;
