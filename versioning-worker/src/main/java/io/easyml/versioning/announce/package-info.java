/** What goes out: the facts about versions. */
@NullMarked
package io.easyml.versioning.announce;

import org.jspecify.annotations.NullMarked;
