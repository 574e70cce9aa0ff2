package io.easyml.schemas.catalogue;

import io.easyml.schemas.failure.FailureCode;
import org.jspecify.annotations.Nullable;

/**
 * Something wrong with one hyperparameter.
 *
 * @param field the name as it was given
 * @param value the value as it was given
 * @param message what is wrong and what would be right, for people
 * @param code whether the name is unknown or the value impossible
 */
public record HyperparameterProblem(String field, @Nullable Object value, String message, FailureCode code) {}
