/** The stores of a platform, read by each store's own means; they are asked, and never written to. */
@NullMarked
package io.easyml.standalone.store;

import org.jspecify.annotations.NullMarked;
