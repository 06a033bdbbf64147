package org.restante.collect.imap;

import static org.assertj.core.api.Assertions.assertThat;
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
import org.restante.collect.Fixture;
import org.restante.collect.Incoming;
import org.restante.collect.Report;
import org.restante.collect.Report.Failure;
import org.restante.collect.transfer.MailServer;
import org.restante.protocol.Secret;
import org.restante.spec.Spec;
import org.restante.testkit.PostOffice;
import org.restante.testkit.ScriptedServer;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.text.SimpleDateFormat;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** An IMAP server, played; a real one is among the interoperability tests. */
final class ImapDestinationTest {
    private static final String LOGIN =
            """
            S: * OK ready
            C: A0 CAPABILITY
            S: * CAPABILITY IMAP4rev1 AUTH=PLAIN
            S: A0 OK
            C: A1 AUTHENTICATE PLAIN
            S: + go
            C: AG1lAHNlY3JldA==
            S: A1 OK
            C: A2 CAPABILITY
            S: * CAPABILITY IMAP4rev1 LITERAL+
            S: A2 OK
            """;

    /**
     * Without initial responses. {@code user=me^Aauth=Bearer old^A^A}, and the same with {@code
     * new}.
     */
    private static final String XOAUTH2 =
            """
            S: <tls>
            S: * OK ready
            C: A0 CAPABILITY
            S: * CAPABILITY IMAP4rev1 AUTH=PLAIN AUTH=XOAUTH2
            S: A0 OK
            C: A1 AUTHENTICATE XOAUTH2
            S: +
            C: dXNlcj1tZQFhdXRoPUJlYXJlciBvbGQBAQ==
            S: + eyJzdGF0dXMiOiI0MDAifQ==
            C:
            S: A1 NO [AUTHENTICATIONFAILED] old
            C: A2 AUTHENTICATE XOAUTH2
            S: +
            C: dXNlcj1tZQFhdXRoPUJlYXJlciBuZXcBAQ==
            S: A2 OK
            """;

    /** With initial responses; {@code AQ==} is one octet 1. */
    private static final String BEARER =
            """
            S: <tls>
            S: * OK ready
            C: A0 CAPABILITY
            S: * CAPABILITY IMAP4rev1 SASL-IR AUTH=XOAUTH2 AUTH=OAUTHBEARER
            S: A0 OK
            C: A1 AUTHENTICATE OAUTHBEARER ...
            S: + eyJzdGF0dXMiOiJpbnZhbGlkX3Rva2VuIn0=
            C: AQ==
            S: A1 NO old
            C: A2 AUTHENTICATE OAUTHBEARER ...
            S: A2 OK
            """;

    private static final String STATUS =
            """
            C: A3 STATUS INBOX (UIDNEXT UIDVALIDITY)
            S: * STATUS INBOX (UIDNEXT 7 UIDVALIDITY 3)
            S: A3 OK
            """;
    private static final String BODY =
            """
            C: Subject: 1
            C:
            C: From here
            C: .dots
            C: x
            C:
            """;
    private static final String APPEND = "C: A4 APPEND INBOX () ...\n" + BODY;

