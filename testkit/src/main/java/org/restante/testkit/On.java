package org.restante.testkit;

import java.util.Locale;

/**
 * The moment in a session at which a fault happens: a command of the client, or the greeting.
 * Written as the command itself: {@code RETR} is every RETR, {@code RETR 3} that of message 3.
 *
 * @param keyword in upper case, or {@link #GREETING}, or {@link #LOGIN}
 * @param argument the first argument, compared as it is; empty for any and for none
 */
public record On(String keyword, String argument) {
    /** The moment before the client's first command. */
    public static final String GREETING = "greeting";

    /** PASS, APOP or AUTH, whichever the client logs in by. */
    public static final String LOGIN = "login";

    public On {
        if (keyword.isBlank() || keyword.indexOf(' ') >= 0 || argument.indexOf(' ') >= 0) {
            throw new IllegalArgumentException(
                    "a moment is a keyword and at most one argument, not \""
                            + keyword
                            + " "
                            + argument
                            + "\"");
        }
    }

    /**
     * Reads a moment.
     *
     * @param text such as {@code RETR 3}, {@code LIST}, {@link #GREETING} or {@link #LOGIN}
     * @throws IllegalArgumentException if it has no keyword or more than one argument
     */
    public static On of(String text) {
        String[] words = text.strip().split(" +", 2);
        String word = words[0];
        boolean special = word.equals(GREETING) || word.equals(LOGIN);
        return new On(
                special ? word : word.toUpperCase(Locale.ROOT), words.length > 1 ? words[1] : "");
    }

    /** Whether this is the moment of a request. */
    boolean matches(Request request) {
        boolean same =
                keyword.equals(LOGIN) ? request.isLogin() : keyword.equals(request.keyword());
        return same && (argument.isEmpty() || argument.equals(request.argument()));
    }

    /** As {@link #of} reads it. */
    @Override
    public String toString() {
        return argument.isEmpty() ? keyword : keyword + " " + argument;
    }
}
