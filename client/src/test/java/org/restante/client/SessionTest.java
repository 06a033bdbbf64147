package org.restante.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.restante.protocol.MessageNumber;
import org.restante.protocol.pop3.ResponseCode;
import org.restante.spec.Spec;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What is said to a server, and what becomes of its answers. */
final class SessionTest {
    private static final String LOGIN =
            """
            S: +OK ready
            C: CAPA
            S: +OK
            S: USER
            S: UIDL
            S: .
            C: USER alice
            S: +OK
            C: PASS secret
            S: +OK
            C: CAPA
            S: +OK
            S: UIDL
            S: .
            """;

    private static final String PIPELINED = LOGIN.replace("S: UIDL", "S: PIPELINING");

    private static final MessageNumber ONE = new MessageNumber(1);

    private interface Use {
        void run(RemoteMaildrop maildrop) throws Exception;
    }

    private static void loggedIn(String script, Use use) throws Exception {
        play(LOGIN + script, use);
    }

    private static void play(String script, Use use) throws Exception {
        Scripts.play(
                script,
                server -> {
                    try (Pop3Client client = Pop3Client.connect(server)) {
                        use.run(client.login(new Credentials.Password("alice", "secret")));
                    }
                });
    }

    private static String text(InputStream octets) throws IOException {
        try (octets) {
            return new String(octets.readAllBytes(), StandardCharsets.ISO_8859_1);
        }
    }

    @Test
    @Spec({"CL-012", "CL-006", "CL-002", "CL-003"})
    void aMessageIsReadMarkedAndRemoved() throws Exception {
        loggedIn(
                """
                C: RETR 1
                S: +OK 120 octets
                S: From: bob
                S:
                S: ..
                S: ...
                S: ..x
                S: \\xFF\\0 bare \\r and \\n and
                S: .
                C: NOOP
                S: +OK
                C: DELE 1
                S: +OK
                C: QUIT
                S: +OK
                """,
                maildrop -> {
                    assertThat(text(maildrop.retrieve(ONE)))
                            .isEqualTo(
                                    "From: bob\r\n\r\n.\r\n..\r\n.x\r\n\u00FF\0 bare \r and \n and\r\n");
                    maildrop.mark(ONE);
                    maildrop.quit();
                });
    }

    @Test
    @Spec({"P3-009", "P3-010"})
    void theIndicatorAloneDecides() throws Exception {
        play(
                """
                S: +OK
                C: CAPA
                S: -ERR
                C: USER alice
                S: +OK
                C: PASS secret
                S: +OK
                C: DELE 1
                S: +OK error, not really
                C: DELE 2
                S: -ERR OK, done
                C: RSET
                S: +OK
                C: RETR 1
                S: +OK
                S: text
                S: .
                C: NOOP
                S: +OK -ERR
                C: QUIT
                S: +OK
                """,
                maildrop -> {
                    maildrop.mark(ONE);
                    assertThatThrownBy(() -> maildrop.mark(new MessageNumber(2)))
                            .isInstanceOf(CommandFailedException.class);
                    maildrop.unmarkAll();
                    assertThat(text(maildrop.retrieve(ONE))).isEqualTo("text\r\n");
                    maildrop.quit();
                });
    }

    /** Neither what it does not know nor what the server calls itself changes what it says. */
    @ParameterizedTest
    @ValueSource(strings = {"X-FOO 1", "IMPLEMENTATION Old-Server-1.0", "uidl extra\nS: x-foo"})
    @Spec({"CA-006", "CA-031"})
    void whatIsNotKnownOfAServerIsPassedBy(String capability) throws Exception {
        play(
                """
                S: +OK
                C: CAPA
                S: +OK
                S: USER
                S: %1$s
                S: .
                C: USER alice
                S: +OK
                C: PASS secret
                S: +OK
                C: CAPA
                S: +OK
                S: USER
                S: %1$s
                S: .
                C: UIDL
                S: +OK
                S: 1 a
                S: .
                C: LIST
                S: +OK
                S: 1 6
                S: .
                C: DELE 1
                S: +OK
                C: QUIT
                S: +OK
                """
                        .formatted(capability),
                maildrop -> {
                    assertThat(maildrop.listing().messages()).hasSize(1);
                    maildrop.mark(ONE);
                    maildrop.quit();
                });
    }

