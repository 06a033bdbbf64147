package org.restante.protocol.smtp;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.restante.spec.Spec;

import java.util.Optional;

class MailPathTest {
    @Test
    void theNullPathHasNeitherLocalPartNorDomain() {
        assertThat(MailPath.parse("")).contains(MailPath.NULL);
        assertThat(MailPath.NULL.address()).isEmpty();
    }

    @Test
    @Spec("SM-006")
    void bothPartsKeepTheirLetterCase() {
        assertThat(MailPath.parse("Alice.B@Example.ORG"))
                .contains(
                        new MailPath("Alice.B@Example.ORG", "Alice.B", Optional.of("Example.ORG")));
    }

    @Test
    void aLocalPartMayStandAlone() {
        assertThat(MailPath.parse("postmaster"))
                .contains(new MailPath("postmaster", "postmaster", Optional.empty()));
    }

    @Test
    @Spec("SM-011")
    void aSourceRouteIsLeftOut() {
        assertThat(MailPath.parse("@x.example,@y.example:user@here.example"))
                .isEqualTo(MailPath.parse("user@here.example"));
        assertThat(MailPath.parse("@x.example,user@here.example")).isEmpty();
    }

    @Test
    @Spec("SM-012")
    void quotingIsUndoneInTheLocalPartAndKeptInTheText() {
        MailPath path = MailPath.parse("\"a \\\"b\\\\ @>c\"@[192.0.2.1]").orElseThrow();

        assertThat(path.localPart()).isEqualTo("a \"b\\ @>c");
        assertThat(path.domain()).contains("[192.0.2.1]");
        assertThat(path.text()).isEqualTo("\"a \\\"b\\\\ @>c\"@[192.0.2.1]");
        assertThat(path.address()).isEqualTo("a \"b\\ @>c@[192.0.2.1]");
    }

    @Test
    @Spec("SM-012")
    void addressLiteralsOfBothKindsAreDomains() {
        assertThat(MailPath.parse("a@[IPv6:2001:db8::1]").flatMap(MailPath::domain))
                .contains("[IPv6:2001:db8::1]");
    }

    @Test
    @Spec("SM-012")
    void partsOfTheLargestSizeAreUnderstoodAndLargerOnesAreNot() {
        String local = "l".repeat(64);
        String domain = "d".repeat(255);

        assertThat(MailPath.parse(local + "@" + domain)).isPresent();
        assertThat(MailPath.parse(local + "l@" + domain)).isEmpty();
        assertThat(MailPath.parse(local + "@" + domain + "d")).isEmpty();
    }

    @Test
    void sizesAreOctetsAndNotCharacters() {
        assertThat(MailPath.parse("ü".repeat(32) + "@x")).isPresent();
        assertThat(MailPath.parse("ü".repeat(33) + "@x")).isEmpty();
    }

    @Test
    void anythingBeyondAsciiMakesItInternationalized() {
        assertThat(MailPath.parse("用@例.cn").orElseThrow().isInternationalized()).isTrue();
        assertThat(MailPath.parse("a@例.cn").orElseThrow().isInternationalized()).isTrue();
        assertThat(MailPath.parse("a@b.cn").orElseThrow().isInternationalized()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "@",
                "a@",
                "@b",
                "a b@c",
                "a@b c",
                "a@b@c",
                "a<b@c",
                "a@b>",
                "a\\b@c",
                "\"\"@c",
                "\"a@c",
                "\"a\\",
                "\"a\"b@c",
                "\"a\u0007\"@c",
                "a\u0000@c",
                "a@b\r",
                "a;b@c",
                "a@\"b\""
            })
    void whatIsNoPathIsNotRead(String text) {
        assertThat(MailPath.parse(text)).isEmpty();
    }
}
