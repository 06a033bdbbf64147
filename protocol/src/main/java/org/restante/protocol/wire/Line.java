package org.restante.protocol.wire;

/** What a {@link LineReader} found. */
public sealed interface Line {
    /**
     * A complete line without its line end.
     *
     * @param text one character for each octet, 0x00 to 0xFF (ISO 8859-1)
     */
    record Text(String text) implements Line {}

    /** A line over the limit; it was skipped up to its end without being kept. */
    record TooLong() implements Line {}

    /** The peer sends nothing more. What came behind the last line end was dropped. */
    record End() implements Line {}
}