    @Test
    @Spec("CL-004")
    void onlyCrlfFullStopCrlfEndsAMessage() throws Exception {
        loggedIn(
                """
                C: RETR 1
                S: +OK
                S: a\\n.\\nb\\r.\\rc\\n.\\r\\c
                S: x
                S: .\\nd
                S: .
                C: NOOP
                S: +OK
                C: <closed>
                """,
                maildrop ->
                        assertThat(text(maildrop.retrieve(ONE)))
                                .isEqualTo("a\n.\nb\r.\rc\n.\rx\r\n\nd\r\n"));
    }

    @Test
    @Spec({"CL-004", "RW-042"})
    void aServerOfBareLineFeedsIsUnderstood() throws Exception {
        play(
                """
                S: +OK\\n\\c
                C: CAPA
                S: -ERR\\n\\c
                C: USER alice
                S: +OK\\n\\c
                C: PASS secret
                S: +OK\\n\\c
                C: RETR 1
                S: +OK\\na\\n..\\nb\\r\\n.\\n\\c
                C: NOOP
                S: +OK\\n\\c
                C: NOOP
                S: +OK\\n\\c
                C: <closed>
                """,
                maildrop -> {
                    assertThat(text(maildrop.retrieve(ONE))).isEqualTo("a\n.\nb\r\n");
                    maildrop.noop();
                });
    }

    @Test
    @Spec("CL-005")
    void aRefusalHasOneLine() throws Exception {
        loggedIn(
                """
                C: RETR 1
                S: -ERR [SYS/TEMP] disk
                C: NOOP
                S: +OK
                C: NOOP
                S: +OK
                C: <closed>
                """,
                maildrop -> {
                    assertThatThrownBy(() -> maildrop.retrieve(ONE))
                            .asInstanceOf(type(CommandFailedException.class))
                            .satisfies(e -> {
                                assertThat(e.code()).contains(ResponseCode.SYS_TEMP);
                                assertThat(e.isTemporary()).isTrue();
                                assertThat(e.command()).isEqualTo("RETR 1");
                                assertThat(e)
                                        .hasMessage("the server refuses RETR 1 [SYS/TEMP]: disk");
                            });
                    maildrop.noop();
                    maildrop.noop();
                });
    }

    @Test
    @Spec({"CL-013", "TL-028"})
    void aMessageThatIsCutFailsAndNothingIsRemoved() throws Exception {
        for (String cut : List.of("S: half", "S: half\\c", "S: .\\c", "S: .\\r\\c", "S: \\r\\c")) {
            loggedIn(
                    "C: DELE 1\nS: +OK\nC: RETR 2\nS: +OK\n" + cut + "\nS: <closed>\n",
                    maildrop -> {
                        maildrop.mark(ONE);
                        InputStream octets = maildrop.retrieve(new MessageNumber(2));
                        assertThatThrownBy(octets::readAllBytes)
                                .isInstanceOf(EOFException.class)
                                .hasMessageContaining("hung up in the middle");
                        assertThatThrownBy(maildrop::quit).isInstanceOf(IOException.class);
                    });
        }
    }

    @Test
    @Spec("RW-044")
    void aServerThatDoesNotStuffIsFoundOut() throws Exception {
        loggedIn(
                """
                C: RETR 1
                S: +OK
                S: a
                S: .
                C: NOOP
                S: --boundary
                S: .
                C: <closed>
                """,
                maildrop ->
                        assertThatThrownBy(() -> text(maildrop.retrieve(ONE)))
                                .isInstanceOf(ProtocolException.class)
                                .hasMessageContaining("does not stuff"));
    }

