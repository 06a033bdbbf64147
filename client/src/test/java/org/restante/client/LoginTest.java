package org.restante.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import org.junit.jupiter.api.Test;
import org.restante.protocol.Secret;
import org.restante.protocol.pop3.ResponseCode;
import org.restante.protocol.sasl.ApopDigest;
import org.restante.protocol.sasl.CramMd5;
import org.restante.spec.Spec;
import org.restante.testkit.PostOffice;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/** Which mechanism a login goes by, step by step, and when it stops. */
final class LoginTest {
    private static final Credentials.Password ALICE = new Credentials.Password("alice", "secret");

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    private static String capa(String capabilities) {
        StringBuilder text = new StringBuilder("C: CAPA\nS: +OK\n");
        for (String each : capabilities.split(",", -1)) {
            text.append("S: ").append(each).append('\n');
        }
        return text + "S: .\n";
    }

    private static String inTls(String capabilities) {
        return "S: <tls>\nS: +OK\n" + capa(capabilities);
    }

    private static void login(String script, Credentials credentials) throws Exception {
        Scripts.play(
                script,
                server -> {
                    try (Pop3Client client = Pop3Client.connect(server)) {
                        client.login(credentials);
                    }
                });
    }

    private interface Check {
        void that(Throwable thrown);
    }

    private static void fails(String script, Credentials credentials, Check check)
            throws Exception {
        Scripts.play(
                script,
                server -> {
                    try (Pop3Client client = Pop3Client.connect(server)) {
                        assertThatThrownBy(() -> client.login(credentials)).satisfies(check::that);
                    }
                });
    }

    @Test
    @Spec({"SA-021", "SA-007", "CA-010", "RW-028"})
    void plainGoesWithinTlsAndCapabilitiesAreAskedAgain() throws Exception {
        Scripts.play(
                inTls("SASL PLAIN,USER")
                        + "C: AUTH PLAIN "
                        + base64("\0alice\0secret")
                        + "\nS: +OK\n"
                        + capa("UIDL,TOP")
                        + "C: <closed>",
                server -> {
                    try (Pop3Client client = Pop3Client.connect(server)) {
                        assertThat(client.tls()).isPresent();
                        RemoteMaildrop maildrop = client.login(ALICE);
                        assertThat(maildrop.mechanism()).isEqualTo(Mechanism.PLAIN);
                        assertThat(maildrop.capabilities().has("top")).isTrue();
                        assertThat(client.capabilities().has("SASL")).isFalse();
                    }
                });
    }

    @Test
    @Spec("RW-062")
    void aPasswordWithSpacesAtItsEndsGoesBySasl() throws Exception {
        login(
                inTls("USER,SASL PLAIN")
                        + "C: AUTH PLAIN "
                        + base64("\0alice\0 secret ")
                        + "\nS: +OK\n"
                        + capa("UIDL"),
                new Credentials.Password("alice", " secret "));
    }

    @Test
    @Spec({"SA-006", "SA-010", "SA-013"})
    void aLongMessageFollowsTheInvitationWhateverThatSays() throws Exception {
        String password = "x".repeat(200);
        for (String invitation : List.of("+", "+ ", "+ go ahead")) {
            login(
                    inTls("SASL PLAIN")
                            + "C: AUTH PLAIN\nS: "
                            + invitation
                            + "\nC: "
                            + base64("\0alice\0" + password)
                            + "\nS: +OK\n"
                            + capa("UIDL"),
                    new Credentials.Password("alice", password));
        }
    }

    @Test
    @Spec({"SA-011", "CA-023", "CL-020"})
    void withoutCapaItIsUserAndPassOneAfterTheOther() throws Exception {
        login(
                """
                S: <tls>
                S: +OK <1896.697170952@dbc.mtview.ca.us>
                C: CAPA
                S: -ERR
                C: USER alice
                S: +OK
                C: PASS secret
                S: +OK
                C: <closed>
                """,
                ALICE);
        fails(
                """
                S: <tls>
                S: +OK
                C: CAPA
                S: -ERR
                C: USER alice
                S: -ERR nobody
                C: <closed>
                """,
                ALICE,
                e -> assertThat(e).hasMessage("the server refuses USER: nobody"));
    }

