package org.restante.protocol.smtp;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.restante.protocol.smtp.SmtpCommand.Greeting;
import org.restante.spec.Spec;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;

class SmtpCommandParserTest {
    private static final MailPath ALICE = new MailPath("a@b", "a", Optional.of("b"));

    @Test
    @Spec("SM-006")
    void verbsAndKeywordsMatchInAnyCase() {
        assertThat(parse("lHlO client")).isEqualTo(new SmtpCommand.Hello(Greeting.LHLO, "client"));
        assertThat(parse("mail from:<a@b> size=5 body=8bitmime smtputf8"))
                .isEqualTo(new SmtpCommand.Mail(ALICE, OptionalLong.of(5), true));
        assertThat(parse("rcpt to:<a@b>")).isEqualTo(new SmtpCommand.Rcpt(ALICE));
        assertThat(parse("data")).isEqualTo(new SmtpCommand.Data());
        assertThat(parse("rset")).isEqualTo(new SmtpCommand.Rset());
        assertThat(parse("Quit")).isEqualTo(new SmtpCommand.Quit());
    }

    @Test
    @Spec("SM-008")
    void spaceAtTheEndIsTolerated() {
        assertThat(parse("NOOP ")).isEqualTo(new SmtpCommand.Noop());
        assertThat(parse("DATA \t ")).isEqualTo(new SmtpCommand.Data());
        assertThat(parse("RCPT TO:<a@b>  ")).isEqualTo(new SmtpCommand.Rcpt(ALICE));
    }

    @Test
    @Spec({"SM-010", "RW-096"})
    void aSpaceBehindTheColonIsTolerated() {
        assertThat(parse("MAIL FROM: <a@b>"))
                .isEqualTo(new SmtpCommand.Mail(ALICE, OptionalLong.empty(), false));
        assertThat(parse("RCPT TO: <a@b>")).isEqualTo(new SmtpCommand.Rcpt(ALICE));
    }