    @Test
    @Spec({"CA-022", "CL-033", "CL-036"})
    void manyAreAskedForAtOnceAndOneRefusalSkipsOneMessage() throws Exception {
        play(
                PIPELINED
                        + """
                        C: UIDL
                        C: LIST
                        S: +OK
                        S: 1 a
                        S: 2 b
                        S: 3 c
                        S: .
                        S: +OK
                        S: 1 3
                        S: 2 3
                        S: 3 3
                        S: .
                        C: RETR 1
                        C: RETR 2
                        C: RETR 3
                        C: NOOP
                        S: +OK
                        S: 1
                        S: .
                        S: -ERR no
                        S: +OK
                        S: 3
                        S: .
                        S: +OK
                        C: DELE 1
                        C: DELE 3
                        C: NOOP
                        S: +OK
                        S: +OK
                        S: -ERR no such command
                        C: QUIT
                        S: +OK
                        """,
                maildrop -> {
                    List<String> came = new ArrayList<>();
                    List<Listed> all = maildrop.listing().messages();
                    List<RemoteMaildrop.Refused> refused =
                            maildrop.retrieveAll(
                                    all,
                                    (message, octets) ->
                                            came.add(message.uniqueId().get() + text(octets)));
                    assertThat(came).containsExactly("a1\r\n", "c3\r\n");
                    assertThat(refused)
                            .singleElement()
                            .satisfies(it -> {
                                assertThat(it.message()).isEqualTo(all.get(1));
                                assertThat(it.why().text()).isEqualTo("no");
                            });
                    assertThat(maildrop.markAll(List.of(all.get(0), all.get(2)))).isEmpty();
                    maildrop.quit();
                });
    }

    private static void opened(String script, Opening use) throws Exception {
        Scripts.play(
                script,
                server -> {
                    try (Pop3Client client = Pop3Client.connect(server)) {
                        use.run(client.loginAndList(new Credentials.Password("alice", "secret")));
                    }
                });
    }

    private interface Opening {
        void run(Pop3Client.Opened opened) throws Exception;
    }

    @Test
    @Spec("CL-012")
    void inAPipelineAListingComesWithTheLoginAndARemovalWithTheEnd() throws Exception {
        opened(
                PIPELINED.substring(0, PIPELINED.lastIndexOf("C: CAPA"))
                        + """
                        C: CAPA
                        C: UIDL
                        C: LIST
                        S: +OK
                        S: PIPELINING
                        S: .
                        S: +OK
                        S: 1 a
                        S: 2 b
                        S: .
                        S: +OK
                        S: 1 3
                        S: 2 4
                        S: .
                        C: DELE 1
                        C: DELE 2
                        C: QUIT
                        S: +OK
                        S: -ERR locked
                        S: +OK
                        """,
                opened -> {
                    List<Listed> all = opened.listing().messages();
                    assertThat(all).extracting(Listed::toString).containsExactly("1 3 a", "2 4 b");
                    assertThat(opened.maildrop().removeAll(all))
                            .extracting(RemoteMaildrop.Refused::message)
                            .containsExactly(all.get(1));
                });
    }

    @Test
    @Spec("CL-012")
    void withoutPipeliningTheSameGoesStepByStep() throws Exception {
        opened(
                LOGIN
                        + """
                        C: UIDL
                        S: +OK
                        S: 1 a
                        S: .
                        C: LIST
                        S: +OK
                        S: 1 3
                        S: .
                        C: DELE 1
                        S: +OK
                        C: QUIT
                        S: -ERR some were not removed
                        """,
                opened ->
                        assertThatThrownBy(() ->
                                        opened.maildrop().removeAll(opened.listing().messages()))
                                .isInstanceOf(CommandFailedException.class)
                                .hasMessageContaining("some were not removed"));
    }

