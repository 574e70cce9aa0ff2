/** What any deployment runs once before the services. */
@NullMarked
package io.easyml.standalone.setup;

import org.jspecify.annotations.NullMarked;
