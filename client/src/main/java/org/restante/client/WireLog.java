package org.restante.client;

/**
 * Hears what goes over the wire, with passwords, digests and SASL responses covered as {@code ***}.
 * Called by the connection's thread, in order; what it throws ends the call that it was about.
 */
public interface WireLog {
    /** A line that goes to the server. */
    void sent(String line);

    /**
     * A status line of the server's: one character for each octet, control characters as {@code
     * \x1B}.
     */
    void received(String line);

    /**
     * What the line that was told last says within a SASL exchange, decoded; passwords, tokens,
     * digests, proofs and signatures are covered, NUL and U+0001 stand as {@code ␀} and {@code ␁}.
     */
    default void sasl(String message) {}

    /** A body came in whole, this many octets without stuffing and terminator. */
    void body(long octets);
}
