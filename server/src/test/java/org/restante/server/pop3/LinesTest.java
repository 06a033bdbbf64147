package org.restante.server.pop3;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.restante.server.TestPostOffice;
import org.restante.spec.Chunking;
import org.restante.spec.Spec;

import java.io.IOException;
import java.util.List;
import java.util.Locale;

/** Connecting, lines, status lines and errors (RFC 1939 §3). */
final class LinesTest {
    @Test
    @Spec({"P3-001", "P3-002", "P3-104", "P3-110", "RW-021"})
    void theServerSpeaksFirstAndSaysOneLineWithoutATimestamp() throws IOException {
        Scene.maildrop()
                .playsFromTheStart(
                        """
                        S: +OK mail.example.org POP3 ready
                        C: APOP mrose c4c9334bac560ecc979e58001b3e22fb
                        S: -ERR APOP is not offered here
                        C: QUIT
                        S: +OK bye
                        S: <closed>
                        """);
    }

    @Test
    @Spec({"P3-004", "RW-002", "P3-035"})
    void whatComesBeforeTheGreetingIsAnsweredAfterItAndAfterAHalfClose() throws IOException {
        Scene.octets(120, 200)
                .playsFromTheStart(
                        """
                        S: +OK mail.example.org POP3 ready
                        C: USER alice
                        C: PASS s3cret pw
                        C: STAT
                        C: QUIT
                        C: <half-close>
                        S: +OK now the password
                        S: +OK 2 messages (320 octets)
                        S: +OK 2 320
                        S: +OK bye, 2 messages left
                        S: <closed>
                        """);
    }

    @Test
    @Spec({"P3-006", "P3-075"})
    void aKeywordMatchesInAnyLetterCase() throws IOException {
        Scene.maildrop()
                .plays(
                        """
                        C: nOoP
                        S: +OK nothing done
                        C: quit
                        S: +OK bye, 0 messages left
                        """);
    }

    @Test
    @Spec({"P3-012", "P3-013", "RW-003"})
    void spacesThatDoNotMatterAreNotMinded() throws IOException {
        Scene.octets(120)
                .plays(
                        """
                        C: LIST\\x20
                        S: +OK 1 message (120 octets)
                        S: 1 120
                        S: .
                        C: UIDL \t
                        S: +OK unique-ids follow
                        S: 1 a1
                        S: .
                        C: LIST 1 junk
                        S: -ERR a message number is needed: 1 or more, in digits
                        C: TOP  1  0
                        S: +OK top follows
                        S: A: b
                        S:
                        S: .
                        C: STAT\\x20
                        S: +OK 1 120
                        """);
    }

    @Test
    @Spec({"P3-014", "P3-015"})
    void aLineMayHave255OctetsAndALongerOneIsSkipped() throws IOException {
        Scene.octets(120)
                .playsFromTheStart(
                        """
                        S: +OK mail.example.org POP3 ready
                        C: USER %1$s
                        S: +OK now the password
                        C: USER %1$sn
                        S: -ERR line too long
                        C: USER alice
                        S: +OK now the password
                        C: PASS s3cret pw
                        S: +OK 1 message (120 octets)
                        C: NOOP%2$s
                        S: -ERR line too long
                        C: NOOP%3$s
                        S: +OK nothing done
                        C: %4$s
                        S: -ERR line too long
                        C: NOOP
                        S: +OK nothing done
                        """
                                .formatted(
                                        "n".repeat(248),
                                        "\\x20".repeat(250),
                                        "\\x20".repeat(249),
                                        "A".repeat(20_000)));
    }

    @Test
    @Spec("P3-015")
    void aMebibyteWithoutLineEndCostsOneError() throws IOException {
        try (TestPostOffice office = Scene.maildrop().open();
                Client client = Client.loggedIn(office)) {
            client.send("A".repeat(1 << 20));
            assertThat(client.command("")).isEqualTo("-ERR line too long");
            assertThat(client.command("NOOP")).isEqualTo("+OK nothing done");
        }
    }

    @Test
    @Spec({"P3-017", "P3-021", "P3-022", "P3-077", "RW-026", "RW-027"})
    void whatIsNoCommandDrawsAnErrorAndChangesNothing() throws IOException {
        for (String line :
                new String[] {
                    "XYZZY",
                    "",
                    "RETR",
                    "LAST",
                    "XTND XMIT",
                    "STARTTLS",
                    "EHLO x",
                    "LOGIN alice x",
                    "FOO \\x1B[2J",
                    "US\\0ER a",
                    "USER a\\x07",
                    "NOOP\\rQUIT"
                }) {
            Scene.octets(120)
                    .plays(
                            """
                            C: %s
                            S: -ERR %s
                            C: NOOP
                            S: +OK nothing done
                            C: STAT
                            S: +OK 1 120
                            """
                                    .formatted(line, explanation(line)));
        }
    }

