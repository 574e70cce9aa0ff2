@NullMarked
package io.easyml.schemas.catalogue;

import org.jspecify.annotations.NullMarked;
