package org.restante.protocol.sasl;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.restante.protocol.Secret;
import org.restante.spec.Spec;

import java.util.Optional;

final class ScramMessageTest {
    private static final Gs2Header PLAIN_HEADER = new Gs2Header(new Gs2Header.Binding.None(), "");

    private static Optional<ScramMessage.ClientFirst> first(String message) {
        return ScramMessage.ClientFirst.parse(SaslTexts.octets(message));
    }

    private static Optional<ScramMessage.ClientFinal> last(String message) {
        return ScramMessage.ClientFinal.parse(SaslTexts.octets(message));
    }

    @Test
    @Spec("SA-027")
    void theMessagesOfRfc7677AreRead() {
        assertThat(first("n,,n=user,r=rOprNGfwEbeRWgbNEkqO"))
                .contains(
                        new ScramMessage.ClientFirst(
                                PLAIN_HEADER, "user", "rOprNGfwEbeRWgbNEkqO", ""));
        String nonce = "rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0";
        assertThat(
                        ScramMessage.ServerFirst.parse(
                                SaslTexts.octets(
                                        "r=" + nonce + ",s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096")))
                .contains(
                        new ScramMessage.ServerFirst(nonce, "W22ZaJ0SNY7soEsUEjb6gQ==", 4096, ""));
        assertThat(last("c=biws,r=" + nonce + ",p=dHzbZapWIk4jUhN+Ute9ytag9zjfMHgsqmmiz7AndVQ="))
                .contains(
                        new ScramMessage.ClientFinal(
                                "biws",
                                nonce,
                                "",
                                new Secret("dHzbZapWIk4jUhN+Ute9ytag9zjfMHgsqmmiz7AndVQ=")));
        assertThat(
                        ScramMessage.ServerFinal.parse(
                                SaslTexts.octets("v=6rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G4=")))
                .contains(
                        new ScramMessage.ServerFinal.Signed(
                                "6rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G4="));
        assertThat(ScramMessage.ServerFinal.parse(SaslTexts.octets("e=invalid-proof")))
                .contains(new ScramMessage.ServerFinal.Failed("invalid-proof"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "n",
                "n,",
                "n,,",
                "n,,n=user",
                "n,,n=user,",
                "n,,n=user,r=",
                "n,,n=,r=abc",
                "n,,r=abc,n=user",
                "n,,r=abc",
                "n,,n=user,r=a b",
                "n,,n=user,r=abc,",
                "n,,n=user,r=abc,x",
                "n,,n=user,r=abc,x=",
                "n,,n=user,r=abc,1=x",
                "n,,m=x,n=user,r=abc",
                "n,,n=user,m=x,r=abc",
                "n,,n=user,r=abc,m=x",
                "n,,n=user,r=abc,n=bob",
                "n,,n=us\0er,r=abc",
                "N,,n=user,r=abc",
                "p,,n=user,r=abc",
                "p=,,n=user,r=abc",
                "p=tls_exporter,,n=user,r=abc",
                "F,n,,n=user,r=abc",
                "n,bob,n=user,r=abc",
                "n,a=,n=user,r=abc",
                "n,a=b=b,n=user,r=abc",
                " n,,n=user,r=abc",
                "n,,n=user,r=abc\n"
            })
    @Spec({"SA-027", "SA-029"})
    void aFirstMessageInAnyOtherShapeIsMalformed(String message) {
        assertThat(first(message)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "c=biws",
                "c=biws,r=abc",
                "c=biws,p=AAAA",
                "r=abc,c=biws,p=AAAA",
                "c=biws,r=abc,p=",
                "c=biws,r=abc,p=A",
                "c=biws,r=abc,p=AAAB=",
                "c=biw,r=abc,p=AAAA",
                "c=,r=abc,p=AAAA",
                "c=biws,r=,p=AAAA",
                "m=x,c=biws,r=abc,p=AAAA",
                "c=biws,r=abc,m=x,p=AAAA",
                "c=biws,r=abc,p=AAAA,x=y",
                "c=biws,r=abc,r=abc,p=AAAA",
                "c=biws,r=abc,p=AAAA,p=AAAA"
            })
    @Spec("SA-027")
    void aFinalMessageInAnyOtherShapeIsMalformed(String message) {
        assertThat(last(message)).isEmpty();
    }

    @Test
    @Spec("SA-028")
    void commaAndEqualsSignAreCodedInNames() {
        assertThat(first("n,,n=a=2Cb,r=x"))
                .hasValueSatisfying(message -> assertThat(message.name()).isEqualTo("a,b"));
        assertThat(first("n,a=a=3Db=2C,n==3D=2C,r=x"))
                .hasValueSatisfying(message -> {
                    assertThat(message.name()).isEqualTo("=,");
                    assertThat(message.header().authorizationId()).isEqualTo("a=b,");
                });
        for (String name : new String[] {"a=b", "=", "a=2", "a=2c", "a=3d", "a=20", "=3"}) {
            assertThat(first("n,,n=" + name + ",r=x")).isEmpty();
        }
    }

    @Test
    @Spec("SA-027")
    void extensionsBehindTheKnownAttributesAreKept() {
        assertThat(first("n,,n=user,r=abc,x=y,z=a=b"))
                .hasValueSatisfying(message -> {
                    assertThat(message.extensions()).isEqualTo(",x=y,z=a=b");
                    assertThat(message.bare()).isEqualTo("n=user,r=abc,x=y,z=a=b");
                });
        assertThat(last("c=biws,r=abc,x=y,p=AAAA"))
                .hasValueSatisfying(message ->
                        assertThat(message.withoutProof()).isEqualTo("c=biws,r=abc,x=y"));
    }

    @Test
    void whatIsFormattedIsReadAgain() {
        SaslTexts texts = new SaslTexts(21);
        for (int round = 0; round < 3000; round++) {
            var first =
                    new ScramMessage.ClientFirst(
                            texts.header(), texts.name(), texts.nonce(), texts.extensions());
            assertThat(first(first.format())).contains(first);
            var answer =
                    new ScramMessage.ServerFirst(
                            texts.nonce(),
                            texts.base64(),
                            1 + texts.random().nextInt(999_999_999),
                            texts.extensions());
            assertThat(ScramMessage.ServerFirst.parse(SaslTexts.octets(answer.format())))
                    .contains(answer);
            var proof =
                    new ScramMessage.ClientFinal(
                            texts.base64(),
                            texts.nonce(),
                            texts.extensions(),
                            new Secret(texts.base64()));
            assertThat(last(proof.format())).contains(proof);
            ScramMessage.ServerFinal end =
                    texts.random().nextBoolean()
                            ? new ScramMessage.ServerFinal.Signed(texts.base64())
                            : new ScramMessage.ServerFinal.Failed("other-error");
            assertThat(ScramMessage.ServerFinal.parse(SaslTexts.octets(end.format())))
                    .contains(end);
        }
    }

    @Test
    void whateverIsReadFormatsToTheSameOctets() {
        SaslTexts texts = new SaslTexts(22);
        for (int round = 0; round < 20_000; round++) {
            byte[] one = texts.spoiled("p=tls-exporter,a=bob,n=user=2C,r=nonce,x=y");
            ScramMessage.ClientFirst.parse(one)
                    .ifPresent(read -> assertThat(SaslTexts.octets(read.format())).isEqualTo(one));
            byte[] other = texts.spoiled("c=biws,r=nonce,x=y,p=AAAA");
            ScramMessage.ClientFinal.parse(other)
                    .ifPresent(
                            read -> assertThat(SaslTexts.octets(read.format())).isEqualTo(other));
            ScramMessage.ServerFirst.parse(texts.spoiled("r=nonce,s=AAAA,i=4096,x=y"));
            ScramMessage.ServerFinal.parse(texts.spoiled("v=AAAA,x=y"));
        }
    }

    @Test
    void aVeryLongMessageIsReadAsWell() {
        assertThat(first("n,,n=user,r=abc" + ",x=y".repeat(200_000))).isPresent();
        assertThat(first("n,,n=user,r=abc" + ",x=y".repeat(200_000) + ",")).isEmpty();
        assertThat(first("n,,n=" + "=3D".repeat(200_000) + ",r=" + "~".repeat(500_000)))
                .isPresent();
        assertThat(last("c=biws,r=" + "r".repeat(500_000) + ",x=y".repeat(200_000) + ",p=A"))
                .isEmpty();
    }

    @Test
    void aProofIsNotPrinted() {
        assertThat(last("c=biws,r=abc,p=AAAA").toString()).contains("***").doesNotContain("AAAA");
    }
}
