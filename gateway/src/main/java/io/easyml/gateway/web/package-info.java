/** What all resources share: problems, health, paging. */
@NullMarked
package io.easyml.gateway.web;

import org.jspecify.annotations.NullMarked;
