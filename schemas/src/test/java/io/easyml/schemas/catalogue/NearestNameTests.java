package io.easyml.schemas.catalogue;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class NearestNameTests {

    @Test
    void swappedAndMissingLettersCountOnceEach() {
        assertThat(NearestName.distance("target", "tagret")).isEqualTo(1);
        assertThat(NearestName.distance("target", "targt")).isEqualTo(1);
        assertThat(NearestName.distance("target", "TARGET")).isZero();
        assertThat(NearestName.distance("", "abc")).isEqualTo(3);
    }

    @Test
    void aNameThatIsFarFromAllIsNotGuessed() {
        assertThat(NearestName.among(List.of("age", "income"), "targt")).isEmpty();
        assertThat(NearestName.among(List.of("age", "income", "target"), "targt"))
                .contains("target");
        assertThat(NearestName.question(List.of("age"), "ages")).isEqualTo("; did you mean `age`?");
        assertThat(NearestName.question(List.of("age"), "zzzz")).isEqualTo(".");
    }
}
