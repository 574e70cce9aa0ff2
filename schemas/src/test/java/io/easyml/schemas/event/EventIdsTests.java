package io.easyml.schemas.event;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.UUID;
import org.junit.jupiter.api.Test;

class EventIdsTests {

    @Test
    void newIdsSortByTimeAndAreOfVersionSeven() {
        var first = EventIds.next();
        var second = EventIds.next();

        assertThat(first.version()).isEqualTo(7);
        assertThat(second.toString()).isGreaterThan(first.toString());
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
