package org.restante.protocol.pop1;

import org.restante.protocol.Secret;

/** One request line of POP1, parsed (RFC 918, Commands). */
public sealed interface Pop1Command {
    /** The keyword, for counting; {@code "?"} for what is none. */
    default String keyword() {
        return switch (this) {
            case User _ -> "USER";
            case Pass _ -> "PASS";
            case Retr _ -> "RETR";
            case Rdel _ -> "RDEL";
            case Rcev _ -> "RCEV";
            case Rcvd _ -> "RCVD";
            case Rset _ -> "RSET";
            case Noop _ -> "NOOP";
            case Quit _ -> "QUIT";
            case Invalid _ -> "?";
        };
    }

    /** Who wants to log in. */
    record User(String name) implements Pop1Command {}

    /** The password that belongs to it. */
    record Pass(Secret secret) implements Pop1Command {}

    /** Begins to read all messages of a mailbox. */
    record Retr(String mailbox) implements Pop1Command {}

    /** The same, to remove them in the end. */
    record Rdel(String mailbox) implements Pop1Command {}

    /** The client is ready for the messages; {@code RECV} in the diagram of RFC 918. */
    record Rcev() implements Pop1Command {}

    /** The client has them. */
    record Rcvd() implements Pop1Command {}

    /** Gives up what was begun. */
    record Rset() implements Pop1Command {}

    /** Does nothing. */
    record Noop() implements Pop1Command {}

    /** Ends the session. */
    record Quit() implements Pop1Command {}

    /**
     * No command.
     *
     * @param reason for the peer, in ASCII
     */
    record Invalid(String reason) implements Pop1Command {}
}
