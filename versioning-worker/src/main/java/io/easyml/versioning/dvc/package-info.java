/** A project's Git and DVC repository. */
@NullMarked
package io.easyml.versioning.dvc;

import org.jspecify.annotations.NullMarked;
