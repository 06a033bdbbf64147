package org.restante.server.login;

/** What becomes of a message that a client marked as deleted, at QUIT. */
public enum OnDelete {
    /** It is removed. */
    REMOVE,
    /** It stays for other programs, and no session lists it any more. */
    HIDE
}