    @Test
    @Spec("P3-102")
    void apopHidesThePasswordInTheClear() throws Exception {
        login(
                """
                S: +OK POP3 server ready <1896.697170952@dbc.mtview.ca.us>
                C: CAPA
                S: -ERR
                C: APOP mrose c4c9334bac560ecc979e58001b3e22fb
                S: +OK
                C: <closed>
                """,
                new Credentials.Password("mrose", "tanstaaf"));
    }

    @Test
    @Spec("P3-112")
    void whatIsHashedIsPreparedBefore() throws Exception {
        String stamp = "<1896.697170952@dbc.mtview.ca.us>";
        // NFKC makes these of U+00BD and U+2168 (RFC 4013 §2.2).
        String digest = ApopDigest.of(stamp, new Secret("1\u20442IX"));
        login(
                "S: +OK " + stamp + "\nC: CAPA\nS: -ERR\nC: APOP mrose " + digest + "\nS: +OK\n",
                new Credentials.Password("mrose", "\u00BD\u2168").by(Mechanism.APOP));
        login(
                "S: +OK\n"
                        + capa("SASL CRAM-MD5")
                        + "C: AUTH CRAM-MD5\nS: + "
                        + base64(stamp)
                        + "\nC: "
                        + base64(CramMd5.answer("tim", new Secret("1\u20442IX"), stamp).format())
                        + "\nS: +OK\n"
                        + capa("UIDL"),
                new Credentials.Password("tim", "\u00BD\u2168"));
    }

    @Test
    @Spec("U8-012")
    void userAndPassTakeNoLettersBeyondAsciiThatTheServerDoesNotAskFor() throws Exception {
        Credentials.Password umlaut = new Credentials.Password("alice", "grüße");
        String inside = "C: USER alice\nS: +OK\nC: PASS grüße\nS: +OK\n" + capa("UIDL");
        fails(
                inTls("USER,UTF8") + "C: <closed>\n",
                umlaut,
                e ->
                        assertThat(e)
                                .isInstanceOf(NoMechanismException.class)
                                .hasMessageContaining("beyond ASCII")
                                .hasMessageContaining(";AUTH=+USER")
                                .hasMessageContaining("nothing was sent"));
        login(inTls("USER,UTF8 USER") + inside, umlaut);
        // Another way that takes them is as good.
        login(
                inTls("USER,SASL LOGIN")
                        + "C: AUTH LOGIN\nS: + \nC: "
                        + base64("alice")
                        + "\nS: + \nC: "
                        + base64("grüße")
                        + "\nS: +OK\n"
                        + capa("UIDL"),
                umlaut);
        login(inTls("USER,UTF8") + inside, umlaut.by(Mechanism.USER));
    }

    @Test
    @Spec("CA-004")
    void whatIsAnnouncedIsKnownInAnyLetterCase() throws Exception {
        login(
                inTls("sasl Plain,uidl")
                        + "C: AUTH PLAIN "
                        + base64("\0alice\0secret")
                        + "\nS: +OK\n"
                        + capa("uidl"),
                ALICE);
    }

    @Test
    @Spec("SA-043")
    void cramMd5GoesByItsRfcsExample() throws Exception {
        login(
                "S: +OK\n"
                        + capa("SASL CRAM-MD5 PLAIN")
                        + "C: AUTH CRAM-MD5\nS: + "
                        + base64("<1896.697170952@postoffice.reston.mci.net>")
                        + "\nC: "
                        + base64("tim b913a602c7eda7a495b4e6e7334d3890")
                        + "\nS: +OK\n"
                        + capa("UIDL"),
                new Credentials.Password("tim", "tanstaaftanstaaf"));
    }