    @Test
    @Spec("RW-044")
    void inAPipelineAMessageThatIsNotStuffedNeverLooksWhole() throws Exception {
        play(
                PIPELINED
                        + """
                        C: RETR 1
                        C: RETR 2
                        C: NOOP
                        S: +OK
                        S: a
                        S: .
                        S: -- b
                        S: .
                        S: +OK
                        S: .
                        C: <closed>
                        """,
                maildrop ->
                        assertThatThrownBy(() ->
                                        maildrop.retrieveAll(
                                                List.of(
                                                        Listed.of(ONE),
                                                        Listed.of(new MessageNumber(2))),
                                                (_, octets) -> {
                                                    text(octets);
                                                    throw new AssertionError("looks whole");
                                                }))
                                .isInstanceOf(ProtocolException.class)
                                .hasMessageContaining("does not stuff"));
    }

    @Test
    @Spec({
        "CL-009", "CL-016", "CL-018", "CL-024", "RW-033", "RW-034", "RW-035", "RW-039", "CL-015"
    })
    void aListingOfOdditiesIsTakenAsFarAsItMakesSense() throws Exception {
        loggedIn(
                """
                C: UIDL
                S: +OK
                S: 1   abc\\x20
                S: 3 with space \\xE9
                S: 0 zero
                S: 4294967297 far
                S: 4 x
                S: 4 again
                S: nonsense
                S: 5\\x20
                S: 6 aB
                S: .
                C: LIST
                S: +OK
                S: 1 100 extra
                S: 2 50
                S: 3 %!d(float64=5461)
                S: 4 -1
                S: 5 5
                S: 6 6
                S: 7 7
                S: .
                C: <closed>
                """,
                maildrop -> {
                    Listing listing = maildrop.listing();
                    assertThat(listing.uniqueIds()).isTrue();
                    assertThat(listing.messages())
                            .extracting(Listed::toString)
                            .containsExactly(
                                    "1 100 abc",
                                    "2 50",
                                    "3 ? with space \u00E9",
                                    "4 ? x",
                                    "5 5",
                                    "6 6 aB");
                    assertThat(listing.oddities())
                            .hasSize(5)
                            .anySatisfy(it -> assertThat(it).contains("\"4 again\" comes twice"));
                });
    }

    @Test
    @Spec({"CL-019", "CL-020", "RW-029", "RW-040"})
    void withoutUidlAndCapaTheListingHasNoIds() throws Exception {
        play(
                """
                S: +OK
                C: CAPA
                S: -ERR what
                C: USER alice
                S: +OK
                C: PASS secret
                S: +OK
                C: UIDL
                S: -ERR what
                C: LIST
                S: +OK
                S: 1 10
                S: .
                C: UIDL
                S: -ERR what
                C: LIST
                S: +OK
                S: .
                C: <closed>
                """,
                maildrop -> {
                    Listing listing = maildrop.listing();
                    assertThat(listing.uniqueIds()).isFalse();
                    assertThat(listing.messages()).containsExactly(new Listed(1, 10, null));
                    assertThat(maildrop.listing().messages()).isEmpty();
                });
    }

    @Test
    @Spec({"CL-001", "RC-003", "RC-004", "RC-005", "RC-006"})
    void aRefusingGreetingIsToldWithItsCode() throws Exception {
        record Case(String greeting, Optional<ResponseCode> code, boolean temporary) {}
        for (Case each :
                List.of(
                        new Case("-ERR busy", Optional.empty(), false),
                        new Case("-ERR [in-use] x", Optional.of(ResponseCode.IN_USE), true),
                        new Case("-ERR [Sys/Temp] x", Optional.of(ResponseCode.SYS_TEMP), true),
                        new Case("-ERR [SYS/TEMP/DISK]", Optional.of(ResponseCode.SYS_TEMP), true),
                        new Case("-ERR [SYS/NEW] x", Optional.of(ResponseCode.SYS_TEMP), true),
                        new Case("-ERR [SYS/PERM] x", Optional.of(ResponseCode.SYS_PERM), false),
                        new Case("-ERR [FOO] x", Optional.empty(), false))) {
            Scripts.play(
                    "S: " + each.greeting() + "\nC: <closed>",
                    server ->
                            assertThatThrownBy(() -> Pop3Client.connect(server))
                                    .asInstanceOf(type(CommandFailedException.class))
                                    .satisfies(e -> {
                                        assertThat(e.code()).isEqualTo(each.code());
                                        assertThat(e.isTemporary()).isEqualTo(each.temporary());
                                    }));
        }
    }

