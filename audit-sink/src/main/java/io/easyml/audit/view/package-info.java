/** What is derived from the trail, and can be made again. */
@NullMarked
package io.easyml.audit.view;

import org.jspecify.annotations.NullMarked;
