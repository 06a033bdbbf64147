package org.restante.shell.transcript;

/**
 * A line as it went over the wire, without its line end.
 *
 * @param kept one character for each octet; the start of the line
 * @param leftOut how many octets more it had
 */
record Octets(String kept, long leftOut) {
    /** The start of a line, at most so many octets. */
    static Octets of(String line, int octetsMax) {
        return line.length() <= octetsMax
                ? new Octets(line, 0)
                : new Octets(line.substring(0, octetsMax), line.length() - octetsMax);
    }
}
