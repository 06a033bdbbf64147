package org.restante.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.restante.spec.Spec;

final class SecretTest {
    @Test
    @Spec("P3-059")
    void aSecretPrintsAsStars() {
        assertThat(new Secret("tanstaaf")).hasToString("***");
        assertThat(String.valueOf(new Secret("tanstaaf"))).doesNotContain("tanstaaf");
    }

    @Test
    void twoSecretsAreEqualIfTheirOctetsAre() {
        assertThat(new Secret("a b")).isEqualTo(new Secret("a b")).hasSameHashCodeAs("a b");
        assertThat(new Secret("a b")).isNotEqualTo(new Secret("a b "));
        assertThat(new Secret("ä").octets()).hasSize(2);
    }
}
