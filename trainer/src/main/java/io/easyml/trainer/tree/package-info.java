/** Grows decision trees and forests on binned columns, and hands them over as Tribuo's models. */
@NullMarked
package io.easyml.trainer.tree;

import org.jspecify.annotations.NullMarked;