    @Test
    void loginAsksForNameAndPassword() throws Exception {
        login(
                inTls("SASL LOGIN")
                        + "C: AUTH LOGIN\nS: + "
                        + base64("Username:")
                        + "\nC: "
                        + base64("alice")
                        + "\nS: + "
                        + base64("Password:")
                        + "\nC: "
                        + base64("secret")
                        + "\nS: +OK\n"
                        + capa("UIDL"),
                ALICE);
    }

    @Test
    @Spec("SA-008")
    void externalSendsAnEmptyMessageAsAnEqualsSign() throws Exception {
        login(
                inTls("SASL EXTERNAL") + "C: AUTH EXTERNAL =\nS: +OK\n" + capa("UIDL"),
                new Credentials.External(""));
    }

    @Test
    @Spec({"SA-030", "SA-044"})
    void aServerThatCannotProveItselfIsLeft() throws Exception {
        String first =
                "S: +OK\n" + capa("SASL SCRAM-SHA-256 PLAIN") + "C: AUTH SCRAM-SHA-256 ...\n";
        fails(
                first + "S: +OK welcome\nC: <closed>",
                ALICE,
                e ->
                        assertThat(e)
                                .isInstanceOf(ProtocolException.class)
                                .hasMessageContaining("before its end"));
        fails(
                first + "S: -ERR [AUTH] no\nC: <closed>",
                ALICE,
                e ->
                        assertThat(e)
                                .asInstanceOf(type(CommandFailedException.class))
                                .satisfies(
                                        it -> assertThat(it.code()).contains(ResponseCode.AUTH)));
    }

    @Test
    @Spec({"SA-015", "SA-027", "SA-032"})
    void anExchangeThatMakesNoSenseIsCancelled() throws Exception {
        for (String challenge :
                List.of(
                        "no base64!",
                        base64("r=other,s=QSXCR+Q6sek8bf92,i=4096"),
                        base64("m=ext,r=x,s=QSXCR+Q6sek8bf92,i=4096"),
                        base64("s=QSXCR+Q6sek8bf92,i=4096"))) {
            fails(
                    "S: +OK\n"
                            + capa("SASL SCRAM-SHA-256")
                            + "C: AUTH SCRAM-SHA-256 ...\nS: + "
                            + challenge
                            + "\nC: *\nS: -ERR cancelled\nC: <closed>",
                    ALICE,
                    e ->
                            assertThat(e)
                                    .isInstanceOf(ProtocolException.class)
                                    .hasMessageContaining("cancelled"));
        }
        fails(
                inTls("SASL PLAIN")
                        + "C: AUTH PLAIN ...\nS: + more\nC: *\nS: -ERR cancelled\nC: <closed>",
                ALICE,
                e -> assertThat(e).isInstanceOf(ProtocolException.class));
    }

    @Test
    @Spec({"SA-044", "SA-045"})
    void neitherAFailureNorAServerThatOffersLessBringsAWeakerMechanism() throws Exception {
        fails(
                inTls("SASL PLAIN LOGIN,USER")
                        + "C: AUTH PLAIN ...\nS: -ERR [AUTH] no\nC: <closed>",
                ALICE,
                e -> assertThat(e).isInstanceOf(CommandFailedException.class));
        fails(
                inTls("SASL PLAIN") + "C: <closed>",
                ALICE.atLeast(Mechanism.SCRAM_SHA_256),
                e ->
                        assertThat(e)
                                .isInstanceOf(NoMechanismException.class)
                                .hasMessageContaining("offers nothing better than PLAIN now")
                                .hasMessageContaining("nothing was sent"));
    }

