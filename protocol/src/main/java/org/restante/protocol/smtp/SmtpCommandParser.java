package org.restante.protocol.smtp;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/** Turns a request line into an {@link SmtpCommand} (RFC 5321 §4.1). */
public final class SmtpCommandParser {
    /**
     * The longest request line, CRLF included: 512 (RFC 5321 §4.5.3.1.4) and what SIZE, BODY and
     * SMTPUTF8 add, and room for internationalized addresses.
     */
    public static final int LINE_OCTETS_MAX = 1024;

    /** The longest size parameter, in digits (RFC 1870 §3). */
    private static final int SIZE_DIGITS_MAX = 20;

    private static final SmtpCommand UNKNOWN = invalid(500, "5.5.1", "unknown command");
    private static final SmtpCommand NO_ARGUMENTS = invalid(501, "5.5.4", "no arguments allowed");
    private static final SmtpCommand BAD_PARAMETER = invalid(501, "5.5.4", "malformed parameter");
    private static final SmtpCommand UNKNOWN_PARAMETER =
            invalid(555, "5.5.4", "parameter not recognised");
    private static final SmtpCommand UTF8_WITHOUT_LEAVE =
            invalid(553, "5.6.7", "a non-ASCII address needs SMTPUTF8");

    private SmtpCommandParser() {}

    /**
     * Parses one line; never fails, what is malformed is {@link SmtpCommand.Invalid}.
     *
     * @param line without its line end, one character for each octet
     */
    public static SmtpCommand parse(String line) {
        String text;
        try {
            text =
                    StandardCharsets.UTF_8
                            .newDecoder()
                            .decode(ByteBuffer.wrap(line.getBytes(StandardCharsets.ISO_8859_1)))
                            .toString();
        } catch (CharacterCodingException _) {
            return invalid(500, "5.5.2", "neither ASCII nor UTF-8");
        }
        if (text.chars().anyMatch(c -> (c < 0x20 && c != '\t') || c == 0x7F)) {
            // A bare CR or LF among them: one line, never two commands.
            return invalid(500, "5.5.2", "control characters are not allowed");
        }
        // RFC 6531 §3.3. Ignoring case would else take "rſet" for RSET.
        if (text.replaceFirst("<.*>", "").chars().anyMatch(c -> c > 0x7F)) {
            return invalid(500, "5.5.2", "only an address may be non-ASCII");
        }
        text = text.stripTrailing();
        int space = text.indexOf(' ');
        String verb = (space < 0 ? text : text.substring(0, space)).toUpperCase(Locale.ROOT);
        String argument = space < 0 ? "" : text.substring(space + 1).strip();
        return switch (verb) {
            case "LHLO" -> hello(SmtpCommand.Greeting.LHLO, argument);
            case "EHLO" -> hello(SmtpCommand.Greeting.EHLO, argument);
            case "HELO" -> hello(SmtpCommand.Greeting.HELO, argument);
            case "MAIL" -> mail(argument);
            case "RCPT" -> rcpt(argument);
            case "DATA" -> argument.isEmpty() ? new SmtpCommand.Data() : NO_ARGUMENTS;
            case "RSET" -> argument.isEmpty() ? new SmtpCommand.Rset() : NO_ARGUMENTS;
            case "QUIT" -> argument.isEmpty() ? new SmtpCommand.Quit() : NO_ARGUMENTS;
            case "NOOP" -> new SmtpCommand.Noop();
            case "HELP" -> new SmtpCommand.Help();
            case "VRFY" ->
                    argument.isEmpty()
                            ? invalid(501, "5.5.4", "VRFY needs a name")
                            : new SmtpCommand.Vrfy();
            case "EXPN", "TURN", "BDAT", "STARTTLS", "AUTH" ->
                    invalid(502, "5.5.1", "command not implemented");
            default -> UNKNOWN;
        };
    }

    private static SmtpCommand hello(SmtpCommand.Greeting kind, String domain) {
        if (domain.isEmpty()) {
            return invalid(501, "5.5.4", "a name is needed");
        }
        // The name goes into the Received field: nothing that could end its token or its line.
        boolean fits =
                domain.length() <= 255
                        && domain.chars()
                                .allMatch(c -> c > 0x20 && c < 0x7F && "()<>;\\\"".indexOf(c) < 0);
        return fits
                ? new SmtpCommand.Hello(kind, domain)
                : invalid(501, "5.5.4", "a domain or an address literal is needed");
    }

