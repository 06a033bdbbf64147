package org.restante.server.event;

/** Text from a peer, made harmless for a log. */
public final class LogText {
    /** So many characters of a peer's text stand in a line of the log. */
    private static final int LENGTH_MAX = 100;

    private LogText() {}

    /** The text with anything but printable characters replaced by {@code ?}, and cut short. */
    public static String printable(String text) {
        StringBuilder clean = new StringBuilder();
        text.codePoints()
                .limit(LENGTH_MAX)
                .map(c -> Character.isISOControl(c) || !Character.isDefined(c) ? '?' : c)
                .forEach(clean::appendCodePoint);
        return clean.toString();
    }
}
