package io.easyml.schemas.failure;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class FailureCodeTests {

    @ParameterizedTest
    @EnumSource(FailureCode.class)
    void everyCodeHasAClassThatIsReadBackAndASentence(FailureCode code) {
        assertThat(FailureClass.ofLabel(code.failureClass().label())).isEqualTo(code.failureClass());
        assertThat(code.sentence()).endsWith(".");
    }

    @Test
    void whatNobodyKnowsIsThePlatformsOwnFault() {
        assertThat(FailureClass.ofLabel("news")).isEqualTo(FailureClass.INFRASTRUCTURE);
    }
}