    @Test
    @Spec({"CL-001", "RW-032"})
    void whatIsNoStatusLineEndsIt() throws Exception {
        for (String greeting : List.of("220 mail ESMTP", "+ERR", "* OK IMAP", "-ERROR", "")) {
            Scripts.play(
                    "S: " + greeting + "\nC: <closed>",
                    server ->
                            assertThatThrownBy(() -> Pop3Client.connect(server))
                                    .isInstanceOf(ProtocolException.class));
        }
        loggedIn(
                "C: DELE 1\nS: +ERR\nC: <closed>",
                maildrop ->
                        assertThatThrownBy(() -> maildrop.mark(ONE))
                                .isInstanceOf(ProtocolException.class));
    }

    @Test
    @Spec({"CL-021", "RW-030", "RW-031"})
    void aServerThatHangsUpAtCapaIsAskedAgainWithoutIt() throws Exception {
        Scripts.play(
                """
                S: +OK
                C: CAPA
                S: <closed>
                S: <next>
                S: +OK
                C: USER alice
                S: +OK
                C: PASS secret
                S: +OK
                C: NOOP
                S: +OK
                C: <closed>
                """,
                server -> {
                    try (Pop3Client client = Pop3Client.connect(server)) {
                        assertThat(client.capabilities().known()).isFalse();
                        client.login(new Credentials.Password("alice", "secret")).noop();
                    }
                });
    }

    @Test
    @Spec({"CL-010", "P3-011"})
    void whatWouldBeAnotherCommandIsNotSent() throws Exception {
        Scripts.play(
                """
                S: +OK
                C: CAPA
                S: -ERR
                C: <closed>
                """,
                server -> {
                    try (Pop3Client client = Pop3Client.connect(server)) {
                        for (String user : List.of("x\r\nDELE 1", "x\n", "x\0", "x".repeat(300))) {
                            assertThatThrownBy(() ->
                                            client.login(new Credentials.Password(user, "secret")))
                                    .isInstanceOf(IllegalArgumentException.class)
                                    .hasMessageNotContaining("x\r");
                        }
                    }
                });
    }

    @Test
    @Spec("CL-008")
    void whatHasNoEndIsCutOff() throws Exception {
        Scripts.play(
                "S: " + "x".repeat(70_000) + "\nC: <closed>",
                server ->
                        assertThatThrownBy(() -> Pop3Client.connect(server))
                                .isInstanceOf(ProtocolException.class)
                                .hasMessageContaining("more than"));
        String tags = "S: TAG\n".repeat(1001);
        Scripts.play(
                "S: +OK\nC: CAPA\nS: +OK\n" + tags + "C: <closed>",
                server ->
                        assertThatThrownBy(() -> Pop3Client.connect(server))
                                .isInstanceOf(ProtocolException.class)
                                .hasMessageContaining("1000 lines"));
    }

    @Test
    @Spec({"CL-027", "RW-058"})
    void whatBecameOfQuitIsTold() throws Exception {
        loggedIn(
                "C: QUIT\nS: -ERR some deleted messages not removed\nC: <closed>",
                maildrop ->
                        assertThatThrownBy(maildrop::quit)
                                .isInstanceOf(CommandFailedException.class)
                                .hasMessageContaining("not removed"));
        loggedIn(
                "C: QUIT\nS: <closed>",
                maildrop ->
                        assertThatThrownBy(maildrop::quit)
                                .isInstanceOf(EOFException.class)
                                .hasMessageContaining("QUIT"));
    }

