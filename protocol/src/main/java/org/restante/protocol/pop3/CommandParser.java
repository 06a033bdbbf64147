package org.restante.protocol.pop3;

import org.restante.protocol.Secret;

import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;

/** Turns a request line into a {@link Command} (RFC 1939 §3, RFC 2449 §3). */
public final class CommandParser {
    /** The longest request line, CRLF included (RFC 2449 §4). */
    public static final int LINE_OCTETS_MAX = 255;

    private static final Command UNKNOWN = new Command.Invalid("unknown command");
    private static final Command NO_ARGUMENTS = new Command.Invalid("no arguments are allowed");
    private static final Command NUMBER_WANTED =
            new Command.Invalid("a message number is needed: 1 or more, in digits");
    private static final Command TOP_WANTED =
            new Command.Invalid("TOP needs a message number and a count of lines, in digits");

    private CommandParser() {}

    /**
     * Parses one line; never fails, what is malformed is {@link Command.Invalid}.
     *
     * @param line without its line end, one character for each octet
     */
    public static Command parse(String line) {
        int space = line.indexOf(' ');
        String keyword = (space < 0 ? line.stripTrailing() : line.substring(0, space));
        boolean auth = keyword.equalsIgnoreCase("AUTH");
        // AUTH alone may be longer: clients send tokens as initial responses all the same.
        if (line.length() > LINE_OCTETS_MAX - 2 && !auth) {
            return new Command.Invalid("line too long");
        }
        for (int i = 0; i < line.length(); i++) {
            char c = line.charAt(i);
            if ((c < 0x20 && c != '\t') || c > 0x7E) {
                return new Command.Invalid("only printable ASCII is allowed here");
            }
        }
        String rest = space < 0 ? "" : line.substring(space + 1);
        String argument = rest.stripTrailing();
        return switch (keyword.toUpperCase(Locale.ROOT)) {
            case "QUIT" -> bare(argument, new Command.Quit());
            case "CAPA" -> bare(argument, new Command.Capa());
            case "STLS" -> bare(argument, new Command.Stls());
            case "STAT" -> bare(argument, new Command.Stat());
            case "NOOP" -> bare(argument, new Command.Noop());
            case "RSET" -> bare(argument, new Command.Rset());
            case "USER" ->
                    argument.isBlank()
                            ? new Command.Invalid("USER needs a name")
                            : new Command.User(argument.strip());
            // A password's own spaces count (RFC 1939 §7, PASS): rest, not argument.
            case "PASS" ->
                    rest.isEmpty()
                            ? new Command.Invalid("PASS needs a password")
                            : new Command.Pass(new Secret(rest));
            case "AUTH" -> auth(argument);
            case "LIST" -> optionalNumber(argument, Command.List::new);
            case "UIDL" -> optionalNumber(argument, Command.Uidl::new);
            case "RETR" -> number(argument, Command.Retr::new);
            case "DELE" -> number(argument, Command.Dele::new);
            case "TOP" -> top(argument);
            default -> UNKNOWN;
        };
    }

    private static Command bare(String argument, Command command) {
        return argument.isEmpty() ? command : NO_ARGUMENTS;
    }

    private static Command auth(String argument) {
        if (argument.isEmpty()) {
            // Thunderbird and Outlook ask like this which mechanisms there are.
            return new Command.Invalid("AUTH needs a mechanism: CAPA lists them");
        }
        String[] words = argument.split(" ", -1);
        return switch (words.length) {
            case 1 -> new Command.Auth(words[0].toUpperCase(Locale.ROOT), Optional.empty());
            case 2 ->
                    new Command.Auth(
                            words[0].toUpperCase(Locale.ROOT), Optional.of(new Secret(words[1])));
            default -> new Command.Invalid("AUTH takes a mechanism and one initial response");
        };
    }

    private static Command optionalNumber(
            String argument, Function<Optional<MessageNumber>, Command> command) {
        if (argument.isEmpty()) {
            return command.apply(Optional.empty());
        }
        return number(argument, number -> command.apply(Optional.of(number)));
    }

    private static Command number(String argument, Function<MessageNumber, Command> command) {
        return messageNumber(argument.stripLeading()).map(command).orElse(NUMBER_WANTED);
    }

    private static Command top(String argument) {
        String[] words = argument.strip().split(" +", -1);
        if (words.length != 2 || !isDigits(words[1])) {
            return TOP_WANTED;
        }
        return messageNumber(words[0])
                .<Command>map(number -> new Command.Top(number, count(words[1])))
                .orElse(TOP_WANTED);
    }

    private static Optional<MessageNumber> messageNumber(String text) {
        if (!isDigits(text)) {
            return Optional.empty();
        }
        // No maildrop has as many messages as an int can count: the largest stands for all beyond.
        int value = (int) Math.min(count(text), Integer.MAX_VALUE);
        return value == 0 ? Optional.empty() : Optional.of(new MessageNumber(value));
    }

    private static boolean isDigits(String text) {
        return !text.isEmpty() && text.chars().allMatch(c -> c >= '0' && c <= '9');
    }

    /** The number that these digits say, or the largest there is. */
    private static long count(String digits) {
        String significant = digits.replaceFirst("^0+(?=.)", "");
        return significant.length() > 18 ? Long.MAX_VALUE : Long.parseLong(significant);
    }
}
