package org.restante.testkit;

import org.restante.protocol.pop3.Command;
import org.restante.protocol.pop3.CommandParser;

import java.util.Locale;

/**
 * What a client sent, as far as somebody in the middle has to understand it.
 *
 * @param keyword in upper case
 * @param argument the first one; empty if there is none
 * @param shown the line for people, with what is secret in it as {@code ***}
 * @param multiline whether a positive reply has a body
 */
record Request(String keyword, String argument, String shown, boolean multiline) {
    /** Longer lines are shown up to here. */
    private static final int SHOWN_CHARS_MAX = 500;

    private static final String HIDDEN = "***";

    /** Before the first command. */
    static final Request GREETING = new Request(On.GREETING, "", "", false);

    /** What is no command at all: the moment at which a certificate is presented. */
    static final Request HANDSHAKE = new Request("handshake", "", "", false);

    /**
     * A command.
     *
     * @param line without its line end, one character for each octet
     */
    static Request command(String line) {
        // Whatever a client puts around its words, a password among them is not shown.
        String[] words = line.strip().split("\\s+", 3);
        return new Request(
                words[0].toUpperCase(Locale.ROOT),
                words.length > 1 ? words[1] : "",
                shorten(redacted(words, line)),
                isMultiline(CommandParser.parse(line)));
    }

    /** A line of a SASL exchange; it belongs to AUTH. */
    static Request response(Request auth, String line) {
        return new Request(auth.keyword, auth.argument, line.equals("*") ? line : HIDDEN, false);
    }

    boolean isLogin() {
        return switch (keyword) {
            case "PASS", "APOP", "AUTH" -> true;
            default -> false;
        };
    }

    private static String redacted(String[] words, String line) {
        return switch (words[0].toUpperCase(Locale.ROOT)) {
            case "PASS" -> words[0] + (words.length > 1 ? " " + HIDDEN : "");
            case "APOP", "AUTH" ->
                    words.length > 2 ? words[0] + " " + words[1] + " " + HIDDEN : line;
            default -> line;
        };
    }

    private static String shorten(String line) {
        return line.length() <= SHOWN_CHARS_MAX
                ? line
                : line.substring(0, SHOWN_CHARS_MAX) + "... (" + line.length() + " characters)";
    }

    private static boolean isMultiline(Command command) {
        return switch (command) {
            case Command.Capa _, Command.Retr _, Command.Top _ -> true;
            case Command.List(var message) -> message.isEmpty();
            case Command.Uidl(var message) -> message.isEmpty();
            case Command.Lang(var range) -> range.isEmpty();
            case Command.Quit _,
                    Command.User _,
                    Command.Pass _,
                    Command.Apop _,
                    Command.Auth _,
                    Command.Stls _,
                    Command.Utf8 _,
                    Command.Stat _,
                    Command.Dele _,
                    Command.Noop _,
                    Command.Rset _,
                    Command.Invalid _ ->
                    false;
        };
    }
}
