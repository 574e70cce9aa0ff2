/** Projects and who may do what in them. */
@NullMarked
package io.easyml.gateway.project;

import org.jspecify.annotations.NullMarked;
