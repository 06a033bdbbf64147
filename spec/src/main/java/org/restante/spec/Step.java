package org.restante.spec;

/** One line of a {@link Transcript}; each octet is a character of the same number. */
sealed interface Step {
    /** What the client sends, line end included. */
    record Send(String octets) implements Step {}

    /** The client ends its side and goes on reading. */
    record HalfClose() implements Step {}

    /**
     * What must come from the server.
     *
     * @param anyRest whether anything may follow up to and with the next CRLF
     */
    record Expect(String octets, boolean anyRest) implements Step {}

    /** The server must close. */
    record Closed() implements Step {}
}
