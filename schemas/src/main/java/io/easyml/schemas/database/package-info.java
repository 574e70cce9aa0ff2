/** The SQL migrations, as a resource. */
@NullMarked
package io.easyml.schemas.database;

import org.jspecify.annotations.NullMarked;
