package org.restante.server.login;

import java.net.IDN;
import java.text.Normalizer;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The one form of names, local parts and domains in which they are stored and compared, and in
 * which failed logins are counted: a spelling that means an account must not be counted apart.
 */
public final class Canonical {
    /** The longest name of the DNS (RFC 1035 §2.3.4). */
    private static final int DOMAIN_CHARACTERS_MAX = 253;

    private static final String LABEL = "[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?";
    private static final Pattern DOMAIN = Pattern.compile(LABEL + "(?:\\." + LABEL + ")*");

    private Canonical() {}

    /**
     * NFC, with letter case folded code point by code point as {@link String#equalsIgnoreCase}
     * does: no locale, no context, so that two texts that are equal stay so in any company.
     */
    public static String folded(String text) {
        StringBuilder folded = new StringBuilder(text.length());
        Normalizer.normalize(text, Normalizer.Form.NFC)
                .codePoints()
                .map(c -> Character.toLowerCase(Character.toUpperCase(c)))
                .forEach(folded::appendCodePoint);
        return Normalizer.normalize(folded, Normalizer.Form.NFC);
    }

    /** A-labels in lower case without a dot at the end; empty if it is no domain. */
    public static Optional<String> domain(String text) {
        String relative = text.endsWith(".") ? text.substring(0, text.length() - 1) : text;
        if (relative.length() > DOMAIN_CHARACTERS_MAX) {
            return Optional.empty();
        }
        try {
            // The JDK's table of letters is that of Unicode 3.2: newer ones pass as unassigned.
            String ascii =
                    IDN.toASCII(
                                    Normalizer.normalize(relative, Normalizer.Form.NFC),
                                    IDN.ALLOW_UNASSIGNED)
                            .toLowerCase(Locale.ROOT);
            return ascii.length() <= DOMAIN_CHARACTERS_MAX && DOMAIN.matcher(ascii).matches()
                    ? Optional.of(ascii)
                    : Optional.empty();
        } catch (IllegalArgumentException e) {
            return Optional.empty(); // IDN's way to say that this is no domain.
        }
    }

    /** An account's name; what stands behind its last {@code @} is a domain if it can be one. */
    public static String name(String text) {
        int at = text.lastIndexOf('@');
        if (at > 0) {
            Optional<String> domain = domain(text.substring(at + 1));
            if (domain.isPresent()) {
                return folded(text.substring(0, at)) + "@" + domain.get();
            }
        }
        return folded(text);
    }

    /**
     * The account that a login name means, if it means any: prepared, without a view, in the form
     * of {@link #name}.
     *
     * @param loginName as the client sent it; one that cannot be prepared is nobody's, and only
     *     folded
     */
    public static String account(String loginName) {
        return PreparedName.of(loginName)
                .map(prepared -> name(ViewedName.of(prepared.value()).account()))
                .orElseGet(() -> folded(loginName));
    }

    /** Whether it holds what nobody can see or type. */
    public static boolean hasInvisible(String text) {
        return text.codePoints()
                .anyMatch(c ->
                        Character.isISOControl(c)
                                || Character.isWhitespace(c)
                                || Character.isSpaceChar(c)
                                || Character.getType(c) == Character.FORMAT
                                || Character.getType(c) == Character.SURROGATE
                                || c == 0xFFFD);
    }
}