    @Test
    @Spec("SM-010")
    void theNullPathIsForMailOnly() {
        assertThat(parse("MAIL FROM:<>"))
                .isEqualTo(new SmtpCommand.Mail(MailPath.NULL, OptionalLong.empty(), false));
        assertThat(code("RCPT TO:<>")).isEqualTo(501);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "MAIL",
                "MAIL FROM",
                "MAIL FROM:",
                "MAIL FROM:a@b",
                "MAIL FROM:<a@b",
                "MAIL FROM <a@b>",
                "MAIL FROM :<a@b>",
                "MAIL TO:<a@b>",
                "MAIL FROM:<a@b>SIZE=5",
                "MAIL FROM:<a b@c>",
                "RCPT",
                "RCPT TO:a@b",
                "RCPT FROM:<a@b>",
                "RCPT TO:<a@b>x"
            })
    @Spec("SM-010")
    void aPathNeedsItsBracketsAndItsWord(String line) {
        assertThat(code(line)).isEqualTo(501);
    }

    @Test
    @Spec("SM-012")
    void aBracketInsideQuotesDoesNotEndThePath() {
        assertThat(parse("RCPT TO:<\"a> b\"@[192.0.2.1]>"))
                .isEqualTo(
                        new SmtpCommand.Rcpt(
                                new MailPath(
                                        "\"a> b\"@[192.0.2.1]",
                                        "a> b",
                                        Optional.of("[192.0.2.1]"))));
    }

    @ParameterizedTest
    @CsvSource({
        "MAIL FROM:<a@b> FOO=1, 555",
        "MAIL FROM:<a@b> AUTH=<>, 555",
        "RCPT TO:<a@b> NOTIFY=NEVER, 555",
        "MAIL FROM:<a@b> SIZE=1 SIZE=2, 501",
        "MAIL FROM:<a@b> SMTPUTF8 smtputf8, 501",
        "MAIL FROM:<a@b> SIZE, 501",
        "MAIL FROM:<a@b> BODY, 501"
    })
    @Spec("SM-016")
    void unknownParametersDraw555AndMalformedOrRepeatedOnes501(String line, int code) {
        assertThat(code(line)).isEqualTo(code);
    }

    @ParameterizedTest
    @ValueSource(strings = {"abc", "-1", "+1", "1k", "", "123456789012345678901"})
    @Spec("SM-048")
    void aSizeIsOneToTwentyDigits(String size) {
        assertThat(code("MAIL FROM:<a@b> SIZE=" + size)).isEqualTo(501);
    }

    @Test
    @Spec("SM-048")
    void anySizeOfUpToTwentyDigitsIsUnderstood() {
        assertThat(size("0")).hasValue(0);
        assertThat(size("00000000000000000007")).hasValue(7);
        assertThat(size("999999999999999999")).hasValue(999_999_999_999_999_999L);
        assertThat(size("99999999999999999999")).hasValue(Long.MAX_VALUE);
    }

    @ParameterizedTest
    @ValueSource(strings = {"FOO", "BINARYMIME", "8BIT"})
    @Spec("SM-050")
    void otherBodiesDraw501(String body) {
        assertThat(code("MAIL FROM:<a@b> BODY=" + body)).isEqualTo(501);
    }

    @Test
    @Spec("SM-055")
    void smtpUtf8TakesNoValue() {
        assertThat(code("MAIL FROM:<a@b> SMTPUTF8=1")).isEqualTo(501);
        assertThat(code("MAIL FROM:<a@b> SMTPUTF8=")).isEqualTo(501);
    }

    @Test
    @Spec({"SM-054", "SM-055"})
    void aNonAsciiSenderNeedsSmtpUtf8() {
        MailPath path = new MailPath("用@例.cn", "用", Optional.of("例.cn"));

        assertThat(code(utf8("MAIL FROM:<用@例.cn>"))).isEqualTo(553);
        assertThat(parse(utf8("MAIL FROM:<用@例.cn> SMTPUTF8")))
                .isEqualTo(new SmtpCommand.Mail(path, OptionalLong.empty(), true));
        assertThat(parse(utf8("RCPT TO:<用@例.cn>"))).isEqualTo(new SmtpCommand.Rcpt(path));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "LHLO bücher.example",
                "VRFY jürgen",
                "rſet",
                "quıt",
                "MAIL FROM:<a@b> ſMTPUTF8",
                "MAIL FROM:<a@b> ſIZE=5",
                "RCPT TO:<a@b> ü"
            })
    @Spec("SM-024")
    void nonAsciiOctetsOutsideAPathAreAnError(String line) {
        assertThat(code(utf8(line))).isEqualTo(500);
    }

    @Test
    @Spec("SM-024")
    void octetsThatAreNoUtf8AreAnError() {
        assertThat(code("RCPT TO:<j\u00FCrgen@x>")).isEqualTo(500);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "MAIL FROM:<a@b>\nRCPT TO:<c@d>",
                "MAIL FROM:<a@b>\rRCPT TO:<c@d>",
                "NOOP\u0000",
                "NOOP \u007F"
            })
    @Spec("SG-009")
    void aControlCharacterMakesTheLineNoCommand(String line) {
        assertThat(code(line)).isEqualTo(500);
    }

    @ParameterizedTest
    @ValueSource(strings = {"DATA x", "RSET x", "QUIT x", "LHLO", "EHLO ", "HELO", "VRFY"})
    @Spec("SM-026")
    void tooManyOrTooFewArgumentsDraw501(String line) {
        assertThat(code(line)).isEqualTo(501);
    }

    @ParameterizedTest
    @CsvSource({"XYZ, 500", "'', 500", "MAILFROM:<a@b>, 500", "BDAT 5, 502", "EXPN x, 502"})
    @Spec("SM-022")
    void unknownCommandsDraw500AndKnownOnesThatAreNotImplemented502(String line, int code) {
        assertThat(code(line)).isEqualTo(code);
    }

    @ParameterizedTest
    @ValueSource(strings = {"a b", "a(b)", "a;b", "<a>", "a\\b", "\"a\""})
    void aClientsNameCannotBreakTheReceivedField(String name) {
        assertThat(code("LHLO " + name)).isEqualTo(501);
    }

    @Test
    @Spec("SM-021")
    void anyLineIsACommandOrDrawsOneReply() {
        Random random = new Random(2033);
        String[] pieces = {
            "MAIL ",
            "RCPT ",
            "FROM:",
            "TO:",
            "<",
            ">",
            "@",
            "\"",
            "\\",
            "a",
            " ",
            "SIZE=",
            "1",
            "\t",
            "\u00E7",
            "\u0000",
            "SMTPUTF8",
            "=",
            ":",
            "LHLO",
            ".",
            "[",
            "]",
            ","
        };
        for (int run = 0; run < 50_000; run++) {
            StringBuilder line = new StringBuilder();
            for (int left = random.nextInt(12); left > 0; left--) {
                line.append(pieces[random.nextInt(pieces.length)]);
            }
            if (parse(line.toString()) instanceof SmtpCommand.Invalid(var reply)) {
                assertThat(reply.code()).as("%s", line).isBetween(500, 555);
                assertThat(reply.lines()).hasSize(1);
            }
        }
    }

    private static SmtpCommand parse(String line) {
        return SmtpCommandParser.parse(line);
    }

    private static int code(String line) {
        return parse(line) instanceof SmtpCommand.Invalid(var reply) ? reply.code() : 0;
    }

    private static OptionalLong size(String digits) {
        return parse("MAIL FROM:<a@b> SIZE=" + digits) instanceof SmtpCommand.Mail mail
                ? mail.octets()
                : OptionalLong.empty();
    }

    /** As the line reader hands it out: one character for each octet. */
    private static String utf8(String line) {
        return new String(line.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
    }
}
