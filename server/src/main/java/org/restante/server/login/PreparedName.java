package org.restante.server.login;

import org.restante.protocol.sasl.Saslprep;
import org.restante.protocol.sasl.Utf8;

import java.util.Optional;

/**
 * A login name as it is looked up: what a client sent, prepared with SASLprep (RFC 4013), so that
 * two keyboards that make different octets of one name mean one account. Letter case is left to the
 * source of accounts.
 *
 * @param value not empty, no control characters
 */
public record PreparedName(String value) {
    /** The longest name, in octets of UTF-8: that of PLAIN (RFC 4616 §2). */
    private static final int OCTETS_MAX = 255;

    /**
     * Prepares a name.
     *
     * @param sent as the client sent it
     * @return empty if nothing is left of it, or if it holds what no name may: it is then nobody's
     */
    public static Optional<PreparedName> of(String sent) {
        if (sent.length() > OCTETS_MAX || Utf8.encode(sent).length > OCTETS_MAX) {
            return Optional.empty();
        }
        return Saslprep.prepare(sent)
                .filter(prepared -> !prepared.isEmpty())
                .map(PreparedName::new);
    }
}
