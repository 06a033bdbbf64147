package org.restante.protocol.pop2;

import org.restante.protocol.MessageNumber;
import org.restante.protocol.Secret;
import org.restante.protocol.sasl.Utf8;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Turns a request line into a {@link Pop2Command} (RFC 937, Formal Syntax). Keywords in any
 * letters, several spaces for one and spaces at the end are taken, and arguments may be in UTF-8.
 */
public final class Pop2CommandParser {
    /** The longest request line, CRLF included (RFC 937, Sizes). */
    public static final int LINE_OCTETS_MAX = 512;

    /** More digits than this say a number beyond every message. */
    private static final int DIGITS_MAX = 9;

    private static final char QUOTE = '\\';

    private Pop2CommandParser() {}

    /**
     * Parses one line; never fails, what is malformed is {@link Pop2Command.Invalid}.
     *
     * @param line without its line end, one character for each octet
     */
    public static Pop2Command parse(String line) {
        int space = line.indexOf(' ');
        String keyword = space < 0 ? line : line.substring(0, space);
        String rest = space < 0 ? "" : line.substring(space + 1);
        return switch (keyword.toUpperCase(Locale.ROOT)) {
            case "HELO" -> helo(rest);
            case "FOLD" -> fold(rest);
            case "READ" -> read(rest.strip());
            case "RETR" -> bare(rest, new Pop2Command.Retr());
            case "ACKS" -> bare(rest, new Pop2Command.Acks());
            case "ACKD" -> bare(rest, new Pop2Command.Ackd());
            case "NACK" -> bare(rest, new Pop2Command.Nack());
            case "QUIT" -> bare(rest, new Pop2Command.Quit());
            default -> new Pop2Command.Invalid("unknown command");
        };
    }

    private static Pop2Command helo(String rest) {
        return words(rest)
                .filter(words -> words.size() == 2)
                .<Pop2Command>map(
                        words -> new Pop2Command.Helo(words.get(0), new Secret(words.get(1))))
                .orElse(
                        new Pop2Command.Invalid(
                                "HELO needs a user and a password, \\ before a space or \\"));
    }

    /** A space is a part of the name (RFC 937, mailbox is a string). */
    private static Pop2Command fold(String rest) {
        return unquoted(rest)
                .filter(mailbox -> !mailbox.isEmpty())
                .<Pop2Command>map(Pop2Command.Fold::new)
                .orElse(new Pop2Command.Invalid("FOLD needs a mailbox, \\ before a \\"));
    }

    private static Pop2Command read(String argument) {
        if (argument.isEmpty()) {
            return new Pop2Command.Read(Optional.empty());
        }
        String digits = argument.replaceFirst("^0+", "");
        if (digits.isEmpty() || !digits.chars().allMatch(c -> c >= '0' && c <= '9')) {
            return new Pop2Command.Invalid("READ takes a message number: 1 or more, in digits");
        }
        int number = digits.length() > DIGITS_MAX ? Integer.MAX_VALUE : Integer.parseInt(digits);
        return new Pop2Command.Read(Optional.of(new MessageNumber(number)));
    }

    private static Pop2Command bare(String rest, Pop2Command command) {
        return rest.isBlank() ? command : new Pop2Command.Invalid("no arguments are allowed");
    }

    /**
     * What stands between spaces that are not quoted, unquoted; empty if any of it is malformed.
     */
    private static Optional<List<String>> words(String text) {
        List<String> words = new ArrayList<>();
        int start = 0;
        while (start < text.length()) {
            int end = wordEnd(text, start);
            if (end > start) {
                Optional<String> word = unquoted(text.substring(start, end));
                if (word.isEmpty()) {
                    return Optional.empty();
                }
                words.add(word.get());
            }
            start = end + 1;
        }
        return Optional.of(words);
    }

    private static int wordEnd(String text, int start) {
        int at = start;
        while (at < text.length() && text.charAt(at) != ' ') {
            at += text.charAt(at) == QUOTE ? 2 : 1;
        }
        return Math.min(at, text.length());
    }

    /**
     * Takes the backslashes away that make the octets behind them literal (RFC 937, Quoting).
     *
     * @return empty if the last one has nothing behind it, a control character is not quoted, or
     *     the octets are not well-formed UTF-8
     */
    private static Optional<String> unquoted(String text) {
        StringBuilder octets = new StringBuilder();
        for (int i = 0; i < text.length(); i++) {
            char octet = text.charAt(i);
            if (octet == QUOTE) {
                if (++i == text.length()) {
                    return Optional.empty();
                }
                octet = text.charAt(i);
            } else if (octet < ' ' || octet == 0x7F) {
                return Optional.empty();
            }
            octets.append(octet);
        }
        return Utf8.decode(octets.toString().getBytes(StandardCharsets.ISO_8859_1));
    }
}
