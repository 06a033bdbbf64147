package org.restante.store;

/**
 * What makes a delivery the same as an earlier one that was repeated, because nobody heard whether
 * it had succeeded. Whoever delivers makes it of what stays the same: where the message comes from
 * and what it was called there.
 *
 * @param value any text, of 1 to {@value #LENGTH_MAX} characters; stores keep its SHA-256 only
 */
public record DeliveryId(String value) {
    /** Long enough for a path, a place in it and a hash. */
    public static final int LENGTH_MAX = 10_000;

    public DeliveryId {
        if (value.isEmpty() || value.length() > LENGTH_MAX) {
            throw new IllegalArgumentException(
                    "a delivery id has "
                            + value.length()
                            + " characters, must have 1 to "
                            + LENGTH_MAX);
        }
    }
}
