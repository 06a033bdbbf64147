package org.restante.server.lmtp;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.restante.protocol.smtp.MailPath;
import org.restante.server.login.Account;
import org.restante.server.net.Peer;
import org.restante.spec.Spec;
import org.restante.store.MaildropName;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Optional;

class TraceFieldsTest {
    private static final Instant NOW = Instant.parse("2026-02-03T04:05:06.789Z");

    @Test
    @Spec({"LM-022", "LM-024", "SM-037", "SM-038"})
    void theyNameTheEnvelopeThePeerThisHostAndTheTime() {
        assertThat(fields(address("192.0.2.1"), false, NOW))
                .isEqualTo(
                        """
                        Return-Path: <s@example.org>
                        Delivered-To: "a b"@localhost
                        Received: from client.example ([192.0.2.1])
                        \tby mail.example.org with LMTP id x.1
                        \tfor <"a b"@localhost>; Tue, 3 Feb 2026 04:05:06 +0000
                        """);
    }

    @Test
    @Spec({"LM-022", "SM-037"})
    void theProtocolWordTellsOfSmtpUtf8() {
        assertThat(fields(address("192.0.2.1"), true, NOW)).contains(" with UTF8LMTP id ");
    }

    @Test
    @Spec("SM-037")
    void anAddressOfVersion6IsAnIpv6Literal() throws UnknownHostException {
        InetAddress scoped =
                Inet6Address.getByAddress(
                        "",
                        new byte[] {
                            (byte) 0xFE, (byte) 0x80, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1
                        },
                        7);

        assertThat(fields(address("2001:db8::1"), false, NOW))
                .contains("([IPv6:2001:db8:0:0:0:0:0:1])");
        assertThat(fields(Optional.of(scoped), false, NOW)).contains("([IPv6:fe80:0:0:0:0:0:0:1])");
    }

    @Test
    void aPeerOnThisMachinesSocketHasNoAddress() {
        assertThat(fields(Optional.empty(), false, NOW))
                .contains("Received: from client.example (local socket)\n");
    }

    @Test
    @Spec("SM-037")
    void datesOfAllDaysAndMonthsAreThoseOfRfc5322() {
        DateTimeFormatter rfc = DateTimeFormatter.RFC_1123_DATE_TIME.withZone(ZoneOffset.UTC);
        for (int day = 0; day < 366; day++) {
            Instant date = NOW.plusSeconds(day * 86_400L);
            assertThat(fields(address("192.0.2.1"), false, date))
                    .endsWith("; " + rfc.format(date).replace("GMT", "+0000") + "\n");
        }
    }

    private static String fields(Optional<InetAddress> address, boolean utf8, Instant now) {
        MailPath sender = new MailPath("s@example.org", "s", Optional.of("example.org"));
        MailPath path = new MailPath("\"a b\"@localhost", "a b", Optional.of("localhost"));
        Account account = new Account("a b", true, List.of(), MaildropName.of("a b"));
        byte[] fields =
                TraceFields.of(
                        new Transaction.Open("client.example", sender, utf8, 0, List.of()),
                        new Transaction.Recipient(path, account),
                        new Peer(address, "peer"),
                        "mail.example.org",
                        "x.1",
                        now);
        return new String(fields, StandardCharsets.UTF_8).replace("\r\n", "\n");
    }

    private static Optional<InetAddress> address(String literal) {
        return Optional.of(InetAddress.ofLiteral(literal));
    }
}
