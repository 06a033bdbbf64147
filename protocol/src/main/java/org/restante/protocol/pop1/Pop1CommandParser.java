package org.restante.protocol.pop1;

import org.restante.protocol.Secret;
import org.restante.protocol.sasl.Utf8;

import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;

/**
 * Turns a request line into a {@link Pop1Command}. RFC 918 has no syntax: as in its successors
 * keywords are taken in any letters, an argument is all that stands behind one space, and it may be
 * in UTF-8.
 */
public final class Pop1CommandParser {
    /** The longest request line, CRLF included; RFC 918 has none, its successor has this one. */
    public static final int LINE_OCTETS_MAX = 512;

    private Pop1CommandParser() {}

    /**
     * Parses one line; never fails, what is malformed is {@link Pop1Command.Invalid}.
     *
     * @param line without its line end, one character for each octet
     */
    public static Pop1Command parse(String line) {
        int space = line.indexOf(' ');
        String keyword = space < 0 ? line : line.substring(0, space);
        String rest = space < 0 ? "" : line.substring(space + 1);
        return switch (keyword.toUpperCase(Locale.ROOT)) {
            case "USER" -> one(rest.strip(), Pop1Command.User::new);
            // A password's own spaces count.
            case "PASS" -> one(rest, text -> new Pop1Command.Pass(new Secret(text)));
            case "RETR" -> one(rest.strip(), Pop1Command.Retr::new);
            case "RDEL" -> one(rest.strip(), Pop1Command.Rdel::new);
            case "RCEV", "RECV" -> bare(rest, new Pop1Command.Rcev());
            case "RCVD" -> bare(rest, new Pop1Command.Rcvd());
            case "RSET" -> bare(rest, new Pop1Command.Rset());
            case "NOOP" -> bare(rest, new Pop1Command.Noop());
            case "QUIT" -> bare(rest, new Pop1Command.Quit());
            default -> new Pop1Command.Invalid("unknown command");
        };
    }

    private static Pop1Command one(String octets, Function<String, Pop1Command> command) {
        if (octets.isEmpty()) {
            return new Pop1Command.Invalid("an argument is needed");
        }
        Optional<String> text =
                Utf8.decode(octets.getBytes(StandardCharsets.ISO_8859_1))
                        .filter(it -> it.chars().noneMatch(Character::isISOControl));
        return text.map(command)
                .orElse(new Pop1Command.Invalid("neither printable ASCII nor well-formed UTF-8"));
    }

    private static Pop1Command bare(String rest, Pop1Command command) {
        return rest.isBlank() ? command : new Pop1Command.Invalid("no arguments are allowed");
    }
}
