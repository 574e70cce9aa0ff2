@NullMarked
package io.easyml.schemas.audit;

import org.jspecify.annotations.NullMarked;
