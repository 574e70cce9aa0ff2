/** The roots that hold datasets and models. */
@NullMarked
package io.easyml.schemas.storage;

import org.jspecify.annotations.NullMarked;
