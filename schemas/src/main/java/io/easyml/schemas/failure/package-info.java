/** What can go wrong, and who can mend it. */
@NullMarked
package io.easyml.schemas.failure;

import org.jspecify.annotations.NullMarked;
