package org.restante.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.restante.spec.Spec;

final class UniqueIdTest {
    @Test
    @Spec("P3-089")
    void oneTo70CharactersFrom21To7eAreAUniqueId() {
        for (char c = 0x21; c <= 0x7E; c++) {
            String longest = String.valueOf(c).repeat(70);
            assertThat(new UniqueId(longest)).hasToString(longest);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "a b", "a\r", "\u007f", "é", "\0"})
    @Spec("P3-089")
    void everythingElseIsNot(String text) {
        assertThatThrownBy(() -> new UniqueId(text)).isInstanceOf(IllegalArgumentException.class);
        assertThat(UniqueId.isValid("x".repeat(71))).isFalse();
    }
}
