/** The life of a job: its states, and which event decides it. */
@NullMarked
package io.easyml.schemas.training;

import org.jspecify.annotations.NullMarked;
