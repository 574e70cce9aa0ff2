/** What the environment says, and the sentence about what is wrong with it. */
@NullMarked
package io.easyml.versioning.settings;

import org.jspecify.annotations.NullMarked;
