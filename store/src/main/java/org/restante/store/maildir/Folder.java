package org.restante.store.maildir;

/** The two folders of a Maildir that hold mail. */
enum Folder {
    /** Delivered, and no mail program has looked yet. */
    NEW,
    /** A mail program has seen it; the name carries flags. */
    CUR;

    /** Where a message with these flags is delivered: names in {@code new/} have none. */
    static Folder of(String flags) {
        return flags.isEmpty() ? NEW : CUR;
    }
}
