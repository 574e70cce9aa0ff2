/** The collections of the audit trail. */
@NullMarked
package io.easyml.schemas.audit;

import org.jspecify.annotations.NullMarked;
