@NullMarked
package io.easyml.trainer.tree;

import org.jspecify.annotations.NullMarked;
