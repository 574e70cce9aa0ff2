/** Tests. */
@NullMarked
package io.easyml.versioning.dvc;

import org.jspecify.annotations.NullMarked;
