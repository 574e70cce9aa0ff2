/** What happens: each task goes its steps, received, numbered, pushed, recorded, announced. */
@NullMarked
package io.easyml.versioning.version;

import org.jspecify.annotations.NullMarked;
