package org.restante.accounts;

import org.restante.server.login.Canonical;

import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * An address of an account in its canonical form.
 *
 * @param localPart empty for the catch-all of the domain
 * @param domain in A-labels
 */
record Address(String localPart, String domain) {
    /** RFC 5321 §4.5.3.1.1. */
    private static final int LOCAL_PART_OCTETS_MAX = 64;

    static Address parse(String text) throws RefusedException {
        int at = text.lastIndexOf('@');
        if (at < 0) {
            throw new RefusedException(
                    "\""
                            + text
                            + "\" is no address: write local-part@domain, or @domain for"
                            + " all of a domain that has no owner");
        }
        String localPart = Canonical.folded(text.substring(0, at));
        if (Canonical.hasInvisible(localPart)) {
            throw new RefusedException(
                    "the local part of an address has no spaces or control characters");
        }
        if (localPart.getBytes(StandardCharsets.UTF_8).length > LOCAL_PART_OCTETS_MAX) {
            throw new RefusedException(
                    "the local part of " + text + " has more than 64 octets (RFC 5321 §4.5.3)");
        }
        Optional<String> domain = Canonical.domain(text.substring(at + 1));
        if (domain.isEmpty()) {
            throw new RefusedException(
                    "\""
                            + text.substring(at + 1)
                            + "\" is no domain: labels of 1 to 63 letters,"
                            + " digits and hyphens with dots between");
        }
        return new Address(localPart, domain.get());
    }

    @Override
    public String toString() {
        return localPart + "@" + domain;
    }
}
