/** What comes in: outcomes of jobs and uploads become tasks of the work list. */
@NullMarked
package io.easyml.versioning.intake;

import org.jspecify.annotations.NullMarked;