    @Test
    @Spec("CL-028")
    void closingSaysNothing() throws Exception {
        loggedIn("C: DELE 1\nS: +OK\nC: <closed>", maildrop -> maildrop.mark(ONE));
    }

    @Test
    @Spec("RW-044")
    void oneByOneTheNextAnswerIsAwaitedBeforeAMessageIsWhole() throws Exception {
        loggedIn(
                """
                C: RETR 1
                S: +OK
                S: a
                S: .
                C: RETR 2
                S: +OK
                S: b
                S: .
                C: NOOP
                S: +OK
                C: <closed>
                """,
                maildrop -> {
                    List<String> came = new ArrayList<>();
                    maildrop.retrieveAll(
                            List.of(Listed.of(ONE), Listed.of(new MessageNumber(2))),
                            (_, octets) -> came.add(text(octets)));
                    assertThat(came).containsExactly("a\r\n", "b\r\n");
                });
    }

    @Test
    void headersAreAskedForAheadAsMessagesAre() throws Exception {
        play(
                PIPELINED
                        + """
                        C: TOP 1 0
                        C: TOP 2 0
                        C: NOOP
                        S: +OK
                        S: a: 1
                        S:
                        S: .
                        S: -ERR no TOP here
                        S: +OK
                        C: <closed>
                        """,
                maildrop -> {
                    List<String> came = new ArrayList<>();
                    List<RemoteMaildrop.Refused> refused =
                            maildrop.topAll(
                                    List.of(Listed.of(ONE), Listed.of(new MessageNumber(2))),
                                    0,
                                    (_, octets) -> came.add(text(octets)));
                    assertThat(came).containsExactly("a: 1\r\n\r\n");
                    assertThat(refused)
                            .singleElement()
                            .extracting(it -> it.why().text())
                            .isEqualTo("no TOP here");
                    assertThatThrownBy(() -> maildrop.topAll(List.of(), -1, (_, _) -> {}))
                            .isInstanceOf(IllegalArgumentException.class);
                });
    }

    @Test
    void aMessageIsNotReadOnAfterAnotherCommand() throws Exception {
        loggedIn(
                """
                C: RETR 1
                S: +OK
                S: abc
                S: .
                C: NOOP
                S: +OK
                C: <closed>
                """,
                maildrop -> {
                    InputStream octets = maildrop.retrieve(ONE);
                    assertThat(octets.read()).isEqualTo('a');
                    maildrop.noop();
                    assertThatThrownBy(octets::readAllBytes)
                            .isInstanceOf(IOException.class)
                            .hasMessageContaining("not read to its end");
                });
    }

    @Test
    void theSinkCanSendNoCommandAndItsErrorsEndTheConnection() throws Exception {
        String script =
                """
                C: RETR 1
                C: NOOP
                S: +OK
                S: a
                S: .
                S: +OK
                C: <closed>
                """;
        play(
                PIPELINED + script,
                maildrop -> {
                    assertThatThrownBy(() ->
                                    maildrop.retrieveAll(
                                            List.of(Listed.of(ONE)),
                                            (message, _) -> maildrop.mark(message.number())))
                            .isInstanceOf(IllegalStateException.class);
                    assertThatThrownBy(maildrop::quit).isInstanceOf(IOException.class);
                });
        play(
                PIPELINED + script,
                maildrop -> {
                    assertThatThrownBy(() ->
                                    maildrop.retrieveAll(
                                            List.of(Listed.of(ONE)),
                                            (_, _) -> {
                                                throw new AssertionError("of the caller's");
                                            }))
                            .isInstanceOf(AssertionError.class);
                    assertThatThrownBy(maildrop::quit).isInstanceOf(IOException.class);
                });
    }

