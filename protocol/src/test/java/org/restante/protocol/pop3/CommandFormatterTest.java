package org.restante.protocol.pop3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.restante.protocol.MessageNumber;
import org.restante.protocol.Secret;
import org.restante.spec.Spec;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.Random;

final class CommandFormatterTest {
    private static final Random RANDOM = new Random(1939);

    private static Command parsed(String line) {
        return CommandParser.parse(
                new String(line.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1));
    }

    private static String word(String characters) {
        StringBuilder word = new StringBuilder();
        int length = 1 + RANDOM.nextInt(20);
        for (int i = 0; i < length; i++) {
            word.append(characters.charAt(RANDOM.nextInt(characters.length())));
        }
        return word.toString();
    }

    private static MessageNumber number() {
        return new MessageNumber(1 + RANDOM.nextInt(Integer.MAX_VALUE - 1));
    }

    private static List<Command> some() {
        Secret secret = new Secret(word("aß7 é\"\\漢~"));
        return List.of(
                new Command.Quit(),
                new Command.Capa(),
                new Command.Stls(),
                new Command.Utf8(),
                new Command.Stat(),
                new Command.Noop(),
                new Command.Rset(),
                new Command.User("x" + word("aß7 é@漢") + "x"),
                new Command.Pass(secret),
                new Command.Apop("a" + word("b c@") + "d", new Secret(word("0123456789abcdef"))),
                new Command.Auth(word("ABC-1"), Optional.empty()),
                new Command.Auth(word("ABC-1"), Optional.of(new Secret(word("abcXYZ+/=")))),
                new Command.Lang(Optional.empty()),
                new Command.Lang(Optional.of(word("abc-"))),
                new Command.List(Optional.empty()),
                new Command.List(Optional.of(number())),
                new Command.Uidl(Optional.empty()),
                new Command.Uidl(Optional.of(number())),
                new Command.Retr(number()),
                new Command.Dele(number()),
                new Command.Top(number(), RANDOM.nextLong(1_000_000_000_000L)));
    }

    @Test
    @Spec("P3-011")
    void whatIsFormattedIsReadAsTheSameCommand() {
        for (int round = 0; round < 200; round++) {
            for (Command command : some()) {
                assertThat(parsed(CommandFormatter.format(command))).isEqualTo(command);
            }
        }
    }

    @Test
    @Spec("CL-010")
    void whatWouldBeMoreThanOneLineOrTooLongIsRefusedAndNotShown() {
        for (String part : List.of("hunter2\r\nDELE 1", "hunter2\n", "hunter2\r", "hunter2\0")) {
            for (Command command :
                    List.of(
                            new Command.User(part),
                            new Command.Pass(new Secret(part)),
                            new Command.Apop(part, new Secret("x")),
                            new Command.Lang(Optional.of(part)))) {
                assertThatThrownBy(() -> CommandFormatter.format(command))
                        .isInstanceOf(IllegalArgumentException.class)
                        .hasMessageContaining("CR, LF or NUL")
                        .hasMessageNotContaining("hunter2");
            }
        }
        assertThat(CommandFormatter.format(new Command.Pass(new Secret("x".repeat(248)))))
                .hasSize(253);
        assertThatThrownBy(() ->
                        CommandFormatter.format(new Command.Pass(new Secret("x".repeat(249)))))
                .hasMessage("PASS would be a line of 256 octets, more than 255");
        assertThatThrownBy(
                        () -> CommandFormatter.format(new Command.Invalid(Mistake.UNKNOWN_COMMAND)))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
