/** Tests. */
@NullMarked
package io.easyml.versioning.version;

import org.jspecify.annotations.NullMarked;
