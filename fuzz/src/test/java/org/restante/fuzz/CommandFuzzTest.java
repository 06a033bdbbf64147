package org.restante.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;

import org.restante.protocol.MessageNumber;
import org.restante.protocol.pop3.Command;
import org.restante.protocol.pop3.CommandParser;

import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;

/** A line is one command, and the same one when it is written in the usual form. */
final class CommandFuzzTest {
    @FuzzTest
    void commands(byte[] line) {
        String text = Wire.text(line);
        Command command = CommandParser.parse(text);
        Optional<String> written = format(command);
        if (written.isEmpty()) {
            assertThat(command).isInstanceOf(Command.Invalid.class);
            return;
        }
        // Nothing that is taken for a command has in it what could begin another.
        assertThat(text).doesNotContain("\r", "\n", "\0");
        assertThat(
                        text.length() < CommandParser.LINE_OCTETS_MAX - 1
                                || command instanceof Command.Auth)
                .isTrue();
        assertThat(CommandParser.parse(written.get())).isEqualTo(command);
        assertThat(text.toUpperCase(Locale.ROOT)).startsWith(command.keyword());
    }

    /** The command as a client would send it, one character for each octet of UTF-8. */
    private static Optional<String> format(Command command) {
        String arguments =
                switch (command) {
                    case Command.Quit _, Command.Capa _, Command.Stls _, Command.Utf8 _ -> "";
                    case Command.Stat _, Command.Noop _, Command.Rset _ -> "";
                    case Command.User(var name) -> " " + name;
                    case Command.Pass(var secret) -> " " + secret.reveal();
                    case Command.Apop(var name, var digest) -> " " + name + " " + digest.reveal();
                    case Command.Auth(var mechanism, var response) ->
                            " " + mechanism + response.map(r -> " " + r.reveal()).orElse("");
                    case Command.Lang(var range) -> range.map(r -> " " + r).orElse("");
                    case Command.List(var number) -> number.map(CommandFuzzTest::text).orElse("");
                    case Command.Uidl(var number) -> number.map(CommandFuzzTest::text).orElse("");
                    case Command.Retr(var number) -> text(number);
                    case Command.Dele(var number) -> text(number);
                    case Command.Top(var number, var lines) -> text(number) + " " + lines;
                    case Command.Invalid _ -> "?";
                };
        return command instanceof Command.Invalid
                ? Optional.empty()
                : Optional.of(
                        Wire.text(
                                (command.keyword() + arguments).getBytes(StandardCharsets.UTF_8)));
    }

    private static String text(MessageNumber number) {
        return " " + number.value();
    }
}
