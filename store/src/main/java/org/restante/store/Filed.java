package org.restante.store;

import java.time.Instant;

/**
 * What is kept with a message beside its octets.
 *
 * @param arrived when it came into the maildrop, or into the one that it was taken from
 * @param flags what its owner has marked it with, in the letters of Maildir names (S seen, R
 *     replied, F flagged, T trashed, D draft, P passed, a to z of mail programs): in ascending
 *     order, none twice
 */
public record Filed(Instant arrived, String flags) {
    public Filed {
        for (int i = 0; i < flags.length(); i++) {
            char flag = flags.charAt(i);
            boolean letter = (flag >= 'A' && flag <= 'Z') || (flag >= 'a' && flag <= 'z');
            if (!letter || (i > 0 && flags.charAt(i - 1) >= flag)) {
                throw new IllegalArgumentException("not flags of a message: \"" + flags + "\"");
            }
        }
    }

    /** With the flags of any text: letters only, sorted, each once. */
    public static Filed of(Instant arrived, String text) {
        StringBuilder flags = new StringBuilder();
        text.chars()
                .filter(c -> (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z'))
                .sorted()
                .distinct()
                .forEach(c -> flags.append((char) c));
        return new Filed(arrived, flags.toString());
    }
}