    /** Else a web page could make a browser log in and send commands to a server at home. */
    @Test
    @Spec("RW-026")
    void anHttpRequestEndsTheConnectionBeforeWhatIsInIt() throws IOException {
        for (String first :
                new String[] {
                    "GET / HTTP/1.1", "POST /x HTTP/1.0", "options * http/1.1", "Host: mail.example"
                }) {
            Scene.octets(120)
                    .playsFromTheStart(
                            """
                            S: +OK mail.example.org POP3 ready
                            C: %s
                            C: USER alice
                            C: PASS s3cret pw
                            C: DELE 1
                            C: QUIT
                            S: -ERR this is no web server
                            S: <closed>
                            """
                                    .formatted(first),
                            new Chunking.Pipelined());
        }
    }

    private static String explanation(String line) {
        if (line.contains("\\")) {
            return "only printable ASCII is allowed here";
        }
        return line.equals("RETR")
                ? "a message number is needed: 1 or more, in digits"
                : "unknown command";
    }

    @Test
    @Spec("P3-018")
    void aCommandOfAnotherStateDrawsAnError() throws IOException {
        for (String line : new String[] {"STAT", "LIST", "UIDL", "RETR 1", "NOOP", "RSET"}) {
            Scene.octets(120)
                    .playsFromTheStart(
                            """
                            S: +OK mail.example.org POP3 ready
                            C: %s
                            S: -ERR log in first
                            C: DELE 1
                            S: -ERR log in first
                            C: TOP 1 0
                            S: -ERR log in first
                            """
                                    .formatted(line));
        }
    }

    @Test
    @Spec("P3-019")
    void anArgumentWhereNoneIsAllowedMakesTheCommandVoid() throws IOException {
        Scene.octets(120, 200)
                .plays(
                        """
                        C: DELE 1
                        S: +OK message 1 deleted
                        C: STAT 1
                        S: -ERR no arguments are allowed
                        C: NOOP x
                        S: -ERR no arguments are allowed
                        C: RSET 1
                        S: -ERR no arguments are allowed
                        C: CAPA x
                        S: -ERR no arguments are allowed
                        C: STLS x
                        S: -ERR no arguments are allowed
                        C: QUIT now
                        S: -ERR no arguments are allowed
                        C: STAT
                        S: +OK 1 200
                        """);
    }

    @Test
    @Spec({"P3-020", "RW-073"})
    void onlyANumberFromOneToNIsAMessageNumber() throws IOException {
        Scene.octets(120, 200, 300)
                .with(options -> options.withPop3(Settings::withoutErrorLimit))
                .plays(
                        """
                        C: RETR 0
                        S: -ERR ...
                        C: RETR -1
                        S: -ERR ...
                        C: RETR +1
                        S: -ERR ...
                        C: RETR 1x
                        S: -ERR ...
                        C: RETR 0x1
                        S: -ERR ...
                        C: RETR 4
                        S: -ERR no such message
                        C: RETR 4294967297
                        S: -ERR no such message
                        C: RETR 99999999999999999999
                        S: -ERR no such message
                        C: DELE 0
                        S: -ERR ...
                        C: DELE 18446744073709551617
                        S: -ERR no such message
                        C: LIST 0
                        S: -ERR ...
                        C: UIDL 0
                        S: -ERR ...
                        C: TOP 0 1
                        S: -ERR ...
                        C: STAT
                        S: +OK 3 620
                        """);
    }

    @Test
    @Spec("P3-016")
    void noStatusLineIsLongerThan512Octets() throws IOException {
        try (TestPostOffice office = Scene.octets(120).open();
                Client client = Client.greeted(office)) {
            String longest = "x".repeat(248);
            for (String line : new String[] {"USER " + longest, "PASS " + longest, longest}) {
                assertThat(client.command(line)).hasSizeLessThanOrEqualTo(510);
            }
            client.login();
            for (String line : new String[] {longest, "RETR " + "9".repeat(248), "DELE 1 1"}) {
                assertThat(client.command(line)).hasSizeLessThanOrEqualTo(510);
            }
        }
    }

