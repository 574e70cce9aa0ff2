/** What a person types: one class for each subcommand. */
@NullMarked
package io.easyml.standalone.command;

import org.jspecify.annotations.NullMarked;
