package org.restante.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;

import org.restante.protocol.smtp.MailPath;
import org.restante.protocol.smtp.SmtpCommand;
import org.restante.protocol.smtp.SmtpCommandParser;

import java.nio.charset.StandardCharsets;

/** A line of SMTP is one command, and its address is one that can be handed on. */
final class SmtpFuzzTest {
    @FuzzTest
    void commands(byte[] line) {
        SmtpCommand command = SmtpCommandParser.parse(Wire.text(line));
        switch (command) {
            case SmtpCommand.Hello(var kind, var domain) -> {
                assertThat(domain).matches("[!-~]{1,255}");
                assertSame(command, kind + " " + domain);
            }
            case SmtpCommand.Mail(var sender, var octets, var utf8) -> {
                if (!sender.equals(MailPath.NULL)) {
                    assertPath(sender);
                }
                assertThat(utf8 || !sender.isInternationalized()).isTrue();
                assertSame(
                        command,
                        "MAIL FROM:<"
                                + sender.text()
                                + ">"
                                + (octets.isPresent() ? " SIZE=" + octets.getAsLong() : "")
                                + (utf8 ? " SMTPUTF8" : ""));
            }
            case SmtpCommand.Rcpt(var recipient) -> {
                assertPath(recipient);
                assertSame(command, "RCPT TO:<" + recipient.text() + ">");
            }
            case SmtpCommand.Invalid(var reply) -> assertThat(reply.code()).isBetween(500, 599);
            case SmtpCommand.Data _, SmtpCommand.Rset _, SmtpCommand.Noop _ ->
                    assertSame(command, command.verb());
            case SmtpCommand.Help _, SmtpCommand.Quit _ -> assertSame(command, command.verb());
            case SmtpCommand.Vrfy _ -> assertSame(command, "VRFY somebody");
        }
    }

    private static void assertPath(MailPath path) {
        assertThat(path.localPart()).isNotEmpty();
        assertThat(path.localPart().getBytes(StandardCharsets.UTF_8)).hasSizeLessThanOrEqualTo(64);
        assertThat(path.address())
                .isEqualTo(path.localPart() + path.domain().map(domain -> "@" + domain).orElse(""));
        assertThat(path.text() + path.address()).matches("[^\\x00-\\x1f\\x7f]*");
        // The address is written into a header field without another look.
        assertThat(path.domain().orElse("x")).matches("[^\\s<>@]+");
    }

    private static void assertSame(SmtpCommand command, String line) {
        assertThat(SmtpCommandParser.parse(Wire.text(line.getBytes(StandardCharsets.UTF_8))))
                .isEqualTo(command);
    }
}
