/** The versioning worker: turns trained models and uploaded datasets into versions that can be fetched back. */
@NullMarked
package io.easyml.versioning;

import org.jspecify.annotations.NullMarked;
