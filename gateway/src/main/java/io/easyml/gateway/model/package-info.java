/** Versions of trained models. */
@NullMarked
package io.easyml.gateway.model;

import org.jspecify.annotations.NullMarked;
