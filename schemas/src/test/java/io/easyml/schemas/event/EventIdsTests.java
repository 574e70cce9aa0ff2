package io.easyml.schemas.event;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class EventIdsTests {

    @Test
    void newIdsSortByTimeAndAreOfVersionSeven() {
        var ids = Stream.generate(EventIds::next)
                .limit(10_000)
                .map(UUID::toString)
                .toList();

        assertThat(ids).isSorted().doesNotHaveDuplicates();
        assertThat(EventIds.next().version()).isEqualTo(7);
    }

    @Test
    void theSameCauseAndTypeAlwaysGiveTheSameId() {
        var cause = UUID.fromString("01a20dce-e4eb-76b2-b38a-67382b2d757d");

        assertThat(EventIds.following(cause, "TrainingFailed"))
                .isEqualTo(EventIds.following(cause, "TrainingFailed"))
                .isNotEqualTo(EventIds.following(cause, "StopRun"));
        assertThat(EventIds.following(cause, "TrainingFailed").version()).isEqualTo(5);
    }
}
