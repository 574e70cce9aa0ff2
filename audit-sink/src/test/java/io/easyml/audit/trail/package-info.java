/** The trail's rules, without a server. */
@NullMarked
package io.easyml.audit.trail;

import org.jspecify.annotations.NullMarked;
