package org.restante.collect.transfer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.restante.collect.Fixture.REMOVE;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.restante.client.Security;
import org.restante.client.Trust;
import org.restante.collect.Collector;
import org.restante.collect.Fixture;
import org.restante.collect.Report;
import org.restante.collect.Report.Failure;
import org.restante.collect.UnavailableException;
import org.restante.collect.tokens.AccountTokens;
import org.restante.collect.tokens.AuthorizationServer;
import org.restante.collect.tokens.MailProtocol;
import org.restante.collect.tokens.OauthClient;
import org.restante.collect.tokens.TokenFolder;
import org.restante.collect.transfer.MailServer.Patience;
import org.restante.collect.transfer.MailServer.Place;
import org.restante.collect.transfer.TransferDestination.Envelope;
import org.restante.protocol.Secret;
import org.restante.spec.Spec;
import org.restante.testkit.CertificateKind;
import org.restante.testkit.Mail;
import org.restante.testkit.PostOffice;
import org.restante.testkit.ScriptedServer;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** Servers that take mail, or part of it, or none: played octet by octet. */
final class TransferDestinationTest {
    private static final String OPEN =
            """
            S: 220 mx.test
            C: EHLO me.test
            S: 250 mx.test
            """;
    private static final String PIPELINING =
            """
            S: 220 mx.test
            C: EHLO me.test
            S: 250-mx.test
            S: 250 PIPELINING
            """;
    private static final String LMTP =
            """
            S: 220 mx.test
            C: LHLO me.test
            S: 250-mx.test
            S: 250 PIPELINING
            """;
    private static final String BODY =
            """
            C: Subject: 1
            C:
            C: From here
            C: ..dots
            C: x
            C: .
            """;
    private static final String ENVELOPE =
            """
            C: MAIL FROM:<>
            S: 250 ok
            C: RCPT TO:<alice>
            S: 250 ok
            C: DATA
            S: 354 go
            """;
    private static final String QUIT =
            """
            C: QUIT
            S: 221 bye
            """;

    @TempDir Path folder;
    private PostOffice office;
    private Fixture desk;
    private Protocol protocol = Protocol.SMTP;
    private Security security = Security.CLEAR_TEXT;
    private Optional<MailServer.Login> login = Optional.empty();
    private Patience patience = Patience.USUAL;

    @BeforeEach
    void start() throws IOException {
        office = Fixture.office(1);
        desk = new Fixture(folder, office);
    }

    @AfterEach
    void stop() {
        office.close();
    }

    private MailServer server(ScriptedServer peer) throws IOException {
        return new MailServer(
                new Place.Tcp("localhost", peer.address().getPort()),
                security,
                Trust.authorities(peer.trust().writePem(folder.resolve("peer"))),
                login,
                patience);
    }

    private Collector.Opening to(ScriptedServer peer, String... recipients) throws IOException {
        MailServer server = server(peer);
        return () ->
                new TransferDestination(
                        server,
                        protocol,
                        new Envelope("me.test", "", List.of(recipients)),
                        folder.resolve("group"),
                        folder.resolve("partly"),
                        desk.now::get);
    }

    private Report run(ScriptedServer peer, String... recipients) throws IOException {
        return desk.run(REMOVE, to(peer, recipients));
    }

    private static String script(String... parts) {
        return String.join("", parts);
    }

