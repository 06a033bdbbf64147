package org.restante.protocol.pop3;

/** What an {@code -ERR} is about, for programs to read (RFC 2449 §8, RFC 3206 §4). */
public enum ResponseCode {
    /** The credentials are right, the maildrop is locked by another session. */
    IN_USE("IN-USE"),
    /** The credentials are wrong. */
    AUTH("AUTH"),
    /** The last login is too short a time ago (RFC 2449 §8.1.1). */
    LOGIN_DELAY("LOGIN-DELAY"),
    /** The message needs the UTF8 command first (RFC 6856 §5). */
    UTF8("UTF8"),
    /** Trouble of the server's that passes by itself. */
    SYS_TEMP("SYS/TEMP"),
    /** Trouble of the server's that a person has to end. */
    SYS_PERM("SYS/PERM");

    private final String text;

    ResponseCode(String text) {
        this.text = text;
    }

    /** As it stands between the square brackets. */
    public String text() {
        return text;
    }
}
