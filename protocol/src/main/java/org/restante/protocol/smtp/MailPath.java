package org.restante.protocol.smtp;

import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * The path of MAIL or RCPT without its angle brackets and without a source route (RFC 5321 §4.1.2).
 *
 * @param text as it was sent, a quoted local part in its quotes; empty for the null path
 * @param localPart with its quoting undone, in the letter case that was sent
 * @param domain in the letter case that was sent; empty for a bare local part
 */
public record MailPath(String text, String localPart, Optional<String> domain) {
    /** The null path, {@code <>}. */
    public static final MailPath NULL = new MailPath("", "", Optional.empty());

    /** RFC 5321 §4.5.3.1.1. */
    private static final int LOCAL_PART_OCTETS_MAX = 64;

    /** RFC 5321 §4.5.3.1.2. */
    private static final int DOMAIN_OCTETS_MAX = 255;

    /** The local part and the domain with an @ between them, quoting undone. */
    public String address() {
        return domain.map(name -> localPart + "@" + name).orElse(localPart);
    }

    /** Whether it needs SMTPUTF8 (RFC 6531). */
    public boolean isInternationalized() {
        return text.chars().anyMatch(c -> c > 0x7E);
    }

    /** Reads what stood between the angle brackets; empty if it is no path. */
    static Optional<MailPath> parse(String text) {
        if (text.isEmpty()) {
            return Optional.of(NULL);
        }
        String path = text;
        if (path.startsWith("@")) {
            // A source route, to be ignored (RFC 5321 App. C).
            int colon = path.indexOf(':');
            if (colon < 0) {
                return Optional.empty();
            }
            path = path.substring(colon + 1);
        }
        StringBuilder local = new StringBuilder();
        int at = path.startsWith("\"") ? quoted(path, local) : dotted(path, local);
        if (at < 0 || local.isEmpty() || octets(local) > LOCAL_PART_OCTETS_MAX) {
            return Optional.empty();
        }
        if (at == path.length()) {
            return Optional.of(new MailPath(path, local.toString(), Optional.empty()));
        }
        String domain = path.substring(at + 1);
        if (path.charAt(at) != '@' || !isDomain(domain)) {
            return Optional.empty();
        }
        return Optional.of(new MailPath(path, local.toString(), Optional.of(domain)));
    }

    /** Reads a quoted local part; returns the index behind it, or −1. */
    private static int quoted(String path, StringBuilder local) {
        for (int i = 1; i < path.length(); i++) {
            char c = path.charAt(i);
            if (c == '"') {
                return i + 1;
            }
            if (c == '\\') {
                i++;
                if (i == path.length()) {
                    return -1;
                }
                c = path.charAt(i);
            }
            if (c < 0x20 || c == 0x7F) {
                return -1;
            }
            local.append(c);
        }
        return -1;
    }

    /** Reads an unquoted local part; returns the index behind it, or −1. */
    private static int dotted(String path, StringBuilder local) {
        int i = 0;
        for (; i < path.length() && path.charAt(i) != '@'; i++) {
            char c = path.charAt(i);
            // Stray full stops are no reason to refuse mail; what could end the path is.
            if (c <= 0x20 || c == 0x7F || "()<>[]:;\\,\"".indexOf(c) >= 0) {
                return -1;
            }
            local.append(c);
        }
        return i;
    }

    private static boolean isDomain(String domain) {
        return !domain.isEmpty()
                && octets(domain) <= DOMAIN_OCTETS_MAX
                && domain.chars()
                        .allMatch(c -> c > 0x20 && c != 0x7F && "()<>\\,;\"@".indexOf(c) < 0);
    }

    private static int octets(CharSequence text) {
        return text.toString().getBytes(StandardCharsets.UTF_8).length;
    }
}
