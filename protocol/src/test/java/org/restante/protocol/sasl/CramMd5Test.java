package org.restante.protocol.sasl;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.restante.protocol.Secret;
import org.restante.spec.Spec;

final class CramMd5Test {
    private static final String CHALLENGE = "<1896.697170952@postoffice.reston.mci.net>";
    private static final Secret SECRET = new Secret("tanstaaftanstaaf");

    @Test
    @Spec("SA-043")
    void theExampleOfRfc2195IsComputed() {
        CramMd5 answer = CramMd5.answer("tim", SECRET, CHALLENGE);
        assertThat(answer.format()).isEqualTo("tim b913a602c7eda7a495b4e6e7334d3890");
        assertThat(answer.proves(SECRET, CHALLENGE)).isTrue();
        assertThat(answer.proves(new Secret("tanstaaf"), CHALLENGE)).isFalse();
        assertThat(answer.proves(SECRET, "<1@postoffice.reston.mci.net>")).isFalse();
        assertThat(answer.proves(new Secret(""), CHALLENGE)).isFalse();
    }

    @Test
    void theExampleOfRfc1939IsComputed() {
        String timestamp = "<1896.697170952@dbc.mtview.ca.us>";
        String digest = "c4c9334bac560ecc979e58001b3e22fb";
        Secret secret = new Secret("tanstaaf");
        assertThat(ApopDigest.of(timestamp, secret)).isEqualTo(digest);
        assertThat(ApopDigest.matches(digest, timestamp, secret)).isTrue();
        assertThat(ApopDigest.matches(digest.substring(1), timestamp, secret)).isFalse();
        assertThat(ApopDigest.matches(digest, timestamp, SECRET)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "tim",
                "tim ",
                " b913a602c7eda7a495b4e6e7334d3890",
                "tim B913A602C7EDA7A495B4E6E7334D3890",
                "tim b913a602c7eda7a495b4e6e7334d389",
                "tim b913a602c7eda7a495b4e6e7334d38900",
                "tim  b913a602c7eda7a495b4e6e7334d389g",
                "t\nim b913a602c7eda7a495b4e6e7334d3890",
                "t\0im b913a602c7eda7a495b4e6e7334d3890"
            })
    void anyOtherShapeIsMalformed(String message) {
        assertThat(CramMd5.parse(SaslTexts.octets(message))).isEmpty();
    }

    @Test
    void whatIsFormattedIsReadAgainAndNothingIsPrinted() {
        SaslTexts texts = new SaslTexts(31);
        for (int round = 0; round < 2000; round++) {
            CramMd5 answer = CramMd5.answer(texts.name(), SECRET, texts.nonce());
            assertThat(CramMd5.parse(SaslTexts.octets(answer.format()))).contains(answer);
            assertThat(answer.toString()).doesNotContain(answer.digest().reveal());
            CramMd5.parse(texts.spoiled(answer.format()));
        }
    }
}
