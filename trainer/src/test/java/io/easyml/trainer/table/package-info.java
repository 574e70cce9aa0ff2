@NullMarked
package io.easyml.trainer.table;

import org.jspecify.annotations.NullMarked;
