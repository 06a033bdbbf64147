package org.restante.server.net;

/** Why a peer was sent away, or a login did not come about that was not wrong. */
public enum Refusal {
    /** There are as many connections as there may be. */
    SESSIONS("too many connections"),
    /** The address has as many connections as one may have. */
    SESSIONS_OF_ADDRESS("too many connections from this address"),
    /** A connection from a proxy's network did not begin with a valid PROXY header. */
    PROXY_HEADER("no valid PROXY header"),
    /** Its password would come in the clear over a network. */
    CLEAR_TEXT("passwords are not taken in the clear from this address"),
    /** The address is none of those that may deliver. */
    NO_PEER("no deliveries from this address"),
    /** Too many logins from this address failed lately. */
    FAILURES_OF_ADDRESS("too many failed logins from this address"),
    /** Too many logins to this account failed lately. */
    FAILURES_OF_ACCOUNT("too many failed logins"),
    /** The password or token would come in the clear. */
    NEEDS_TLS("a login without TLS"),
    /** The login was right, and came within the account's delay. */
    TOO_SOON("too soon after the last login"),
    /** The login was right, and another session holds the maildrop. */
    IN_USE("the maildrop is in use");

    private final String text;

    Refusal(String text) {
        this.text = text;
    }

    /** For the log and for the peer, in ASCII. */
    public String text() {
        return text;
    }
}