    @Test
    void whatAServerOffersDrivesNoTerminal() throws Exception {
        fails(
                inTls("SASL X\u001B]2;Y\u0007\u009B2J") + "C: <closed>",
                ALICE,
                e ->
                        assertThat(e)
                                .isInstanceOf(NoMechanismException.class)
                                .hasMessageContaining("it offers X")
                                .hasMessageNotContainingAny("\u001B", "\u0007", "\u009B"));
    }

    @Test
    @Spec("SA-044")
    void whatWasUsedTheLastTimeIsUsedWhereSomethingElseIsOfferedAsWell() throws Exception {
        login(
                inTls("SASL LOGIN,USER")
                        + "C: AUTH LOGIN\nS: +\nC: YWxpY2U=\nS: +\nC: c2VjcmV0\nS: +OK\n"
                        + capa("UIDL"),
                ALICE.atLeast(Mechanism.LOGIN));
    }

    @Test
    @Spec("CL-010")
    void aPasswordThatWouldBeAnotherLineIsNotBegunWith() throws Exception {
        for (String capabilities : List.of("USER", "SASL PLAIN", "SASL SCRAM-SHA-256")) {
            Scripts.play(
                    inTls(capabilities) + "C: <closed>",
                    server -> {
                        try (Pop3Client client = Pop3Client.connect(server)) {
                            for (String bad : List.of("x\r\nDELE 1", "x\0y", "x\u0001")) {
                                assertThatThrownBy(() ->
                                                client.login(
                                                        new Credentials.Password("alice", bad)))
                                        .isInstanceOf(IllegalArgumentException.class);
                                assertThatThrownBy(() ->
                                                client.login(
                                                        new Credentials.Password(bad, "secret")))
                                        .isInstanceOf(IllegalArgumentException.class);
                            }
                        }
                    });
        }
    }

    @Test
    @Spec("SA-035")
    void aChannelBindingServesOneLogin() throws Exception {
        try (PostOffice office =
                PostOffice.builder()
                        .account("alice", "secret")
                        .mechanisms("SCRAM-SHA-256-PLUS", "SCRAM-SHA-256")
                        .start()) {
            Path pem = Files.createTempFile("trust", ".pem");
            Pop3Server server =
                    Pop3Server.of("localhost")
                            .withPort(office.directPop3s().getPort())
                            .withTrust(Trust.authorities(office.trust().writePem(pem)));
            Files.delete(pem);
            try (Pop3Client client = Pop3Client.connect(server)) {
                assertThat(client.login(ALICE).mechanism()).isEqualTo(Mechanism.SCRAM_SHA_256_PLUS);
            }
            try (Pop3Client client = Pop3Client.connect(server)) {
                Credentials.Password plus = ALICE.by(Mechanism.SCRAM_SHA_256_PLUS);
                Credentials.Password wrong =
                        new Credentials.Password("alice", "guess").by(Mechanism.SCRAM_SHA_256_PLUS);
                assertThatThrownBy(() -> client.login(wrong))
                        .isInstanceOf(CommandFailedException.class);
                assertThatThrownBy(() -> client.login(plus))
                        .isInstanceOf(NoMechanismException.class)
                        .hasMessageContaining("one attempt for each connection");
                assertThat(client.login(ALICE.by(Mechanism.SCRAM_SHA_256)).mechanism())
                        .isEqualTo(Mechanism.SCRAM_SHA_256);
            }
        }
    }

    @Test
    @Spec({"UR-004", "UR-005"})
    void aMechanismThatWasChosenByHandIsTheOnlyOne() throws Exception {
        fails(
                inTls("SASL PLAIN,USER") + "C: AUTH LOGIN\nS: -ERR unknown\nC: <closed>",
                ALICE.by(Mechanism.LOGIN),
                e -> assertThat(e).hasMessage("the server refuses AUTH LOGIN: unknown"));
        fails(
                "S: +OK no timestamp\n" + capa("SASL PLAIN,USER") + "C: <closed>",
                ALICE.by(Mechanism.APOP),
                e -> assertThat(e).hasMessageContaining("timestamp"));
    }

