package org.restante.store;

import org.restante.protocol.UniqueId;

/**
 * One line of a maildrop's listing.
 *
 * @param id stable for the message's life, unlike any other in the maildrop
 * @param octets the canonical form's exact size (RFC 1939 §11): what RETR sends, unstuffed
 */
public record ListedMessage(UniqueId id, long octets) {
    public ListedMessage {
        if (octets < 0) {
            throw new IllegalArgumentException("octets is " + octets + ", must not be negative");
        }
    }
}
