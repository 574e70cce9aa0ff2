/** Tests. */
@NullMarked
package io.easyml.versioning.registry;

import org.jspecify.annotations.NullMarked;