    @Test
    @Spec({"RW-066", "RW-067", "RW-068", "SA-040", "SA-012"})
    void xoauth2TakesTwoStepsAndOneMoreToken() throws Exception {
        String token = "t".repeat(8000);
        List<Boolean> asked = new ArrayList<>();
        login(
                inTls("SASL PLAIN XOAUTH2")
                        + "C: AUTH XOAUTH2\nS: +\nC: "
                        + base64("user=alice\u0001auth=Bearer old\u0001\u0001")
                        + "\nS: + "
                        + base64("{\"status\":\"401\"}")
                        + "\nC: \nS: -ERR [AUTH] expired\nC: AUTH XOAUTH2\nS: +\nC: "
                        + base64("user=alice\u0001auth=Bearer " + token + "\u0001\u0001")
                        + "\nS: +OK\n"
                        + capa("UIDL"),
                new Credentials.Token(
                        "alice",
                        another -> {
                            asked.add(another);
                            return new Secret(another ? token : "old");
                        }));
        assertThat(asked).containsExactly(false, true, false, true);
    }

    @Test
    @Spec({"SA-040", "SA-036"})
    void oauthbearerIsPreferredAndNeverSentInTheClear() throws Exception {
        Credentials.Token token = new Credentials.Token("alice", _ -> new Secret("t"));
        Scripts.play(
                inTls("SASL XOAUTH2 OAUTHBEARER")
                        + "C: AUTH OAUTHBEARER ...\nS: + "
                        + base64("{\"status\":\"invalid_token\"}")
                        + "\nC: AQ==\nS: -ERR [AUTH] no\nC: AUTH OAUTHBEARER ...\nS: + "
                        + base64("{\"status\":\"invalid_token\"}")
                        + "\nC: AQ==\nS: -ERR [AUTH] no\nC: <closed>",
                server -> {
                    try (Pop3Client client = Pop3Client.connect(server)) {
                        assertThatThrownBy(() -> client.login(token))
                                .isInstanceOf(CommandFailedException.class);
                    }
                });
        fails(
                inTls("SASL OAUTHBEARER") + "C: <closed>",
                new Credentials.Token("alice", _ -> new Secret("t\u0001auth=Bearer other")),
                e ->
                        assertThat(e)
                                .isInstanceOf(IllegalArgumentException.class)
                                .hasMessageNotContaining("other"));
        fails(
                "S: +OK\n" + capa("SASL XOAUTH2 OAUTHBEARER") + "C: <closed>",
                token,
                e -> assertThat(e).hasMessageContaining("within TLS only"));
    }

    @Test
    @Spec("RW-070")
    void theServersWordsReachThePersonWithoutControlCharacters() throws Exception {
        fails(
                inTls("USER")
                        + "C: USER alice\nS: +OK\nC: PASS secret\n"
                        + "S: -ERR \\x1B[31mswitch POP on at \\x07example.org\nC: <closed>",
                ALICE,
                e ->
                        assertThat(e)
                                .asInstanceOf(type(CommandFailedException.class))
                                .satisfies(it ->
                                        assertThat(it.text())
                                                .isEqualTo("[31mswitch POP on at example.org")));
        fails(
                inTls("USER") + "C: USER alice\nS: -ERR refus\\xC3\\xA9\nC: <closed>",
                ALICE,
                e ->
                        assertThat(e)
                                .asInstanceOf(type(CommandFailedException.class))
                                .satisfies(it -> assertThat(it.text()).isEqualTo("refus\u00E9")));
    }

    @Test
    @Spec("CL-035")
    void aPlainRefusalIsNoProofOfAWrongPassword() throws Exception {
        fails(
                inTls("USER") + "C: USER alice\nS: +OK\nC: PASS secret\nS: -ERR later\nC: <closed>",
                ALICE,
                e ->
                        assertThat(e)
                                .asInstanceOf(type(CommandFailedException.class))
                                .satisfies(it -> assertThat(it.code()).isEmpty()));
    }

