package org.restante.bench;

/** Why a session counts for nothing. */
public enum Failure {
    NOT_CONNECTED("not-connected", "cannot connect"),
    /** The handshake failed, or the certificate is not trusted. */
    NO_TLS("no-tls", "no TLS"),
    LOGIN_REFUSED("login-refused", "login refused"),
    /** Another command was answered -ERR. */
    REFUSED("refused", "command refused"),
    /** The server hung up before everything was answered. */
    CUT("cut", "connection ended"),
    TIMED_OUT("timed-out", "no answer in time"),
    /** An answer that is no POP3. */
    BROKEN("broken", "protocol broken"),
    /** Messages or octets are not as many as STAT announced. */
    WRONG("wrong", "not as announced");

    private final String word;
    private final String meaning;

    Failure(String word, String meaning) {
        this.word = word;
        this.meaning = meaning;
    }

    /** For programs. */
    public String word() {
        return word;
    }

    /** For people. */
    public String meaning() {
        return meaning;
    }
}
