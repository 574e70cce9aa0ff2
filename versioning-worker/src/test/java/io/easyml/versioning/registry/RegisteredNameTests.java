package io.easyml.versioning.registry;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class RegisteredNameTests {

    @Test
    void modelsOfTwoProjectsNeverShareAName() {
        assertThat(RegisteredName.of("ada-census", "adult_income")).isEqualTo("ada-census.adult_income");
        assertThat(RegisteredName.of("a.b", "c")).isNotEqualTo(RegisteredName.of("a", "b.c"));
        assertThat(RegisteredName.of("a/b:c", "d")).isEqualTo("a%2Fb%3Ac.d");
    }
}
