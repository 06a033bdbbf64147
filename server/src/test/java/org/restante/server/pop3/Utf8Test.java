package org.restante.server.pop3;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.restante.server.TestPostOffice;
import org.restante.server.TestTls;
import org.restante.server.net.Tls;
import org.restante.spec.Spec;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** UTF8 (RFC 6856 §2). */
final class Utf8Test {
    private static final String GREETING = "S: +OK mail.example.org POP3 ready\n";

    private static final String LOGIN =
            """
            C: USER alice
            S: +OK now the password
            C: PASS s3cret pw
            S: +OK ...
            """;

    private static String wire(String text) {
        return new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
    }

    @Test
    @Spec({"U8-001", "U8-003", "U8-007", "CA-034"})
    void inUtf8ModeMessagesAreSentAsTheyAre() throws IOException {
        String text = "Subject: Grüße\r\nFrom: 用户 <用@例.com>\r\n\r\n.é\r\n";
        String message = wire(text);
        String stuffed = text.replace("\r\n.", "\r\n..").replace("\r\n", "\nS: ");
        Scene.maildrop(message)
                .playsFromTheStart(
                        GREETING
                                + """
                                C: UTF8
                                S: +OK messages are sent as they are
                                C: UTF8
                                S: +OK messages are sent as they are
                                """
                                + LOGIN
                                + "C: LIST 1\nS: +OK 1 "
                                + message.length()
                                + "\nC: RETR 1\nS: +OK "
                                + message.length()
                                + " octets\nS: "
                                + stuffed
                                + ".\nC: UTF8\nS: -ERR not after login\n");
    }

    @Test
    @Spec({"U8-004", "U8-005", "U8-007", "U8-008", "U8-009"})
    void otherwiseASurrogateIsSent() throws IOException {
        String message = wire("Subject: Grüße\r\nFrom: 用户 <用@例.com>\r\n\r\n.é\r\nb\r\n");
        Scene.maildrop(message)
                .plays(
                        """
                        C: LIST 1
                        S: +OK 1 %d
                        C: TOP 1 1
                        S: +OK top follows
                        S: Subject: =?utf-8?B?R3LDvMOfZQ==?=
                        S: From: =?utf-8?B?55So5oi3ICjnlKhA5L6LLmNvbSk=?=
                        S:  <invalid@internationalized-address.invalid>
                        S:
                        S: ..é
                        S: .
                        """
                                .formatted(message.length()));
        try (TestPostOffice office = Scene.maildrop(message).open();
                Client client = Client.loggedIn(office)) {
            String status = client.command("RETR 1");
            String sent = client.data();
            String header = sent.substring(0, sent.indexOf("\r\n\r\n"));
            assertThat(header).matches("[\\p{ASCII}]*").contains(".invalid>").doesNotContain("例");
            assertThat(sent).endsWith(wire("\r\n\r\n..é\r\nb\r\n"));
            // The stuffed full stop is on the wire only.
            assertThat(status).isEqualTo("+OK " + (sent.length() - 1) + " octets");
        }
    }

    @Test
    @Spec("U8-004")
    void aHeaderThatHasNoSurrogateNeedsUtf8() throws IOException {
        String endless = wire("é").repeat(600_000);
        Scene.maildrop("Subject: " + endless + "\r\n\r\n", "A: b\r\n\r\n")
                .plays(
                        """
                        C: RETR 1
                        S: -ERR [UTF8] the message can only be sent in UTF-8: log in again and say UTF8 first
                        C: TOP 1 0
                        S: -ERR [UTF8] the message can only be sent in UTF-8: log in again and say UTF8 first
                        C: RETR 2
                        S: +OK 8 octets
                        S: A: b
                        S:
                        S: .
                        """);
    }

    @Test
    @Spec("U8-001")
    void utf8TakesNoArgument() throws IOException {
        Scene.maildrop()
                .playsFromTheStart(GREETING + "C: UTF8 USER\nS: -ERR no arguments are allowed\n");
    }

    @Test
    @Spec({"U8-010", "CA-034"})
    void namesAndPasswordsInUtf8LogInBeforeAndAfterUtf8() throws IOException {
        for (boolean after : new boolean[] {false, true}) {
            try (TestPostOffice office = Scene.maildrop().open();
                    Client client = Client.greeted(office)) {
                office.accounts().put("jürgen", "pässword");
                if (after) {
                    assertThat(client.command("UTF8")).startsWith("+OK");
                }
                assertThat(client.command(wire("USER jürgen"))).startsWith("+OK");
                assertThat(client.command(wire("PASS passwörd"))).startsWith("-ERR [AUTH]");
                assertThat(client.command(wire("USER jürgen"))).startsWith("+OK");
                assertThat(client.command(wire("PASS pässword"))).startsWith("+OK");
            }
        }
    }

    @Test
    @Spec("U8-011")
    void malformedUtf8IsRejected() throws IOException {
        Scene.maildrop()
                .playsFromTheStart(
                        GREETING
                                + """
                                C: USER \\xC0\\xAF
                                S: -ERR neither ASCII nor well-formed UTF-8
                                C: USER \\xED\\xA0\\x80
                                S: -ERR neither ASCII nor well-formed UTF-8
                                C: USER a\\x07
                                S: -ERR only printable ASCII is allowed here
                                """);
    }

    @Test
    @Spec("TL-011")
    void stlsBehindUtf8IsRefused(@TempDir Path folder) throws Exception {
        Tls tls = new Tls(TestTls.identity(folder, "EC"));
        Scene.maildrop()
                .with(o -> o.withTls(tls))
                .playsFromTheStart(
                        GREETING
                                + """
                                C: UTF8
                                S: +OK messages are sent as they are
                                C: STLS
                                S: -ERR TLS has to be started before UTF8
                                C: CAPA
                                S: +OK capabilities follow
                                """);
    }
}
