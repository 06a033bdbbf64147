package org.restante.store.maildir;

/** How lines end in the files that this store writes; it reads both. */
public enum LineEnds {
    /** As on the wire: a message with nothing to stuff is sent without being touched. */
    CRLF,
    /** As other programs on the machine may expect it. */
    LF
}
