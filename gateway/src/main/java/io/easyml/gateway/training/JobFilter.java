package io.easyml.gateway.training;

import io.easyml.gateway.web.ApiProblem;
import io.easyml.schemas.training.JobState;
import java.util.Arrays;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Which jobs a list shows, newest first. */
record JobFilter(
        @Nullable UUID projectId,
        @Nullable String state,
        @Nullable String sessionId,
        @Nullable UUID cursor,
        int limit) {

    private static final int MOST = 200;

    JobFilter {
        if (limit < 1 || limit > MOST) {
            throw ApiProblem.invalid("REQUEST_INVALID", "limit", "limit is " + limit + "; it must be 1 to " + MOST);
        }
        if (state != null
                && Arrays.stream(JobState.values())
                        .noneMatch(known -> known.label().equals(state))) {
            throw ApiProblem.invalid(
                    "REQUEST_INVALID",
                    "state",
                    "state is `" + state + "`; it must be one of "
                            + String.join(
                                    ", ",
                                    Arrays.stream(JobState.values())
                                            .map(JobState::label)
                                            .toList()));
        }
    }
}
