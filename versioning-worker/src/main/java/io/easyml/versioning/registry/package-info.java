/** MLflow's model registry, kept in step without delaying anything. */
@NullMarked
package io.easyml.versioning.registry;

import org.jspecify.annotations.NullMarked;