    @Test
    void anAnswerThatIsTooLongEndsTheConnectionBeforeQuit() throws Exception {
        loggedIn(
                "C: DELE 1\nS: +OK " + "x".repeat(70_000) + "\nC: <closed>",
                maildrop -> {
                    assertThatThrownBy(() -> maildrop.mark(ONE))
                            .isInstanceOf(ProtocolException.class);
                    assertThatThrownBy(maildrop::quit).isInstanceOf(IOException.class);
                });
    }

    @Test
    @Spec({"RW-035", "RW-039"})
    void whatHasNeitherIdNorSizeIsListedAllTheSame() throws Exception {
        loggedIn(
                """
                C: UIDL
                S: +OK
                S: .
                C: LIST
                S: +OK
                S: 1 10
                S: 2 20
                S: .
                C: UIDL
                S: +OK
                S: 1 a
                S: 2
                S: .
                C: LIST
                S: +OK
                S: 1
                S: 2 20
                S: 3 30
                S: .
                C: <closed>
                """,
                maildrop -> {
                    Listing without = maildrop.listing();
                    assertThat(without.messages()).hasSize(2);
                    assertThat(without.oddities())
                            .containsExactly("UIDL lists nothing, and LIST does");
                    Listing odd = maildrop.listing();
                    assertThat(odd.messages())
                            .extracting(Listed::toString)
                            .containsExactly("1 ? a", "2 20");
                    assertThat(odd.oddities()).singleElement().asString().contains("\"3\"");
                });
    }

    @Test
    @Spec("U8-002")
    void aServerWithoutUtf8GoesOnInAsciiAndLanguagesAreAskedFor() throws Exception {
        Scripts.play(
                """
                S: +OK
                C: CAPA
                S: -ERR
                C: UTF8
                S: -ERR not here
                C: LANG
                S: +OK
                S: en English
                S: fr Fran\\xC3\\xA7ais
                S: .
                C: LANG fr
                S: +OK fr bien
                C: LANG tlh
                S: -ERR none
                C: UTF8
                S: +OK
                C: USER alice
                S: +OK
                C: PASS secret
                S: +OK
                C: <closed>
                """,
                server -> {
                    try (Pop3Client client = Pop3Client.connect(server)) {
                        assertThatThrownBy(client::enableUtf8)
                                .isInstanceOf(CommandFailedException.class);
                        assertThat(client.languages()).hasSize(2).first().isEqualTo("en English");
                        assertThat(client.language("fr")).isEqualTo("fr bien");
                        assertThatThrownBy(() -> client.language("tlh"))
                                .isInstanceOf(CommandFailedException.class);
                        client.enableUtf8();
                        client.login(new Credentials.Password("alice", "secret"));
                        assertThatThrownBy(client::enableUtf8)
                                .isInstanceOf(IllegalStateException.class);
                    }
                });
    }

    @Test
    @Spec("RW-038")
    void statIsForDisplayOnly() throws Exception {
        loggedIn(
                "C: STAT\nS: +OK 3 -1\nC: STAT\nS: +OK\nC: <closed>",
                maildrop -> {
                    Totals totals = maildrop.stat();
                    assertThat(totals.messages()).hasValue(3);
                    assertThat(totals.octets()).isEmpty();
                    assertThat(maildrop.stat().messages()).isEmpty();
                });
    }

    @Test
    void aStreamThatIsClosedEarlyLeavesTheConnectionUsable() throws Exception {
        loggedIn(
                """
                C: TOP 1 2
                S: +OK
                S: a
                S: b
                S: c
                S: .
                C: NOOP
                S: +OK
                C: NOOP
                S: +OK
                C: RETR 1
                S: +OK
                S: a
                S: .
                C: NOOP
                S: +OK
                C: <closed>
                """,
                maildrop -> {
                    InputStream octets = maildrop.top(ONE, 2);
                    assertThat(octets.read()).isEqualTo('a');
                    octets.close();
                    assertThatThrownBy(octets::read).hasMessageContaining("closed");
                    maildrop.noop();
                    maildrop.retrieve(ONE);
                    maildrop.noop();
                });
    }
}
