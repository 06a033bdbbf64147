package org.restante.collect.setup;

import java.net.IDN;
import java.util.Locale;

/**
 * An address whose mail is to be collected.
 *
 * @param local what stands before the last {@code @}
 * @param domain in A-labels and lower case
 */
public record MailAddress(String local, String domain) {
    /** More is not routable (RFC 5321 §4.5.3.1.3). */
    private static final int CHARACTERS_MAX = 254;

    /**
     * Reads one.
     *
     * @throws IllegalArgumentException if it is none
     */
    public static MailAddress parse(String text) {
        int at = text.lastIndexOf('@');
        if (at < 1
                || text.length() > CHARACTERS_MAX
                || text.chars().anyMatch(c -> c <= ' ' || Character.isISOControl(c))) {
            throw wrong(text);
        }
        String domain;
        try {
            domain = IDN.toASCII(text.substring(at + 1)).toLowerCase(Locale.ROOT);
        } catch (IllegalArgumentException _) {
            throw wrong(text);
        }
        if (!domain.matches("[a-z0-9]([a-z0-9-]*[a-z0-9])?(\\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)+")) {
            throw wrong(text);
        }
        return new MailAddress(text.substring(0, at), domain);
    }

    private static IllegalArgumentException wrong(String text) {
        return new IllegalArgumentException(
                "\"" + text + "\" is no mail address, such as alice@example.org");
    }

    @Override
    public String toString() {
        return local + "@" + domain;
    }
}
