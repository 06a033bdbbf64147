package org.restante.protocol.pop3;

import org.restante.protocol.MessageNumber;
import org.restante.protocol.Secret;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Pattern;

/** Turns a request line into a {@link Command} (RFC 1939 §3, RFC 2449 §3). */
public final class CommandParser {
    /** The longest request line, CRLF included (RFC 2449 §4). */
    public static final int LINE_OCTETS_MAX = 255;

    private static final char TAB = '\t';

    /** The first two lines of an HTTP request (RFC 9112 §3); the first may be too long to tell. */
    private static final Pattern HTTP =
            Pattern.compile("\\S+ \\S+ HTTP/\\d.*|Host:.*", Pattern.CASE_INSENSITIVE);

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
            return invalid(Mistake.LINE_TOO_LONG);
        }
        String rest = space < 0 ? "" : line.substring(space + 1);
        // A password's own spaces and tabs count (RFC 1939 §7, PASS).
        boolean pass = keyword.equalsIgnoreCase("PASS");
        if (!isPrintable(pass ? line.replace(TAB, ' ') : trimmed(line))) {
            return isPrintable(keyword) ? credentials(keyword, rest) : invalid(Mistake.NOT_ASCII);
        }
        String argument = rest.stripTrailing();
        return switch (keyword.toUpperCase(Locale.ROOT)) {
            case "QUIT" -> bare(argument, new Command.Quit());
            case "CAPA" -> bare(argument, new Command.Capa());
            case "STLS" -> bare(argument, new Command.Stls());
            case "UTF8" -> bare(argument, new Command.Utf8());
            case "STAT" -> bare(argument, new Command.Stat());
            case "NOOP" -> bare(argument, new Command.Noop());
            case "RSET" -> bare(argument, new Command.Rset());
            case "USER" -> user(argument);
            case "PASS" -> pass(rest);
            case "APOP" -> apop(argument);
            case "AUTH" -> auth(argument);
            case "LANG" -> lang(argument);
            case "LIST" -> optionalNumber(argument, Command.List::new);
            case "UIDL" -> optionalNumber(argument, Command.Uidl::new);
            case "RETR" -> number(argument, Command.Retr::new);
            case "DELE" -> number(argument, Command.Dele::new);
            case "TOP" -> top(argument);
            default ->
                    invalid(
                            HTTP.matcher(line).matches()
                                    ? Mistake.OTHER_PROTOCOL
                                    : Mistake.UNKNOWN_COMMAND);
        };
    }

    /** Names and passwords may be in UTF-8, before the UTF8 command as well (RFC 6856 §2.2). */
    private static Command credentials(String keyword, String rest) {
        String upper = keyword.toUpperCase(Locale.ROOT);
        if (!upper.equals("USER") && !upper.equals("PASS") && !upper.equals("APOP")) {
            return invalid(Mistake.NOT_ASCII);
        }
        String text;
        try {
            text =
                    StandardCharsets.UTF_8
                            .newDecoder()
                            .decode(ByteBuffer.wrap(rest.getBytes(StandardCharsets.ISO_8859_1)))
                            .toString();
        } catch (CharacterCodingException _) {
            return invalid(Mistake.NOT_UTF8);
        }
        boolean pass = upper.equals("PASS");
        String argument = pass ? text : trimmed(text);
        if (argument.chars().anyMatch(c -> Character.isISOControl(c) && !(pass && c == TAB))) {
            return invalid(Mistake.NOT_ASCII);
        }
        return switch (upper) {
            case "USER" -> user(argument);
            case "PASS" -> pass(argument);
            default -> apop(argument);
        };
    }

    /** Without the spaces and tabs at its end; other control characters stay, and are wrong. */
    private static String trimmed(String line) {
        int end = line.length();
        while (end > 0 && (line.charAt(end - 1) == ' ' || line.charAt(end - 1) == TAB)) {
            end--;
        }
        return line.substring(0, end);
    }

    private static boolean isPrintable(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c < 0x20 || c > 0x7E) {
                return false;
            }
        }
        return true;
    }

    private static Command invalid(Mistake mistake) {
        return new Command.Invalid(mistake);
    }

    private static Command bare(String argument, Command command) {
        return argument.isEmpty() ? command : invalid(Mistake.NO_ARGUMENTS_ALLOWED);
    }

    private static Command user(String argument) {
        return argument.isBlank()
                ? invalid(Mistake.NAME_WANTED)
                : new Command.User(argument.strip());
    }

    private static Command pass(String rest) {
        return rest.isEmpty()
                ? invalid(Mistake.PASSWORD_WANTED)
                : new Command.Pass(new Secret(rest));
    }

    private static Command apop(String argument) {
        // A name may hold spaces; a digest cannot.
        int space = argument.lastIndexOf(' ');
        String name = argument.substring(0, Math.max(0, space)).strip();
        return name.isEmpty()
                ? invalid(Mistake.APOP_ARGUMENTS_WANTED)
                : new Command.Apop(name, new Secret(argument.substring(space + 1)));
    }

    private static Command auth(String argument) {
        if (argument.isEmpty()) {
            // Thunderbird and Outlook ask like this which mechanisms there are.
            return invalid(Mistake.MECHANISM_WANTED);
        }
        String[] words = argument.split(" ", -1);
        return switch (words.length) {
            case 1 -> new Command.Auth(words[0].toUpperCase(Locale.ROOT), Optional.empty());
            case 2 ->
                    new Command.Auth(
                            words[0].toUpperCase(Locale.ROOT), Optional.of(new Secret(words[1])));
            default -> invalid(Mistake.ONE_INITIAL_RESPONSE_ALLOWED);
        };
    }

    private static Command lang(String argument) {
        if (argument.isEmpty()) {
            return new Command.Lang(Optional.empty());
        }
        return argument.strip().contains(" ")
                ? invalid(Mistake.ONE_LANGUAGE_ALLOWED)
                : new Command.Lang(Optional.of(argument.strip()));
    }

    private static Command optionalNumber(
            String argument, Function<Optional<MessageNumber>, Command> command) {
        if (argument.isEmpty()) {
            return command.apply(Optional.empty());
        }
        return number(argument, number -> command.apply(Optional.of(number)));
    }

    private static Command number(String argument, Function<MessageNumber, Command> command) {
        return messageNumber(argument.stripLeading())
                .map(command)
                .orElse(invalid(Mistake.MESSAGE_NUMBER_WANTED));
    }

    private static Command top(String argument) {
        String[] words = argument.strip().split(" +", -1);
        if (words.length != 2 || !isDigits(words[1])) {
            return invalid(Mistake.TOP_ARGUMENTS_WANTED);
        }
        return messageNumber(words[0])
                .<Command>map(number -> new Command.Top(number, count(words[1])))
                .orElse(invalid(Mistake.TOP_ARGUMENTS_WANTED));
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
        long value = 0;
        for (int i = 0; i < digits.length(); i++) {
            int digit = digits.charAt(i) - '0';
            if (value > (Long.MAX_VALUE - digit) / 10) {
                return Long.MAX_VALUE;
            }
            value = 10 * value + digit;
        }
        return value;
    }
}
