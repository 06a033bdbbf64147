package org.restante.server.pop3;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.restante.server.TestPostOffice;
import org.restante.server.event.Event;
import org.restante.server.login.sasl.Mechanism;
import org.restante.server.login.sasl.MechanismChoice;
import org.restante.server.login.sasl.SaslSettings;
import org.restante.spec.Chunking;
import org.restante.spec.Spec;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;
import java.util.Set;

/** AUTH (RFC 5034) with PLAIN (RFC 4616). */
final class SaslTest {
    private static final String GREETING = "S: +OK mail.example.org POP3 ready\n";
    private static final String ALICE = "AGFsaWNlAHMzY3JldCBwdw==";

    private static String base64(String message) {
        return Base64.getEncoder().encodeToString(message.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    @Spec({"SA-001", "SA-004", "SA-005", "SA-018", "SA-020", "CA-015", "RW-084"})
    void anExchangeLogsInAndCommandsBehindItAreAnswered() throws IOException {
        Scene.octets(120)
                .playsFromTheStart(
                        GREETING
                                + """
                                C: auth plain
                                S: +\\x20
                                C: AGFsaWNlAHMzY3JldCBwdw==
                                S: +OK 1 message (120 octets)
                                C: STAT
                                S: +OK 1 120
                                C: CAPA
                                S: +OK capabilities follow
                                S: TOP
                                S: UIDL
                                S: RESP-CODES
                                S: AUTH-RESP-CODE
                                S: PIPELINING
                                S: USER
                                S: SASL PLAIN
                                S: UTF8 USER
                                S: LANG
                                S: EXPIRE NEVER
                                S: IMPLEMENTATION Restante
                                S: .
                                C: AUTH PLAIN
                                S: -ERR not after login
                                C: AUTH PLAIN AGFsaWNlAHMzY3JldCBwdw==
                                S: -ERR not after login
                                """);
    }

    @Test
    @Spec("SA-007")
    void anInitialResponseNeedsNoContinuation() throws IOException {
        Scene.maildrop()
                .playsFromTheStart(
                        GREETING + "C: AUTH PLAIN " + ALICE + "\nS: +OK 0 messages (0 octets)\n");
        try (TestPostOffice office = Scene.maildrop().open();
                Client client = Client.greeted(office)) {
            office.accounts().put("test", "test");
            assertThat(client.command("AUTH PLAIN dGVzdAB0ZXN0AHRlc3Q="))
                    .isEqualTo("+OK 0 messages (0 octets)");
        }
    }

    @Test
    @Spec({"SA-002", "SA-003", "SA-041", "RW-001"})
    void anUnknownMechanismOrNoneDrawsAnErrorAtOnce() throws IOException {
        Scene.maildrop()
                .playsFromTheStart(
                        GREETING
                                + """
                                C: AUTH X-NONE
                                S: -ERR no such mechanism: CAPA lists them
                                C: AUTH DIGEST-MD5
                                S: -ERR no such mechanism: CAPA lists them
                                C: AUTH GSSAPI AA==
                                S: -ERR no such mechanism: CAPA lists them
                                C: AUTH
                                S: -ERR AUTH needs a mechanism: CAPA lists them
                                C: AUTH\\x20
                                S: -ERR AUTH needs a mechanism: CAPA lists them
                                C: CAPA
                                S: +OK capabilities follow
                                S: TOP
                                """);
    }

    private static Scene scene(Mechanism... mechanisms) {
        return Scene.octets(120)
                .with(o ->
                        o.withSasl(
                                new SaslSettings(
                                        new MechanismChoice.Named(Set.of(mechanisms)),
                                        Optional.empty(),
                                        Optional.empty(),
                                        Set.of())));
    }

    @Test
    @Spec("SA-009")
    void aMechanismInWhichTheServerSpeaksFirstTakesNoInitialResponse() throws IOException {
        scene(Mechanism.CRAM_MD5)
                .playsFromTheStart(
                        GREETING
                                + """
                                C: AUTH CRAM-MD5 dGVzdA==
                                S: -ERR this mechanism takes no initial response
                                C: CAPA
                                S: +OK capabilities follow
                                """);
    }

    @Test
    @Spec("SA-008")
    void anEqualsSignIsAResponseThatIsPresentAndEmpty() throws IOException {
        Scene.maildrop()
                .playsFromTheStart(
                        GREETING
                                + """
                                C: AUTH PLAIN =
                                S: -ERR malformed response
                                C: CAPA
                                S: +OK capabilities follow
                                """);
    }

    @Test
    @Spec({"SA-014", "SA-017"})
    void aStarCancelsAndTheConnectionIsAsBefore() throws IOException {
        Scene.maildrop()
                .playsFromTheStart(
                        GREETING
                                + """
                                C: AUTH PLAIN
                                S: +\\x20
                                C: *
                                S: -ERR cancelled
                                C: AUTH PLAIN AGFsaWNlAHdyb25n
                                S: -ERR [AUTH] wrong name or password
                                C: USER alice
                                S: +OK now the password
                                C: PASS s3cret pw
                                S: +OK 0 messages (0 octets)
                                """);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "=AAA",
                "AAA=BBB",
                "A",
                "dGVzdA",
                "dGVzdB==",
                "",
                "YWxpY2UAcHc=",
                "AGFsaWNlAHB3AA==",
                "AABwdw==",
                "AA A",
                "AGFsaWNlAHMzY3JldCBwdw==\\x20"
            })
    @Spec({"SA-015", "SA-016", "SA-017", "SA-023"})
    void aMalformedResponseDrawsAnErrorAndAuthWorksAgain(String response) throws IOException {
        Scene.maildrop()
                .playsFromTheStart(
                        GREETING
                                + ("C: AUTH PLAIN\nS: +\\x20\nC: " + response)
                                + "\nS: -ERR malformed response\n"
                                + ("C: AUTH PLAIN " + ALICE + "\nS: +OK 0 messages (0 octets)\n"));
    }

    @Test
    @Spec("SA-012")
    void aResponseMayHave8KilobytesButNoMebibyte() throws IOException {
        String name = "n".repeat(248);
        String eight = base64("x".repeat(6144));
        assertThat(eight).hasSize(8192);
        Scene.maildrop()
                .playsFromTheStart(
                        GREETING
                                + ("C: AUTH PLAIN\nS: +\\x20\nC: " + eight)
                                + "\nS: -ERR malformed response\n"
                                + ("C: AUTH PLAIN " + eight + "\nS: -ERR malformed response\n")
                                + ("C: AUTH PLAIN " + base64("\0" + name + "\0" + name))
                                + "\nS: -ERR [AUTH] wrong name or password\n");
        Scene.maildrop()
                .playsFromTheStart(
                        GREETING
                                + ("C: AUTH PLAIN\nS: +\\x20\nC: " + "A".repeat(1 << 20))
                                + """

                                S: -ERR line too long
                                C: CAPA
                                S: +OK capabilities follow
                                """,
                        new Chunking.Lines());
    }

    @Test
    @Spec("SA-023")
    void namesAndPasswordsOf255OctetsLogIn() throws IOException {
        String name = "n".repeat(255);
        String password = "p".repeat(255);
        try (TestPostOffice office = Scene.maildrop().open();
                Client client = Client.greeted(office)) {
            office.accounts().put(name, password);
            assertThat(client.command("AUTH PLAIN " + base64(name + "\0" + name + "\0" + password)))
                    .isEqualTo("+OK 0 messages (0 octets)");
        }
    }

    @Test
    @Spec("SA-024")
    void nobodyMayActForAnother() throws IOException, InterruptedException {
        try (TestPostOffice office = Scene.octets(120).open();
                Client client = Client.greeted(office)) {
            String forBob = base64("bob\0alice\0" + Scene.PASSWORD);
            assertThat(client.command("AUTH PLAIN " + forBob))
                    .isEqualTo("-ERR [AUTH] wrong name or password");
            assertThat(office.await(Event.LoginFailed.class, _ -> true).reason())
                    .isEqualTo("asked to act for another");
            String forAlice = base64("alice\0alice\0" + Scene.PASSWORD);
            assertThat(client.command("AUTH PLAIN " + forAlice))
                    .isEqualTo("+OK 1 message (120 octets)");
        }
    }

    @Test
    @Spec("SA-026")
    void aLineEndInANameReachesNobody() throws IOException, InterruptedException {
        try (TestPostOffice office = Scene.maildrop().open();
                Client client = Client.greeted(office)) {
            for (String message :
                    new String[] {
                        "\0alice\r\nDELE 1\0pw", "\0alice\n\0pw", "\0alice\0p\rw", "\0al\0ice\0pw"
                    }) {
                assertThat(client.command("AUTH PLAIN " + base64(message)))
                        .isEqualTo("-ERR malformed response");
            }
            client.command("QUIT");
            // Had anybody been asked, there were an event of a failed login first.
            office.await(
                    Event.class,
                    event -> {
                        assertThat(event).isNotInstanceOf(Event.LoginFailed.class);
                        return event instanceof Event.PopEnded;
                    });
        }
    }
}
