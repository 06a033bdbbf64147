package org.restante.protocol.pop3;

import org.restante.protocol.MessageNumber;
import org.restante.protocol.Secret;

import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** Turns a {@link Command} into its request line, which {@link CommandParser} reads. */
public final class CommandFormatter {
    private CommandFormatter() {}

    /**
     * The line without its line end; it goes out in UTF-8.
     *
     * @throws IllegalArgumentException if a part has CR, LF or NUL, which could make it another
     *     command, or if the line is longer than {@link CommandParser#LINE_OCTETS_MAX}; the message
     *     does not show it
     */
    public static String format(Command command) {
        String line =
                switch (command) {
                    case Command.Quit _,
                            Command.Capa _,
                            Command.Stls _,
                            Command.Utf8 _,
                            Command.Stat _,
                            Command.Noop _,
                            Command.Rset _ ->
                            command.keyword();
                    case Command.User(String name) -> "USER " + name;
                    case Command.Pass(Secret secret) -> "PASS " + secret.reveal();
                    case Command.Apop(String name, Secret digest) ->
                            "APOP " + name + " " + digest.reveal();
                    case Command.Auth(String mechanism, Optional<Secret> initialResponse) ->
                            "AUTH "
                                    + mechanism
                                    + initialResponse.map(it -> " " + it.reveal()).orElse("");
                    case Command.Lang(Optional<String> range) ->
                            "LANG" + range.map(it -> " " + it).orElse("");
                    case Command.List(Optional<MessageNumber> message) -> "LIST" + number(message);
                    case Command.Uidl(Optional<MessageNumber> message) -> "UIDL" + number(message);
                    case Command.Retr(MessageNumber message) -> "RETR " + message.value();
                    case Command.Dele(MessageNumber message) -> "DELE " + message.value();
                    case Command.Top(MessageNumber message, long bodyLines) ->
                            "TOP " + message.value() + " " + bodyLines;
                    case Command.Invalid _ ->
                            throw new IllegalArgumentException("what is no command has no line");
                };
        if (line.chars().anyMatch(c -> c == '\r' || c == '\n' || c == 0)) {
            throw new IllegalArgumentException(
                    command.keyword() + " with CR, LF or NUL in it is no command");
        }
        int octets = line.getBytes(StandardCharsets.UTF_8).length + 2;
        if (octets > CommandParser.LINE_OCTETS_MAX) {
            throw new IllegalArgumentException(
                    command.keyword()
                            + " would be a line of "
                            + octets
                            + " octets, more than "
                            + CommandParser.LINE_OCTETS_MAX);
        }
        return line;
    }

    private static String number(Optional<MessageNumber> message) {
        return message.map(it -> " " + it.value()).orElse("");
    }
}
