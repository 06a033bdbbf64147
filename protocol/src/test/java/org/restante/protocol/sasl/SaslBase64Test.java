package org.restante.protocol.sasl;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.restante.spec.Spec;

import java.util.Base64;
import java.util.Random;

final class SaslBase64Test {
    @ParameterizedTest
    @ValueSource(
            strings = {"=AAA", "AAA=BBB", "AA A", "A", "dGVzdA", "AA==AA==", "AA\r\n", "A-_=", "é"})
    @Spec("SA-015")
    void whatIsNotStrictBase64IsRefused(String text) {
        assertThat(SaslBase64.decode(text)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"dGVzdB==", "dGVzdD==", "AAB="})
    @Spec("SA-016")
    void bitsThatNobodyUsesMustBeZero(String text) {
        assertThat(SaslBase64.decode(text)).isEmpty();
    }

    @Test
    void whatWasEncodedIsDecoded() {
        Random random = new Random(5);
        for (int octets = 0; octets < 100; octets++) {
            byte[] message = new byte[octets];
            random.nextBytes(message);
            assertThat(SaslBase64.decode(Base64.getEncoder().encodeToString(message)))
                    .hasValueSatisfying(decoded -> assertThat(decoded).isEqualTo(message));
        }
    }
}
