package org.restante.server.net;

/** Why a session ended. */
public enum EndReason {
    /** The client said QUIT. */
    QUIT("quit"),
    /** The client went without QUIT. */
    HUNG_UP("hung up"),
    /** The client sent nothing for too long. */
    IDLE("idle"),
    /** The session was as long as one may be, however busy. */
    SESSION_TIME("session too long"),
    /** The client did not log in in time. */
    LOGIN_TIMEOUT("no login in time"),
    /** The client did not read what was sent. */
    STALLED("stalled"),
    /** The connection broke. */
    BROKEN("connection broke"),
    /** The TLS handshake failed, or octets in the clear stood behind STLS. */
    TLS_FAILED("tls failed"),
    /** Too many commands in error, or too many failed logins. */
    TOO_MANY_ERRORS("too many errors"),
    /** A command was answered with an error, behind which the protocol closes (RFC 937). */
    ERROR("error"),
    /** The client speaks HTTP. */
    OTHER_PROTOCOL("another protocol"),
    /** Storage failed in the middle of a reply. */
    STORE_FAILED("store failed"),
    /** There was no place for it. */
    REFUSED("refused"),
    /** The account was disabled or removed. */
    ACCOUNT_CLOSED("account closed"),
    /** The server stops. */
    SHUTDOWN("server stops"),
    /** A mistake of ours; the log has it. */
    INTERNAL("internal error");

    private final String text;

    EndReason(String text) {
        this.text = text;
    }

    /** For the log. */
    public String text() {
        return text;
    }
}
