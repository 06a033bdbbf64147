package org.restante.bench;

/**
 * Whom to log in as.
 *
 * @param pattern a name; <code>{}</code> in it stands for a number
 * @param count how many: the numbers are 0 to {@code count - 1}
 */
public record Users(String pattern, int count) {
    private static final String NUMBER = "{}";

    /** Far more than any machine serves from one generator. */
    public static final int COUNT_MAX = 1_000_000;

    public Users {
        if (pattern.isEmpty() || pattern.chars().anyMatch(Character::isISOControl)) {
            throw new IllegalArgumentException(
                    "a user's name is no control characters, and not empty");
        }
        if (count < 1 || count > COUNT_MAX) {
            throw new IllegalArgumentException(
                    "users are from 1 to " + COUNT_MAX + ", not " + count);
        }
        if (count > 1 && !pattern.contains(NUMBER)) {
            throw new IllegalArgumentException(
                    "names of "
                            + count
                            + " users need {} where their number stands, not "
                            + pattern);
        }
    }

    /** The user with that number. */
    String name(int number) {
        return pattern.replace(NUMBER, Integer.toString(number));
    }
}
