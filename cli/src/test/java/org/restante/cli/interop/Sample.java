package org.restante.cli.interop;

/**
 * A message by name.
 *
 * @param octets each octet as the character of that number (ISO 8859-1)
 */
record Sample(String name, String octets) {
    /** What POP3 has to send for it, without stuffing. */
    String canonical() {
        return canonical(octets);
    }

    /**
     * RFC 1939 §11 word by word, as slow as can be: it must not share a line with what it checks.
     * Also makes equal what differs only in the local form of line ends.
     */
    static String canonical(String octets) {
        String lines = octets.replace("\r\n", "\n").replace("\n", "\r\n");
        return lines.isEmpty() || lines.endsWith("\r\n") ? lines : lines + "\r\n";
    }

    @Override
    public String toString() {
        return name;
    }
}
