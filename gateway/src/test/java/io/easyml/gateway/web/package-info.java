/** What all resources share. */
@NullMarked
package io.easyml.gateway.web;

import org.jspecify.annotations.NullMarked;
