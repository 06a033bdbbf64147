package org.restante.protocol;

/**
 * A message's unique-id: 1 to 70 characters from 0x21 to 0x7E (RFC 1939 §7, UIDL). It never changes
 * and is never given to another message of the same maildrop.
 */
public record UniqueId(String value) {
    /** The longest unique-id, in octets (RFC 1939 §7). */
    public static final int OCTETS_MAX = 70;

    public UniqueId {
        if (!isValid(value)) {
            throw new IllegalArgumentException(
                    "a unique-id has 1 to 70 characters from 0x21 to 0x7E, not \"" + value + "\"");
        }
    }

    /** Whether RFC 1939 §7 allows this text as a unique-id. */
    public static boolean isValid(String text) {
        return !text.isEmpty()
                && text.length() <= OCTETS_MAX
                && text.chars().allMatch(c -> c >= 0x21 && c <= 0x7E);
    }

    @Override
    public String toString() {
        return value;
    }
}