    @Test
    void aSecretIsInNoMessage() throws Exception {
        List<String> shown = new ArrayList<>();
        WireLog log =
                new WireLog() {
                    @Override
                    public void sent(String line) {
                        shown.add("C: " + line);
                    }

                    @Override
                    public void received(String line) {
                        shown.add("S: " + line);
                    }

                    @Override
                    public void sasl(String message) {
                        shown.add("(" + message + ")");
                    }

                    @Override
                    public void body(long octets) {
                        shown.add(octets + " octets");
                    }
                };
        Scripts.play(
                inTls("SASL PLAIN LOGIN,USER")
                        + "C: AUTH PLAIN ...\nS: -ERR [AUTH] no\nC: USER alice\nS: +OK\n"
                        + "C: PASS secret\nS: -ERR no\nC: AUTH LOGIN\nS: + VXNlcm5hbWU6\nC: YWxpY2U=\nS: +\n"
                        + "C: c2VjcmV0\nS: +OK in\n"
                        + capa("UIDL")
                        + "C: NOOP\nS: +OK\nC: <closed>",
                server -> {
                    shown.clear();
                    try (Pop3Client client = Pop3Client.connect(server.withWireLog(log))) {
                        assertThatThrownBy(() -> client.login(ALICE))
                                .hasMessageNotContaining("secret");
                        assertThatThrownBy(() -> client.login(ALICE.by(Mechanism.USER)))
                                .hasMessageNotContaining("secret");
                        client.login(ALICE.by(Mechanism.LOGIN)).noop();
                    }
                    assertThat(shown)
                            .containsSequence(
                                    "C: AUTH PLAIN ***",
                                    "(␀alice␀***)",
                                    "S: -ERR [AUTH] no",
                                    "C: USER alice",
                                    "S: +OK",
                                    "C: PASS ***",
                                    "S: -ERR no",
                                    "C: AUTH LOGIN",
                                    "S: + VXNlcm5hbWU6",
                                    "(Username:)",
                                    "C: ***",
                                    "(alice)",
                                    "S: +",
                                    "C: ***",
                                    "(***)",
                                    "S: +OK in",
                                    "C: CAPA")
                            .endsWith("C: NOOP", "S: +OK");
                });
        assertThat(ALICE.toString()).doesNotContain("secret");
    }

    @Test
    void whatScramSaysIsToldWithoutWhatAPasswordCouldBeGuessedFrom() throws Exception {
        List<String> said = new ArrayList<>();
        try (PostOffice office = PostOffice.builder().account("alice", "secret").start();
                Conversation talk =
                        Conversation.open(
                                Pop3Server.of("127.0.0.1")
                                        .withPort(office.pop3().getPort())
                                        .withSecurity(Security.CLEAR_TEXT)
                                        .withWireLog(new SaslLog(said)))) {
            Mechanism used =
                    talk.login(
                            ALICE,
                            talk.receive(),
                            Capabilities.parse(List.of("SASL SCRAM-SHA-256 PLAIN")));
            assertThat(used).isEqualTo(Mechanism.SCRAM_SHA_256);
        }
        assertThat(said).hasSize(4);
        assertThat(said.get(0)).matches("n,,n=alice,r=\\S+");
        assertThat(said.get(1)).matches("r=[^,]+,s=[^,]+,i=\\d+");
        assertThat(said.get(2)).matches("c=biws,r=[^,]+,p=\\*\\*\\*");
        assertThat(said.get(3)).isEqualTo("v=***");
    }

    private record SaslLog(List<String> said) implements WireLog {
        @Override
        public void sent(String line) {}

        @Override
        public void received(String line) {}

        @Override
        public void body(long octets) {}

        @Override
        public void sasl(String message) {
            said.add(message);
        }
    }
}
