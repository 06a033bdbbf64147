package org.restante.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.restante.spec.Spec;

import java.util.Optional;
import java.util.OptionalInt;
import java.util.Random;

final class PopUrlTest {
    @ParameterizedTest
    @CsvSource(
            nullValues = "-",
            value = {
                "pop://h, STLS, -, -, h, 110",
                "pop://u@h:8110, STLS, u, -, h, 8110",
                "pop://u;AUTH=PLAIN@h, STLS, u, PLAIN, h, 110",
                "POP://U;auth=plain@HOST, STLS, U, plain, HOST, 110",
                "pop://;AUTH=*@h, STLS, -, *, h, 110",
                "pop://a%3Bb%40c%20d@h, STLS, a;b@c d, -, h, 110",
                "pop://u@[2001:db8::1]:110, STLS, u, -, 2001:db8::1, 110",
                "pop3s://h, TLS, -, -, h, 995",
                "pops://h/, TLS, -, -, h, 995"
            })
    @Spec({"UR-001", "UR-002", "UR-008", "UR-009", "UR-012", "UR-013"})
    void theFormIsRead(
            String url, Security security, String user, String auth, String host, int port) {
        PopUrl parsed = PopUrl.parse(url);
        assertThat(parsed.security()).isEqualTo(security);
        assertThat(parsed.user()).isEqualTo(Optional.ofNullable(user));
        assertThat(parsed.auth()).isEqualTo(Optional.ofNullable(auth));
        assertThat(parsed.host()).isEqualTo(host);
        assertThat(parsed.server().port()).isEqualTo(port);
        assertThat(parsed.server().security()).isEqualTo(security);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "pop://h/INBOX",
                "pop://h?x",
                "pop://h#x",
                "//x",
                "x",
                "pop:h",
                "http://h",
                "pop://",
                "pop://u;AUTH=@h",
                "pop://u;X=1@h",
                "pop://u;AUTH=A;AUTH=B@h",
                "pop://h:0",
                "pop://h:65536",
                "pop://h:",
                "pop://%ZZ@h",
                "pop://%0D%0A@h",
                "pop://%FF@h",
                "pop://u%4@h"
            })
    @Spec({"UR-001", "UR-008", "UR-010"})
    void whatIsNoPopUrlIsRefused(String url) {
        assertThatThrownBy(() -> PopUrl.parse(url)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    @Spec("UR-003")
    void aPasswordIsRefusedAndNotShown() {
        assertThatThrownBy(() -> PopUrl.parse("pop://u:hunter2@h"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageNotContaining("hunter2")
                .hasNoCause();
    }

    @Test
    @Spec({"UR-004", "UR-005", "UR-006"})
    void whatStandsBehindAuthIsTheOneWayToLogIn() {
        assertThat(PopUrl.parse("pop://u;AUTH=SCRAM-SHA-256@h").mechanism())
                .contains(Mechanism.SCRAM_SHA_256);
        assertThat(PopUrl.parse("pop://u;AUTH=+APOP@h").mechanism()).contains(Mechanism.APOP);
        assertThat(PopUrl.parse("pop://u;AUTH=*@h").mechanism()).isEmpty();
        assertThat(PopUrl.parse("pop://u@h").mechanism()).isEmpty();
        for (String unknown : new String[] {"KERBEROS_V4", "APOP", "+PLAIN"}) {
            assertThatThrownBy(() -> PopUrl.parse("pop://u;AUTH=" + unknown + "@h").mechanism())
                    .hasMessageContaining(unknown);
        }
    }

    @Test
    @Spec({"UR-008", "UR-013"})
    void everyNameComesBack() {
        Random random = new Random(2384);
        for (int round = 0; round < 2000; round++) {
            String user =
                    random.ints(1 + random.nextInt(8), 0x20, 0x2FFFF)
                            .filter(c -> Character.getType(c) != Character.SURROGATE)
                            .filter(c -> !Character.isISOControl(c))
                            .collect(
                                    StringBuilder::new,
                                    StringBuilder::appendCodePoint,
                                    StringBuilder::append)
                            .toString();
            if (user.isEmpty()) {
                continue;
            }
            PopUrl url =
                    new PopUrl(
                            Security.STLS,
                            Optional.of(user),
                            Optional.of("PLAIN"),
                            "mail.example.org",
                            OptionalInt.empty());
            assertThat(PopUrl.parse(url.toString())).isEqualTo(url);
            assertThat(url.toString()).startsWith("pop://");
        }
    }
}