    private void assertDelivered(Report report) {
        assertThat(report.failure()).isEmpty();
        assertThat(report.refused()).isEmpty();
        assertThat(office.messages("alice")).isEmpty();
        assertThat(folder.resolve("group")).doesNotExist();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 7, 1000})
    @Spec({"CL-039", "CL-040", "CL-041"})
    void aMessageIsHandedOverWithItsDotsStuffedAndTheNullPath(int piece) throws Exception {
        office.deliver("alice", "\n.\n");
        String second =
                """
                C: MAIL FROM:<>
                S: 250-ok
                S: 250
                C: RCPT TO:<alice>
                S: 251 will forward
                C: DATA
                S: 354
                C:
                C: ..
                C: .
                S: 250 2.0.0 queued
                """;
        try (ScriptedServer peer =
                ScriptedServer.startInPieces(
                        piece, script(OPEN, ENVELOPE, BODY, "S: 250 ok\n", second, QUIT))) {
            assertDelivered(run(peer, "alice"));
            peer.check();
        }
    }

    @Test
    void withinTlsAfterALoginEverythingThatIsOfferedIsUsed() throws Exception {
        security = Security.STLS;
        login = Optional.of(new MailServer.Login.Password("me", new Secret("secret")));
        office.messages("alice").getFirst();
        office.deliver("alice", Mail.of("\n\u00e4\n"));
        String script =
                script(
                        OPEN.replace("250 mx.test", "250-mx.test\nS: 250 STARTTLS"),
                        """
                        C: STARTTLS
                        S: 220 go
                        S: <tls>
                        C: EHLO me.test
                        S: 250-mx.test
                        S: 250-SIZE 1000
                        S: 250-8bitmime
                        S: 250-AUTH LOGIN plain
                        S: 250-SMTPUTF8
                        S: 250 PIPELINING
                        C: AUTH PLAIN AG1lAHNlY3JldA==
                        S: 235 ok
                        C: MAIL FROM:<> SIZE=35 SMTPUTF8
                        C: RCPT TO:<älice@example.org>
                        C: RCPT TO:<bob>
                        S: 250 ok
                        S: 250 ok
                        S: 250 ok
                        C: DATA
                        S: 354 go
                        """,
                        BODY,
                        """
                        S: 250 ok
                        C: MAIL FROM:<> SIZE=6 BODY=8BITMIME SMTPUTF8
                        C: RCPT TO:<älice@example.org>
                        C: RCPT TO:<bob>
                        S: 250 ok
                        S: 250 ok
                        S: 250 ok
                        C: DATA
                        S: 354 go
                        C:
                        C: ä
                        C: .
                        S: 250 ok
                        """,
                        QUIT);
        try (ScriptedServer peer = ScriptedServer.start(script)) {
            assertDelivered(run(peer, "älice@example.org", "bob"));
            peer.check();
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    MAIL FROM:<>       | 451 later     | true
                    MAIL FROM:<>       | 550 no        | false
                    RCPT TO:<alice>    | 450 busy      | true
                    RCPT TO:<alice>    | 550 unknown   | false
                    DATA               | 452 full      | true
                    DATA               | 554 no        | false
                    .                  | 452 full      | true
                    .                  | 554 spam      | false
                    """)
    @Spec("CL-041")
    void whatTheServerRefusesStaysAndWaitsIfItDidSoForGood(
            String at, String answer, boolean passing) throws Exception {
        String all = ENVELOPE + BODY + "S: 250 ok\n";
        int command = all.indexOf("C: " + at + "\n");
        String script =
                script(
                        OPEN,
                        all.substring(0, command),
                        "C: " + at + "\nS: " + answer + "\nC: RSET\nS: 250 ok\n",
                        QUIT);
        String whole = script(OPEN, ENVELOPE, BODY, "S: 250 ok\n", QUIT);
        try (ScriptedServer peer = ScriptedServer.start(script, whole)) {
            Report report = run(peer, "alice");
            assertThat(report.failure()).isEmpty();
            assertThat(report.refused())
                    .singleElement()
                    .satisfies(it -> {
                        assertThat(it.refusal().passing()).isEqualTo(passing);
                        assertThat(it.refusal().reason()).contains("alice: " + answer);
                    });
            assertThat(office.messages("alice")).hasSize(1);
            if (!passing) {
                assertThat(run(peer, "alice").waiting()).isEqualTo(1);
                desk.pass(Duration.ofHours(1));
            }
            assertDelivered(run(peer, "alice"));
            peer.check();
        }
    }

    /** All that is to be known is known then: it is a refusal, and the next message goes on. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                OPEN + ENVELOPE + BODY + "S: 554 no\nS: <closed>\n",
                OPEN + ENVELOPE + BODY + "S: 554 no\nC: RSET\nS: 421 bye\nS: <closed>\n",
                OPEN + "C: MAIL FROM:<>\nS: 250 ok\nC: RCPT TO:<alice>\nS: 554 no\nS: <closed>\n",
                PIPELINING + "C: MAIL FROM:<>\nC: RCPT TO:<alice>\nS: 554 no\nS: <closed>\n"
            })
    @Spec("CL-041")
    void aServerThatHangsUpBehindARefusalHasRefused(String refused) throws Exception {
        office.deliver("alice", "\nx");
        String second = script(OPEN, ENVELOPE, "C:\nC: x\nC: .\nS: 250 ok\n", QUIT);
        try (ScriptedServer peer = ScriptedServer.start(refused, second)) {
            Report report = run(peer, "alice");
            assertThat(report.failure()).isEmpty();
            assertThat(report.delivered()).isEqualTo(1);
            assertThat(report.refused())
                    .singleElement()
                    .satisfies(it -> assertThat(it.refusal().reason()).contains("alice: 554 no"));
            assertThat(office.messages("alice")).hasSize(1);
            peer.check();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "C: RCPT TO:<b>\nS: 554 no\nS: <closed>\n",
                "C: RCPT TO:<b>\nS: 554 no\nC: RCPT TO:<c>\nS: 250 ok\nC: DATA\nS: <closed>\n"
            })
    @Spec("CL-041")
    void whoWasNotAnsweredBehindARefusalWaits(String behind) throws Exception {
        String first = OPEN + "C: MAIL FROM:<>\nS: 250 ok\n" + behind;
        try (ScriptedServer peer = ScriptedServer.start(first)) {
            Report report = run(peer, "b", "c");
            assertThat(report.failure()).isEmpty();
            assertThat(report.refused())
                    .singleElement()
                    .satisfies(it -> {
                        assertThat(it.refusal().passing()).isTrue();
                        assertThat(it.refusal().reason()).contains("b: 554 no").contains("c: 421");
                    });
            assertThat(office.messages("alice")).hasSize(1);
            peer.check();
        }
    }

    /** Such as the one to RCPT, of a server that once gave one too many. */
    @Test
    @Spec("CL-041")
    void anAnswerToSomethingElseIsNotTakenForAPromise() throws Exception {
        String out = ENVELOPE.replace("S: 354 go\n", "S: 250 ok\nC: <closed>\n");
        try (ScriptedServer peer = ScriptedServer.start(script(OPEN, out))) {
            Failure failure = run(peer, "alice").failure().orElseThrow();
            assertThat(failure.kind()).isEqualTo(Failure.Kind.SERVER);
            assertThat(failure.words()).contains("answers DATA with 250 ok");
            assertThat(office.messages("alice")).hasSize(1);
        }
    }

    /** Before the last answer nobody knows: the message stays, and comes again. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "S: 220 mx.test\n",
                "C: EHLO me.test\n",
                "C: MAIL FROM:<>\n",
                "C: RCPT TO:<alice>\n",
                "C: DATA\n",
                "S: 354 go\n",
                "C: .\n"
            })
    void aCutEndsTheRunAndTheMessageComesAgain(String after) throws Exception {
        String all = script(OPEN, ENVELOPE, BODY);
        String cut = all.substring(0, all.indexOf(after) + after.length()) + "S: <closed>\n";
        String closing = cut.replace("S: <closed>\n", "S: 421 shutting down\nS: <closed>\n");
        String whole = script(all, "S: 250 ok\n", QUIT);
        boolean said = !after.startsWith("S:");
        try (ScriptedServer peer =
                said
                        ? ScriptedServer.start(cut, closing, whole)
                        : ScriptedServer.start(cut, whole)) {
            for (int i = 0; i < (said ? 2 : 1); i++) {
                Report report = run(peer, "alice");
                assertThat(report.failure()).map(Failure::kind).contains(Failure.Kind.TEMPORARY);
                assertThat(report.delivered()).isZero();
                assertThat(office.messages("alice")).hasSize(1);
            }
            assertDelivered(run(peer, "alice"));
            peer.check();
        }
    }

    @Test
    void nobodyWaitsForEver() throws Exception {
        patience =
                new Patience(
                        Duration.ofSeconds(20),
                        Duration.ofMillis(200),
                        Duration.ofSeconds(20),
                        Duration.ofMillis(200));
        try (ScriptedServer peer =
                ScriptedServer.start(
                        "S: <stall>\n", script(OPEN, ENVELOPE, BODY, "S: <stall>\n"))) {
            for (int i = 0; i < 2; i++) {
                assertThat(run(peer, "alice").failure())
                        .hasValueSatisfying(it -> {
                            assertThat(it.kind()).isEqualTo(Failure.Kind.TEMPORARY);
                            assertThat(it.words()).contains("in time");
                        });
            }
        }
    }

    @Test
    void whatIsNoReplyEndsTheSession() throws Exception {
        String endless = "S: 250-x\n".repeat(12_000);
        List<String> hostile =
                List.of(
                        "S: hello\n",
                        "S: 220 " + "x".repeat(5000) + "\n",
                        "S: 999 x\n",
                        "S: 220-a\nS: 250 b\n",
                        "S: 554 go away\n",
                        "S: 220 x\nC: EHLO me.test\n" + endless);
        String scripts =
                hostile.stream().map(it -> it + "C: <closed>\n").collect(Collectors.joining("#"));
        try (ScriptedServer peer = ScriptedServer.start(scripts.split("#"))) {
            for (String each : hostile) {
                assertThat(run(peer, "alice").failure())
                        .as(each.substring(0, Math.min(each.length(), 20)))
                        .hasValueSatisfying(it ->
                                assertThat(it.kind())
                                        .as(it.words())
                                        .isEqualTo(Failure.Kind.SERVER));
            }
        }
        assertThat(office.messages("alice")).hasSize(1);
    }

    /** No password and no mail goes out when TLS does not come as it was asked for. */
    @Test
    void thereIsNoSilentDowngrade() throws Exception {
        security = Security.STLS;
        login = Optional.of(new MailServer.Login.Password("me", new Secret("secret")));
        String offered = OPEN.replace("250 mx.test", "250-mx.test\nS: 250 STARTTLS");
        try (ScriptedServer peer =
                ScriptedServer.start(
                        OPEN + "C: <closed>\n",
                        offered + "C: STARTTLS\nS: 454 not now\nC: <closed>\n",
                        offered + "C: STARTTLS\nS: 220 go\\r\\n250 injected\nC: <closed>\n")) {
            assertThat(run(peer, "alice").failure())
                    .contains(
                            new Failure(
                                    Failure.Kind.SERVER,
                                    "cannot be stored: localhost:"
                                            + peer.address().getPort()
                                            + " offers no STARTTLS"));
            assertThat(run(peer, "alice").failure())
                    .map(Failure::kind)
                    .contains(Failure.Kind.TEMPORARY);
            assertThat(run(peer, "alice").failure().orElseThrow().words()).contains("between");
            peer.check();
        }
        security = Security.TLS;
        // Its script fails where the client goes away, as it must.
        ScriptedServer other = ScriptedServer.start(1000, CertificateKind.OTHER_NAME, "S: <tls>\n");
        assertThat(run(other, "alice").failure()).map(Failure::kind).contains(Failure.Kind.SERVER);
        assertThatThrownBy(other::close).isInstanceOf(AssertionError.class);
        assertThat(office.messages("alice")).hasSize(1);
    }

    @ParameterizedTest
    @CsvSource({
        "334 VXNlcm5hbWU6, 334 UGFzc3dvcmQ6, 235 ok, ",
        "334, 334 x, 535 no, LOGIN",
        "334, 454 later, , TEMPORARY",
        "504 not here, , , LOGIN",
        "235 already, , , LOGIN"
    })
    void whereThereIsOnlyAuthLoginItIsSpoken(
            String first, String second, String third, Failure.Kind kind) throws Exception {
        security = Security.TLS;
        login = Optional.of(new MailServer.Login.Password("me", new Secret("secret")));
        StringBuilder exchange = new StringBuilder("C: AUTH LOGIN\nS: " + first + "\n");
        if (second != null) {
            exchange.append("C: bWU=\nS: ").append(second).append('\n');
        }
        if (third != null) {
            exchange.append("C: c2VjcmV0\nS: ").append(third).append('\n');
        }
        assertLogin("CRAM-MD5 login", exchange.toString(), kind, "AUTH LOGIN", "secret", "c2Vj");
    }

    /** Within TLS; no kind: it succeeds. */
    private void assertLogin(
            String offer, String exchange, Failure.Kind kind, String refused, String... secrets)
            throws Exception {
        String script =
                script(
                        "S: <tls>\n",
                        OPEN.replace("250 mx.test", "250-mx.test\nS: 250 AUTH " + offer),
                        exchange,
                        kind == null ? "C: QUIT\nS: 221 bye\n" : "C: <closed>\n");
        try (ScriptedServer peer = ScriptedServer.start(script)) {
            if (kind == null) {
                TransferDestination.look(server(peer), Protocol.SMTP, "me.test");
            } else {
                assertThat(run(peer, "alice").failure())
                        .hasValueSatisfying(it -> {
                            assertThat(it.kind()).isEqualTo(kind);
                            assertThat(it.words())
                                    .contains("refuses " + refused)
                                    .doesNotContain(secrets);
                        });
            }
            peer.check();
        }
    }

    @ParameterizedTest
    @CsvSource({
        "AUTH PLAIN, 535 no, LOGIN",
        "AUTH PLAIN, 454 later, TEMPORARY",
        "AUTH CRAM-MD5, , LOGIN",
        "SIZE, , LOGIN"
    })
    void aLoginThatIsRefusedIsNoMessagesFault(String offer, String answer, Failure.Kind kind)
            throws Exception {
        security = Security.TLS;
        login = Optional.of(new MailServer.Login.Password("me", new Secret("secret")));
        String script =
                script(
                        "S: <tls>\n",
                        OPEN.replace("250 mx.test", "250-mx.test\nS: 250 " + offer),
                        answer == null ? "" : "C: AUTH PLAIN ...\nS: " + answer + "\n",
                        "C: <closed>\n");
        try (ScriptedServer peer = ScriptedServer.start(script, script)) {
            assertThat(run(peer, "alice").failure())
                    .hasValueSatisfying(it -> {
                        assertThat(it.kind()).isEqualTo(kind);
                        assertThat(it.words()).doesNotContain("secret", "AG1l");
                    });
            assertThatIOException()
                    .isThrownBy(
                            () -> TransferDestination.look(server(peer), Protocol.SMTP, "me.test"));
        }
    }

    /** RFC 7628 §3.2.3, and what XOAUTH2 has in its place; {@code AQ==} is one octet 1. */
    @ParameterizedTest
    @CsvSource({
        "XOAUTH2, 334 e30=, '', 235 ok, ",
        "OAUTHBEARER XOAUTH2, 334 e30=, AQ==, 235 ok, ",
        "XOAUTH2, 535 old, , 235 ok, ",
        "XOAUTH2, 535 old, , 535 no, LOGIN",
        "XOAUTH2, 454 later, , , TEMPORARY"
    })
    void aTokenThatIsRefusedIsFollowedByANewOne(
            String offer, String first, String answer, String second, Failure.Kind kind)
            throws Exception {
        security = Security.TLS;
        login = Optional.of(new MailServer.Login.Token("me", it -> new Secret("access-" + it)));
        String mechanism = offer.replaceAll(" .*", "");
        StringBuilder exchange = new StringBuilder("C: AUTH " + mechanism + " ...\nS: " + first);
        if (answer != null) {
            exchange.append("\nC: ").append(answer).append("\nS: 535 old");
        }
        if (second != null) {
            exchange.append("\nC: AUTH ").append(mechanism).append(" ...\nS: ").append(second);
        }
        assertLogin("PLAIN " + offer, exchange + "\n", kind, "AUTH XOAUTH2", "access", "dXNl");
    }

    /** It is not the disk's failure, either. */
    @Test
    void whereThereIsNoTokenSomebodyHasToLogInOrTheNextRunTries() throws Exception {
        security = Security.TLS;
        AccountTokens nobody =
                new AccountTokens(
                        "me",
                        "restante collect login me",
                        new AuthorizationServer(
                                "google",
                                new OauthClient("client", Optional::empty),
                                MailProtocol.SMTP,
                                List.of(),
                                desk.now::get,
                                new SecureRandom()),
                        AccountTokens.Grant.PERSON,
                        new TokenFolder(
                                folder.resolve("oauth"),
                                folder.resolve("oauth/key"),
                                new SecureRandom(),
                                _ -> {}),
                        desk.now::get);
        String script =
                script(
                        "S: <tls>\n",
                        OPEN.replace("250 mx.test", "250-mx.test\nS: 250 AUTH XOAUTH2"),
                        "C: <closed>\n");
        try (ScriptedServer peer = ScriptedServer.start(script, script)) {
            login =
                    Optional.of(
                            new MailServer.Login.Token("me", nobody.credentials("me").tokens()));
            Failure wanted = run(peer, "alice").failure().orElseThrow();
            assertThat(wanted.kind()).as(wanted.words()).isEqualTo(Failure.Kind.LOGIN);
            assertThat(wanted.words()).contains("log in with: restante collect login me");
            login =
                    Optional.of(
                            new MailServer.Login.Token(
                                    "me",
                                    _ -> {
                                        throw new IOException("the way there is closed");
                                    }));
            Failure passing = run(peer, "alice").failure().orElseThrow();
            assertThat(passing.kind()).as(passing.words()).isEqualTo(Failure.Kind.TEMPORARY);
            assertThat(passing.words()).contains("the way there is closed");
            peer.check();
        }
    }

    @Test
    void aServerThatWantsALoginFirstIsNoReasonToPutOffMail() throws Exception {
        try (ScriptedServer peer =
                ScriptedServer.start(
                        OPEN + "C: MAIL FROM:<>\nS: 530 authenticate\nC: <closed>\n")) {
            assertThat(run(peer, "alice").failure())
                    .map(Failure::kind)
                    .contains(Failure.Kind.LOGIN);
        }
    }

    @Test
    void whatIsLargerThanTheServerTakesIsNotSent() throws Exception {
        try (ScriptedServer peer =
                ScriptedServer.start(
                        script(OPEN.replace("250 mx.test", "250-mx.test\nS: 250 SIZE 34"), QUIT))) {
            assertThat(run(peer, "alice").refused())
                    .singleElement()
                    .satisfies(it ->
                            assertThat(it.refusal().reason())
                                    .contains("35 octets, and the server takes 34"));
            peer.check();
        }
    }

    @Test
    @Spec("CL-042")
    void whatGoesInCirclesIsStopped() throws Exception {
        office.faults().clear();
        office.deliver("alice", "Received: x\n".repeat(100) + "\n");
        try (ScriptedServer peer =
                ScriptedServer.start(script(OPEN, ENVELOPE, BODY, "S: 250 ok\n", QUIT))) {
            Report report = run(peer, "alice");
            assertThat(report.delivered()).isEqualTo(1);
            assertThat(report.refused())
                    .singleElement()
                    .satisfies(it -> assertThat(it.refusal().reason()).contains("circles"));
            peer.check();
        }
    }

    /** Whoever has a message does not get it again because somebody else refused it. */
    @Test
    @Spec({"CL-041", "RW-089", "LM-017"})
    void ofSeveralRecipientsEachGetsItOnce() throws Exception {
        protocol = Protocol.LMTP;
        String first =
                script(
                        LMTP,
                        """
                        C: MAIL FROM:<>
                        C: RCPT TO:<a>
                        C: RCPT TO:<b>
                        C: RCPT TO:<c>
                        C: RCPT TO:<d>
                        S: 250 ok
                        S: 250 ok
                        S: 250 ok
                        S: 450 busy
                        S: 250 ok
                        C: DATA
                        S: 354 go
                        """,
                        BODY,
                        """
                        S: 250 ok
                        S: 452 full
                        S: 250 ok
                        C: RSET
                        S: 250 ok
                        """,
                        QUIT);
        // The second answer does not come: b has it, of c nobody knows.
        String second =
                script(
                        LMTP,
                        """
                        C: MAIL FROM:<>
                        C: RCPT TO:<b>
                        C: RCPT TO:<c>
                        S: 250 ok
                        S: 250 ok
                        S: 250 ok
                        C: DATA
                        S: 354 go
                        """,
                        BODY,
                        "S: 250 ok\nS: <closed>\n");
        String third =
                script(
                        LMTP,
                        """
                        C: MAIL FROM:<>
                        C: RCPT TO:<c>
                        S: 250 ok
                        S: 250 ok
                        C: DATA
                        S: 354 go
                        """,
                        BODY,
                        "S: 250 ok\n",
                        QUIT);
        try (ScriptedServer peer = ScriptedServer.start(first, second, third)) {
            Report report = run(peer, "a", "b", "c", "d");
            assertThat(report.refused())
                    .singleElement()
                    .satisfies(it -> {
                        assertThat(it.refusal().passing()).isTrue();
                        assertThat(it.refusal().reason())
                                .contains("b: 452 full")
                                .contains("c: 450 busy");
                    });
            assertThat(run(peer, "a", "b", "c", "d").failure()).isPresent();
            assertThat(office.messages("alice")).hasSize(1);
            assertDelivered(run(peer, "a", "b", "c", "d"));
            peer.check();
        }
    }

    /** It closed while the next message came; that one is not in doubt. */
    @Test
    void aSessionThatEndedMeanwhileIsBegunAgain() throws Exception {
        office.deliver("alice", Fixture.text(1));
        String whole = script(OPEN, ENVELOPE, BODY, "S: 250 ok\n");
        try (ScriptedServer peer =
                ScriptedServer.start(
                        whole + "C: MAIL FROM:<>\nS: 421 idle\nS: <closed>\n",
                        script(whole, QUIT))) {
            assertDelivered(run(peer, "alice"));
            peer.check();
        }
    }

    @Test
    void addressesThatNeedMoreThanTheServerHasAreAMistakeOfTheConfiguration() throws Exception {
        try (ScriptedServer peer = ScriptedServer.start(OPEN + "C: <closed>\n")) {
            assertThat(run(peer, "älice").failure())
                    .map(Failure::kind)
                    .contains(Failure.Kind.CONFIGURATION);
        }
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Envelope("me", "", List.of("a>\r\nRSET")));
        assertThatIllegalArgumentException().isThrownBy(() -> new Envelope("me", "", List.of()));
    }

    /** Its queue is full: the system would wait for ever. */
    @Test
    void aSocketWhoseServerTakesNoConnectionsIsNotWaitedForForEver() throws Exception {
        Path socket = folder.resolve("full.sock");
        UnixDomainSocketAddress address = UnixDomainSocketAddress.of(socket);
        List<SocketChannel> queue = new ArrayList<>();
        try (ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            server.bind(address, 1);
            // So many the system takes.
            for (int i = 0; i < 2; i++) {
                queue.add(SocketChannel.open(address));
            }
            MailServer full =
                    new MailServer(
                            new Place.Unix(socket),
                            Security.CLEAR_TEXT,
                            Trust.system(),
                            Optional.empty(),
                            new Patience(
                                    Duration.ofMillis(100),
                                    Duration.ofSeconds(20),
                                    Duration.ofSeconds(20),
                                    Duration.ofSeconds(20)));
            assertThatExceptionOfType(UnavailableException.class)
                    .isThrownBy(() -> TransferDestination.look(full, Protocol.LMTP, "me"))
                    .withMessageContaining("in time")
                    .satisfies(it -> assertThat(it.kind()).isEqualTo(Failure.Kind.TEMPORARY));
        } finally {
            for (SocketChannel each : queue) {
                each.close();
            }
        }
    }

    @Test
    void whereNobodyListensTheRunEnds() throws Exception {
        Collector.Opening nowhere;
        try (ScriptedServer peer = ScriptedServer.start("S: 220 x\n")) {
            nowhere = to(peer, "alice");
        }
        assertThat(desk.run(REMOVE, nowhere).failure())
                .map(Failure::kind)
                .contains(Failure.Kind.TEMPORARY);
        Place gone = new Place.Unix(folder.resolve("no.sock"));
        assertThatIOException()
                .isThrownBy(() ->
                        TransferDestination.look(
                                MailServer.of(gone, Security.CLEAR_TEXT, Trust.system()),
                                Protocol.LMTP,
                                "me"))
                .withMessageContaining("no.sock");
    }
}
