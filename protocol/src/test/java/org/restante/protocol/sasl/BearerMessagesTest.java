package org.restante.protocol.sasl;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.restante.protocol.Secret;
import org.restante.spec.Spec;

import java.util.Base64;
import java.util.Optional;

/** What OAUTHBEARER and XOAUTH2 clients send. */
final class BearerMessagesTest {
    private static final String TOKEN = "vF9dft4qmTc2Nvb3RlckBhbHRhdmlzdGEuY29tCg==";

    private static Optional<OauthBearerMessage> bearer(String message) {
        return OauthBearerMessage.parse(SaslTexts.octets(message));
    }

    private static Optional<Xoauth2Message> xoauth2(String message) {
        return Xoauth2Message.parse(SaslTexts.octets(message));
    }

    @Test
    @Spec("SA-037")
    void theVectorIsReadAndWritten() {
        OauthBearerMessage vector =
                new OauthBearerMessage(
                        new Gs2Header(new Gs2Header.Binding.None(), "user@example.com"),
                        Optional.of("pop.example.com"),
                        Optional.of(995),
                        Optional.of(new Secret(TOKEN)));
        String base64 =
                "bixhPXVzZXJAZXhhbXBsZS5jb20sAWhvc3Q9cG9wLmV4YW1wbGUuY29tAXBvcnQ9OTk1AWF1dGg9Qm"
                        + "VhcmVyIHZGOWRmdDRxbVRjMk52YjNSbGNrQmhiSFJoZG1semRHRXVZMjl0Q2c9PQEB";
        assertThat(SaslBase64.decode(base64).flatMap(OauthBearerMessage::parse)).contains(vector);
        assertThat(Base64.getEncoder().encodeToString(SaslTexts.octets(vector.format())))
                .isEqualTo(base64);
    }

    @Test
    @Spec("SA-037")
    void unknownKeysAreIgnoredAndATokenMayBeMissing() {
        assertThat(bearer("n,,\u0001qs=a=b\u0001auth=bearer  abc\u0001mthd=POST\u0001\u0001"))
                .contains(
                        new OauthBearerMessage(
                                new Gs2Header(new Gs2Header.Binding.None(), ""),
                                Optional.empty(),
                                Optional.empty(),
                                Optional.of(new Secret("abc"))));
        for (String message :
                new String[] {
                    "n,,\u0001\u0001",
                    "n,,\u0001auth=\u0001\u0001",
                    "n,,\u0001auth=Bearer\u0001\u0001",
                    "n,,\u0001auth=Basic abc\u0001\u0001",
                    "n,,\u0001auth=Bearer a b\u0001\u0001"
                }) {
            assertThat(bearer(message))
                    .hasValueSatisfying(read -> assertThat(read.token()).isEmpty());
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "\u0001",
                "n,,",
                "n,,\u0001",
                "auth=Bearer abc\u0001\u0001",
                "n,,auth=Bearer abc\u0001\u0001",
                "n,,\u0001auth=Bearer abc",
                "n,,\u0001auth=Bearer abc\u0001",
                "n,,\u0001auth=Bearer abc\u0001\u0001\u0001",
                "n,,\u0001auth=Bearer abc\u0001auth=Bearer abc\u0001\u0001",
                "n,,\u0001host=a\u0001host=a\u0001\u0001",
                "n,,\u0001port=\u0001\u0001",
                "n,,\u0001port=-1\u0001\u0001",
                "n,,\u0001port=123456\u0001\u0001",
                "n,,\u0001port=1\u0001port=1\u0001\u0001",
                "n,,\u0001auth\u0001\u0001",
                "n,,\u0001a1=b\u0001\u0001",
                "n,,\u0001auth=Bearer a\0b\u0001\u0001",
                "n,a=b=b,\u0001auth=Bearer abc\u0001\u0001"
            })
    @Spec("SA-037")
    void anyOtherShapeOfABearerMessageIsMalformed(String message) {
        assertThat(bearer(message)).isEmpty();
    }

    @Test
    void xoauth2IsReadAsItsDefinitionShowsIt() {
        assertThat(
                        SaslBase64.decode(
                                        "dXNlcj1zb21ldXNlckBleGFtcGxlLmNvbQFhdXRoPUJlYXJlciB5YTI5L"
                                                + "nZGOWRmdDRxbVRjMk52YjNSbGNrQmhkSFJoZG1semRHRXVZM"
                                                + "jl0Q2cBAQ==")
                                .flatMap(Xoauth2Message::parse))
                .contains(
                        new Xoauth2Message(
                                "someuser@example.com",
                                Optional.of(
                                        new Secret(
                                                "ya29.vF9dft4qmTc2Nvb3RlckBhdHRhdmlzdGEuY29tCg"))));
        assertThat(xoauth2("user=\u0001auth=bearer t\u0001\u0001"))
                .contains(new Xoauth2Message("", Optional.of(new Secret("t"))));
        assertThat(xoauth2("user=a\u0001auth=Basic t\u0001\u0001"))
                .contains(new Xoauth2Message("a", Optional.empty()));
        assertThat(xoauth2("user=a\u0001\u0001"))
                .contains(new Xoauth2Message("a", Optional.empty()));
        for (String message :
                new String[] {
                    "",
                    "user=a",
                    "user=a\u0001",
                    "user=a\u0001auth=Bearer t\u0001",
                    "user=a\u0001auth=Bearer t\u0001\u0001\u0001",
                    "auth=Bearer t\u0001user=a\u0001\u0001",
                    "user=a\nb\u0001auth=Bearer t\u0001\u0001"
                }) {
            assertThat(xoauth2(message)).isEmpty();
        }
    }

    @Test
    void whatIsFormattedIsReadAgainAndNoTokenIsPrinted() {
        SaslTexts texts = new SaslTexts(41);
        for (int round = 0; round < 3000; round++) {
            Secret token = new Secret("tok" + texts.token());
            OauthBearerMessage bearer =
                    new OauthBearerMessage(
                            texts.header(),
                            Optional.of(texts.of("abc.-[:]1", 0, 12)),
                            Optional.of(texts.random().nextInt(65536)),
                            Optional.of(token));
            assertThat(bearer(bearer.format())).contains(bearer);
            Xoauth2Message xoauth2 =
                    new Xoauth2Message(texts.name().replace("\u0001", ""), Optional.of(token));
            assertThat(xoauth2(xoauth2.format())).contains(xoauth2);
            assertThat(bearer + " " + xoauth2).doesNotContain(token.reveal());
            OauthBearerMessage.parse(texts.spoiled(bearer.format()));
            Xoauth2Message.parse(texts.spoiled(xoauth2.format()));
        }
    }

    @Test
    @Spec("SA-012")
    void aTokenOf48KibIsRead() {
        String token = "t".repeat(48 * 1024);
        assertThat(bearer("n,,\u0001auth=Bearer " + token + "\u0001\u0001"))
                .hasValueSatisfying(read -> assertThat(read.token()).contains(new Secret(token)));
        assertThat(xoauth2("user=a\u0001auth=Bearer " + token + "\u0001\u0001"))
                .hasValueSatisfying(read -> assertThat(read.token()).contains(new Secret(token)));
    }
}
