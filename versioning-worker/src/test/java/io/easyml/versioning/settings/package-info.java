/** Tests. */
@NullMarked
package io.easyml.versioning.settings;

import org.jspecify.annotations.NullMarked;
