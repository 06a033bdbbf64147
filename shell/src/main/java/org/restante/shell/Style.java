package org.restante.shell;

/** What kind of text it is, for its colour. */
enum Style {
    /** A line to the server. */
    SENT,
    /** A line from the server. */
    RECEIVED,
    /** An answer {@code -ERR}, or what else went wrong. */
    BAD,
    /** What a line means. */
    EXPLANATION,
    /** The shell's own words. */
    NOTE
}