    @Test
    @Spec({"P3-005", "P3-007", "P3-008", "RW-012", "CA-016"})
    void everyReplyIsMadeOfWholeLinesThatBeginAsTheyShould() throws IOException {
        List<String> multiLine = List.of("CAPA", "LIST", "UIDL", "TOP 1 0", "RETR 2");
        String commands =
                "CAPA|XYZZY|AUTH PLAIN|*|USER alice|PASS wrong|USER alice|PASS s3cret pw|CAPA|STAT|"
                        + "LIST|LIST 1|UIDL|UIDL 2|TOP 1 0|RETR 2|DELE 2|DELE 2|RSET|NOOP|QUIT";
        try (TestPostOffice office = Scene.octets(120, 200).open();
                Client client = Client.greeted(office)) {
            for (String command : commands.split("\\|", -1)) {
                String status = client.command(command);
                assertThat(status)
                        .matches("(\\+OK|-ERR( \\[[A-Z/-]+\\])?) [^\\[\r\n]+|\\+ [A-Za-z0-9+/=]*");
                if (multiLine.contains(command)) {
                    assertThat(client.data().replace("\r\n", "")).doesNotContain("\r", "\n");
                }
            }
            assertThat(client.rest()).isEmpty();
        }
    }

    @Test
    @Spec({"P3-023", "P3-064", "RW-013"})
    void anEmptyListingIsAStatusLineAndTheTerminator() throws IOException {
        Scene.maildrop()
                .plays(
                        """
                        C: LIST
                        S: +OK 0 messages (0 octets)
                        S: .
                        C: UIDL
                        S: +OK unique-ids follow
                        S: .
                        C: STAT
                        S: +OK 0 0
                        """);
    }

    @Test
    @Spec({"P3-034", "RW-004"})
    void aBareLfEndsACommandAndABareCrDoesNot() throws IOException {
        Scene.maildrop()
                .plays(
                        """
                        C: NOOP\\n\\c
                        S: +OK nothing done
                        C: NOOP\\rQUIT
                        S: -ERR only printable ASCII is allowed here
                        C: CAPA\\n\\c
                        S: +OK capabilities follow
                        S: TOP
                        """);
    }

    @Test
    @Spec({"P3-036", "RW-005", "P3-084"})
    void aQuitWithoutLineEndIsNoQuit() throws IOException {
        for (String unfinished : new String[] {"QUIT\\c", "QUIT\\r\\c"}) {
            Scene.octets(120)
                    .plays(
                            """
                            C: DELE 1
                            S: +OK message 1 deleted
                            C: %s
                            C: <half-close>
                            S: <closed>
                            """
                                    .formatted(unfinished));
        }
    }

    @Test
    @Spec("P3-037")
    void aRunOfErrorsEndsTheSessionAndASuccessStartsTheCountAnew() throws IOException {
        Scene.octets(120)
                .plays(
                        "C: DELE 1\nS: +OK message 1 deleted\n"
                                + "C: XYZZY\nS: -ERR unknown command\n".repeat(9)
                                + "C: NOOP\nS: +OK nothing done\n"
                                + "C: XYZZY\nS: -ERR unknown command\n".repeat(10)
                                + "S: <closed>\n");
    }

    @Test
    void askingForWhatIsNotThereEndsNoSession() throws IOException {
        Scene.octets(120)
                .plays(
                        "C: RETR 9\nS: -ERR no such message\n".repeat(12)
                                + "C: NOOP\nS: +OK nothing done\n");
    }

    @Test
    @Spec({"P3-037", "P3-084"})
    void nothingIsAnsweredBehindTheLastError() throws IOException {
        Scene.octets(120)
                .playsFromTheStart(
                        "S: +OK mail.example.org POP3 ready\n"
                                + "C: XYZZY\n".repeat(15)
                                + "S: -ERR unknown command\n".repeat(10)
                                + "S: <closed>\n",
                        new Chunking.Pipelined());
    }

    @ParameterizedTest
    @ValueSource(strings = {"tr-TR", "ar-EG-u-nu-arab", "de-DE", "hi-IN-u-nu-deva"})
    @Spec("RW-082")
    void noLocaleChangesTheOctets(String locale) throws IOException {
        Locale before = Locale.getDefault();
        try {
            Locale.setDefault(Locale.forLanguageTag(locale));
            Scene.octets(1234, 5_000_000)
                    .leaving("b2")
                    .plays(
                            """
                            C: stat
                            S: +OK 2 5001234
                            C: list
                            S: +OK 2 messages (5001234 octets)
                            S: 1 1234
                            S: 2 5000000
                            S: .
                            C: uidl 1
                            S: +OK 1 a1
                            C: dele 1
                            S: +OK message 1 deleted
                            C: quit
                            S: +OK bye, 1 message left
                            """);
        } finally {
            Locale.setDefault(before);
        }
    }
}