    @TempDir Path folder;
    private PostOffice office;
    private Fixture desk;
    private ImapDestination.Place place = new ImapDestination.Place("INBOX", List.of());
    private Security security = Security.CLEAR_TEXT;
    private MailServer.Login login = new MailServer.Login.Password("me", new Secret("secret"));

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
                new MailServer.Place.Tcp("localhost", peer.address().getPort()),
                security,
                Trust.authorities(peer.trust().writePem(folder.resolve("peer"))),
                Optional.of(login),
                MailServer.Patience.USUAL);
    }

    private Report run(ScriptedServer peer) throws IOException {
        MailServer server = server(peer);
        return desk.run(REMOVE, () -> new ImapDestination(server, place, folder.resolve("group")));
    }

    private static String logout(int tag) {
        return "C: A%1$d LOGOUT\nS: * BYE\nS: A%1$d OK\n".formatted(tag);
    }

    private void assertDelivered(Report report) {
        assertThat(report.failure()).isEmpty();
        assertThat(report.refused()).isEmpty();
        assertThat(office.messages("alice")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 7, 1000})
    @Spec("CL-006")
    void messagesAreAppendedOctetForOctet(int piece) throws Exception {
        office.deliver("alice", "\nx");
        String second =
                """
                S: A4 OK [APPENDUID 3 7] done
                C: A5 APPEND INBOX () ...
                C:
                C: x
                C:
                S: * 9 EXISTS
                S: A5 OK
                """;
        try (ScriptedServer peer =
                ScriptedServer.startInPieces(piece, LOGIN + STATUS + APPEND + second + logout(6))) {
            assertDelivered(run(peer));
            peer.check();
        }
    }

    @Test
    void aFolderIsMadeAndFlagsAndTheDateOfTheTopmostReceivedAreSet() throws Exception {
        place = new ImapDestination.Place("Alt/\u00e4", List.of("\\Seen", "$Old"));
        office.close();
        office = Fixture.office(0);
        desk = new Fixture(folder, office);
        office.deliver(
                "alice",
                "Received: a; Mon, 5 Jan 2026 10:00:00 +0000 (comment)\nReceived: b; no\n\nx\n");
        desk.now.set(Instant.parse("2026-02-01T00:00:00Z"));
        String date =
                new SimpleDateFormat("dd-MMM-yyyy HH:mm:ss Z", Locale.US)
                        .format(Date.from(Instant.parse("2026-01-05T10:00:00Z")));
        String script =
                """
                C: A3 STATUS Alt/&AOQ- (UIDNEXT UIDVALIDITY)
                S: A3 NO [NONEXISTENT] no
                C: A4 CREATE Alt/&AOQ-
                S: A4 OK
                C: A5 STATUS Alt/&AOQ- (UIDNEXT UIDVALIDITY)
                S: * STATUS Alt/&AOQ- (UIDNEXT 1 UIDVALIDITY 3)
                S: A5 OK
                C: A6 APPEND Alt/&AOQ- (\\\\Seen $Old) "%s" {77+}
                C: Received: a; Mon, 5 Jan 2026 10:00:00 +0000 (comment)
                C: Received: b; no
                C:
                C: x
                C:
                S: A6 OK
                """
                        .formatted(date);
        try (ScriptedServer peer = ScriptedServer.start(LOGIN + script + logout(7))) {
            assertDelivered(run(peer));
            peer.check();
        }
    }

    /** Another collection was faster. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aFolderThatIsThereAfterAllNeedNotBeMade(boolean there) throws Exception {
        String create =
                """
                C: A3 STATUS INBOX (UIDNEXT UIDVALIDITY)
                S: A3 NO no such folder
                C: A4 CREATE INBOX
                S: A4 NO [ALREADYEXISTS] no
                C: A5 STATUS INBOX (UIDNEXT)
                """;
        String goesOn =
                """
                S: * STATUS INBOX (UIDNEXT 7)
                S: A5 OK
                C: A6 STATUS INBOX (UIDNEXT UIDVALIDITY)
                S: * STATUS INBOX (UIDNEXT 7 UIDVALIDITY 3)
                S: A6 OK
                """
                        + APPEND.replace("A4", "A7")
                        + "S: A7 OK\n"
                        + logout(8);
        try (ScriptedServer peer =
                ScriptedServer.start(
                        LOGIN + create + (there ? goesOn : "S: A5 NO no\n" + logout(6)))) {
            Report report = run(peer);
            if (there) {
                assertDelivered(report);
            } else {
                Failure failure = report.failure().orElseThrow();
                assertThat(failure.kind()).isEqualTo(Failure.Kind.CONFIGURATION);
                assertThat(failure.words()).contains("refuses CREATE INBOX: [ALREADYEXISTS] no");
            }
            peer.check();
        }
    }

    /** Such as a Maildir's, which is its path. */
    @Test
    void aNoteOfAnotherKindOfDestinationTellsNothing() throws IOException {
        MailServer nobody =
                MailServer.of(new MailServer.Place.Tcp("localhost", 1), security, Trust.system());
        try (ImapDestination mail = new ImapDestination(nobody, place, folder.resolve("group"))) {
            Incoming message = new Incoming("0".repeat(64), Instant.EPOCH, Optional.empty());
            for (String note : List.of("/home/me/My Mail here", "1 2 a:b", "a=1 2 3")) {
                assertThat(mail.recover(List.of(message), note)).isEmpty();
            }
        }
    }

    @ParameterizedTest
    @CsvSource({
        "NO [OVERQUOTA] full, false",
        "NO [TOOBIG] no, false",
        "BAD what, false",
        "NO [UNAVAILABLE] later, true"
    })
    void whatTheServerRefusesStays(String answer, boolean passing) throws Exception {
        try (ScriptedServer peer =
                ScriptedServer.start(
                        LOGIN + STATUS + APPEND + "S: A4 " + answer + "\n" + logout(5))) {
            Report report = run(peer);
            assertThat(report.failure()).isEmpty();
            assertThat(report.refused())
                    .singleElement()
                    .satisfies(it -> {
                        assertThat(it.refusal().passing()).isEqualTo(passing);
                        assertThat(it.refusal().reason())
                                .contains(answer.substring(answer.indexOf(' ') + 1));
                    });
            assertThat(office.messages("alice")).hasSize(1);
            peer.check();
        }
    }

    /** Neither is it made, nor is what may have arrived in it taken for not there. */
    @Test
    void aFolderThatCannotBeAskedForNowMayBeThere() throws Exception {
        String cut = LOGIN + STATUS + APPEND + "S: <closed>\n";
        String next =
                LOGIN
                        + """
                        C: A3 STATUS INBOX (UIDNEXT)
                        S: A3 NO [UNAVAILABLE] later
                        """
                        + logout(4);
        String empty =
                LOGIN
                        + """
                        C: A3 STATUS INBOX (UIDNEXT UIDVALIDITY)
                        S: A3 NO [INUSE] later
                        """
                        + logout(4);
        try (ScriptedServer peer = ScriptedServer.start(empty, cut, next, next)) {
            for (int run = 0; run < 4; run++) {
                assertThat(run(peer).failure())
                        .as("run %d", run)
                        .map(Failure::kind)
                        .contains(Failure.Kind.TEMPORARY);
            }
            peer.check();
        }
        assertThat(office.messages("alice")).hasSize(1);
    }

    /** Of four messages two came since; the last one has so many octets. */
    private static String listing(int octets) {
        return """
        C: A3 STATUS INBOX (UIDNEXT)
        S: * STATUS INBOX (UIDNEXT 9)
        S: A3 OK
        C: A4 EXAMINE INBOX
        S: * 4 EXISTS
        S: * OK [UIDVALIDITY 3]
        S: * OK [UIDNEXT 9]
        S: A4 OK [READ-ONLY]
        C: A5 FETCH 1:4 (UID RFC822.SIZE)
        S: * 1 FETCH (UID 2 RFC822.SIZE 35)
        S: * 2 FETCH (UID 6 RFC822.SIZE 35)
        S: * 3 FETCH (UID 7 RFC822.SIZE 9000)
        S: * 4 FETCH (UID 8 RFC822.SIZE %d)
        S: A5 OK
        """
                .formatted(octets);
    }

    /** It may be what is looked for: that it cannot be read now does not make it another one. */
    @Test
    void aMessageThatTheFolderDoesNotGiveLeavesTheOneInDoubtInDoubt() throws Exception {
        String next =
                LOGIN
                        + listing(35)
                        + "C: A6 FETCH 4 (BODY.PEEK[]<0.262144>)\nS: A6 NO later\n"
                        + logout(7);
        try (ScriptedServer peer =
                ScriptedServer.start(LOGIN + STATUS + APPEND + "S: <closed>\n", next, next)) {
            for (int run = 0; run < 3; run++) {
                assertThat(run(peer).failure())
                        .as("run %d", run)
                        .map(Failure::kind)
                        .contains(Failure.Kind.TEMPORARY);
            }
            peer.check();
        }
        assertThat(office.messages("alice")).hasSize(1);
    }

    /** The answer is lost: the folder tells, whatever the server made of the line ends. */
    @ParameterizedTest
    @CsvSource({"true, true", "true, false", "false, false"})
    @Spec("CL-025")
    void whatIsInDoubtIsLookedFor(boolean there, boolean other) throws Exception {
        String cut = LOGIN + STATUS + APPEND + "S: <closed>\n";
        String stored = "Subject: 1\\r\\n\\r\\nFrom here\\r\\n.dots\\r\\nx\\r\\n";
        String fetch = listing(there ? 35 : 9000);
        String read =
                there
                        ? "C: A6 FETCH 4 (BODY.PEEK[]<0.262144>)\n"
                                + "S: * 4 FETCH (BODY[]<0> {35}\nS: "
                                + (other ? stored.replace(": 1", ": 2") : stored)
                                + "\\c\nS: )\nS: A6 OK\n"
                        : "";
        int tag = there ? 7 : 6;
        String again =
                "C: A%1$d STATUS INBOX (UIDNEXT UIDVALIDITY)\nS: * STATUS INBOX (UIDNEXT 9 UIDVALIDITY 3)\nS: A%1$d OK\nC: A%2$d APPEND INBOX () ...\n%3$sS: A%2$d OK\n"
                        .formatted(tag, tag + 1, BODY);
        boolean arrived = there && !other;
        String next = LOGIN + fetch + read + (arrived ? logout(tag) : again + logout(tag + 2));
        try (ScriptedServer peer = ScriptedServer.start(cut, next)) {
            Report lost = run(peer);
            assertThat(lost.failure()).map(Failure::kind).contains(Failure.Kind.TEMPORARY);
            assertThat(office.messages("alice")).hasSize(1);
            Report report = run(peer);
            assertDelivered(report);
            assertThat(report.delivered()).isEqualTo(arrived ? 0 : 1);
            peer.check();
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    * BYE busy              | TEMPORARY
                    +OK POP3                | SERVER
                    """)
    void aGreetingThatIsNoneEndsTheRun(String greeting, Failure.Kind kind) throws Exception {
        try (ScriptedServer peer = ScriptedServer.start("S: " + greeting + "\nC: <closed>\n")) {
            assertThat(run(peer).failure()).map(Failure::kind).contains(kind);
        }
    }

    @Test
    void aLoginThatIsRefusedIsTold() throws Exception {
        String login = LOGIN.substring(0, LOGIN.indexOf("S: A1 OK"));
        try (ScriptedServer peer =
                ScriptedServer.start(
                        login + "S: A1 NO [AUTHENTICATIONFAILED] wrong\nC: <closed>\n",
                        login + "S: A1 NO [UNAVAILABLE] later\nC: <closed>\n")) {
            Failure wrong = run(peer).failure().orElseThrow();
            assertThat(wrong.kind()).isEqualTo(Failure.Kind.LOGIN);
            assertThat(wrong.words()).contains("wrong").doesNotContain("secret", "AG1l");
            assertThat(run(peer).failure()).map(Failure::kind).contains(Failure.Kind.TEMPORARY);
        }
    }

    /** The first token is old; behind the news of that comes an empty or a certain answer. */
    @ParameterizedTest
    @ValueSource(strings = {"XOAUTH2", "OAUTHBEARER"})
    void aTokenThatIsRefusedIsFollowedByANewOne(String mechanism) throws Exception {
        security = Security.TLS;
        List<Boolean> asked = new ArrayList<>();
        login =
                new MailServer.Login.Token(
                        "me",
                        another -> {
                            asked.add(another);
                            return new Secret(another ? "new" : "old");
                        });
        boolean bearer = mechanism.equals("OAUTHBEARER");
        try (ScriptedServer peer =
                ScriptedServer.start(
                        (bearer ? BEARER : XOAUTH2)
                                + """
                                C: A3 CAPABILITY
                                S: * CAPABILITY IMAP4rev1 LITERAL+
                                S: A3 OK
                                C: A4 STATUS INBOX (UIDNEXT UIDVALIDITY)
                                S: * STATUS INBOX (UIDNEXT 7 UIDVALIDITY 3)
                                S: A4 OK
                                C: A5 APPEND INBOX () ...
                                """
                                + BODY
                                + "S: A5 OK\n"
                                + logout(6))) {
            assertDelivered(run(peer));
            peer.check();
        }
        assertThat(asked).containsExactly(false, true);
    }

    @Test
    void aTokenGoesNowhereWhereItShouldNot() throws Exception {
        login = new MailServer.Login.Token("me", _ -> new Secret("access-1"));
        String offer = "S: * OK ready\nC: A0 CAPABILITY\nS: * CAPABILITY IMAP4rev1 %s\nS: A0 OK\n";
        try (ScriptedServer peer =
                ScriptedServer.start(
                        offer.formatted("AUTH=XOAUTH2") + "C: <closed>\n",
                        "S: <tls>\n" + offer.formatted("AUTH=PLAIN") + "C: <closed>\n",
                        "S: <tls>\n"
                                + offer.formatted("AUTH=XOAUTH2 SASL-IR")
                                + "C: A1 AUTHENTICATE XOAUTH2 ...\nS: A1 NO [UNAVAILABLE] later\n"
                                + "C: <closed>\n",
                        "S: <tls>\n"
                                + offer.formatted("AUTH=XOAUTH2 SASL-IR")
                                + "C: A1 AUTHENTICATE XOAUTH2 ...\nS: A1 NO wrong\n"
                                + "C: A2 AUTHENTICATE XOAUTH2 ...\nS: A2 NO wrong again\n"
                                + "C: <closed>\n")) {
            assertFailure(peer, Failure.Kind.CONFIGURATION, "within TLS only");
            security = Security.TLS;
            assertFailure(peer, Failure.Kind.LOGIN, "offers no login by a token");
            assertFailure(peer, Failure.Kind.TEMPORARY, "later");
            assertFailure(peer, Failure.Kind.LOGIN, "wrong again");
            peer.check();
        }
    }

    private void assertFailure(ScriptedServer peer, Failure.Kind kind, String words)
            throws IOException {
        Failure failure = run(peer).failure().orElseThrow();
        assertThat(failure.kind()).as(failure.words()).isEqualTo(kind);
        assertThat(failure.words()).contains(words).doesNotContain("access-1", "dXNlcj1tZ");
    }

    @Test
    void aServerCannotHaveThisSideMakeRoomForAnything() throws Exception {
        try (ScriptedServer peer =
                ScriptedServer.start(
                        "S: * OK ready\nC: A0 CAPABILITY\nS: * CAPABILITY {2000000000}\nC: <closed>\n",
                        "S: * OK ready\nC: A0 CAPABILITY\nS: * "
                                + "x".repeat(5_000_000)
                                + "\nC: <closed>\n")) {
            for (String words : List.of("announces a string of 2000000000", "more than is")) {
                Failure failure = run(peer).failure().orElseThrow();
                assertThat(failure.kind()).isEqualTo(Failure.Kind.SERVER);
                assertThat(failure.words()).contains(words);
            }
        }
    }

    /** What looks like a size and is none, and what stands partly in a string and is one. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "{13}\\n{2000000000}",
                "{14\\r}\\r\\n{2000000000}",
                "{14}\\r\\r\\n{2000000000}",
                "{14}}\\r\\n{2000000000}",
                "{12}\\r\\nx{2000000000}",
                "{13}\\r\\nx{2000000000}"
            })
    void noSizeIsHiddenFromTheLookForLargeOnes(String hidden) throws Exception {
        try (ScriptedServer peer =
                ScriptedServer.start(
                        "S: * OK ready\nC: A0 CAPABILITY\nS: * X " + hidden + "\nC: <closed>\n")) {
            Failure failure = run(peer).failure().orElseThrow();
            assertThat(failure.kind()).isEqualTo(Failure.Kind.SERVER);
            assertThat(failure.words()).contains("announces a string of 2000000000");
        }
    }

    @Test
    void aMessageIsLikeItselfWhateverLineEndsItGets() {
        assertThat(print("a\r\nb\r\n\r\nc\0")).isEqualTo(print("a\nb\n\nc\u0080\r\n"));
        assertThat(print("a\rb")).isEqualTo(print("a\r\nb"));
        assertThat(print("ab")).isNotEqualTo(print("a\nb"));
        Likeness likeness = new Likeness();
        likeness.write("a\nb\n".getBytes(StandardCharsets.ISO_8859_1), 0, 4);
        assertThat(List.of(4L, 6L)).allMatch(likeness::isPossible);
        assertThat(List.of(1L, 9L)).noneMatch(likeness::isPossible);
    }

    private static String print(String octets) {
        Likeness likeness = new Likeness();
        byte[] all = octets.getBytes(StandardCharsets.ISO_8859_1);
        likeness.write(all, 0, all.length);
        return likeness.print();
    }
}