    private static SmtpCommand mail(String argument) {
        Optional<Argument> read = Argument.read(argument, "FROM:");
        if (read.isEmpty()) {
            return invalid(501, "5.5.4", "MAIL FROM:<address> is needed");
        }
        OptionalLong octets = OptionalLong.empty();
        boolean utf8 = false;
        Set<String> seen = new HashSet<>();
        for (String parameter : read.get().parameters()) {
            int equals = parameter.indexOf('=');
            String name =
                    (equals < 0 ? parameter : parameter.substring(0, equals))
                            .toUpperCase(Locale.ROOT);
            String value = equals < 0 ? "" : parameter.substring(equals + 1);
            if (!seen.add(name)) {
                return BAD_PARAMETER;
            }
            switch (name) {
                case "SIZE" -> {
                    octets = size(value);
                    if (octets.isEmpty()) {
                        return BAD_PARAMETER;
                    }
                }
                case "BODY" -> {
                    if (!value.equalsIgnoreCase("7BIT") && !value.equalsIgnoreCase("8BITMIME")) {
                        return BAD_PARAMETER;
                    }
                }
                case "SMTPUTF8" -> {
                    if (equals >= 0) {
                        return BAD_PARAMETER;
                    }
                    utf8 = true;
                }
                default -> {
                    return UNKNOWN_PARAMETER;
                }
            }
        }
        MailPath sender = read.get().path();
        return sender.isInternationalized() && !utf8
                ? UTF8_WITHOUT_LEAVE
                : new SmtpCommand.Mail(sender, octets, utf8);
    }

    private static SmtpCommand rcpt(String argument) {
        Optional<Argument> read =
                Argument.read(argument, "TO:").filter(a -> !a.path().equals(MailPath.NULL));
        if (read.isEmpty()) {
            return invalid(501, "5.5.4", "RCPT TO:<address> is needed");
        }
        return !read.get().parameters().isEmpty()
                ? UNKNOWN_PARAMETER
                : new SmtpCommand.Rcpt(read.get().path());
    }

    private static OptionalLong size(String digits) {
        if (digits.isEmpty()
                || digits.length() > SIZE_DIGITS_MAX
                || !digits.chars().allMatch(c -> c >= '0' && c <= '9')) {
            return OptionalLong.empty();
        }
        String significant = digits.replaceFirst("^0+(?=.)", "");
        return OptionalLong.of(
                significant.length() > 18 ? Long.MAX_VALUE : Long.parseLong(significant));
    }

    private static SmtpCommand invalid(int code, String enhanced, String text) {
        return new SmtpCommand.Invalid(SmtpReply.of(code, enhanced, text));
    }

    /** What follows MAIL or RCPT: a path in angle brackets, and parameters. */
    private record Argument(MailPath path, List<String> parameters) {
        static Optional<Argument> read(String argument, String prefix) {
            if (!argument.regionMatches(true, 0, prefix, 0, prefix.length())) {
                return Optional.empty();
            }
            // Old devices put a space behind the colon: harmless.
            String rest = argument.substring(prefix.length()).stripLeading();
            int end = rest.startsWith("<") ? closing(rest) : -1;
            if (end < 0) {
                return Optional.empty();
            }
            String behind = rest.substring(end + 1);
            if (!behind.isEmpty() && !behind.startsWith(" ")) {
                return Optional.empty();
            }
            List<String> parameters =
                    behind.isBlank() ? List.of() : List.of(behind.strip().split(" +", -1));
            return MailPath.parse(rest.substring(1, end))
                    .map(path -> new Argument(path, parameters));
        }

        /** Where the closing bracket stands, not counting one inside quotes; or −1. */
        private static int closing(String text) {
            boolean quoted = false;
            for (int i = 1; i < text.length(); i++) {
                switch (text.charAt(i)) {
                    case '\\' -> i++;
                    case '"' -> quoted = !quoted;
                    case '>' -> {
                        if (!quoted) {
                            return i;
                        }
                    }
                    default -> {}
                }
            }
            return -1;
        }
    }
}
