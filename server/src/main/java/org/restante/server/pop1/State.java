package org.restante.server.pop1;

import org.restante.server.login.Account;
import org.restante.server.session.OpenMaildrop;

import java.time.Instant;
import java.util.Optional;

/** Where a session is (RFC 918, Diagram), with what only that state has. */
sealed interface State {
    /**
     * Nobody has logged in.
     *
     * @param name from a USER that PASS may complete
     */
    record Auth(Optional<String> name) implements State {}

    /** Logged in; no mailbox is open. */
    record Ready(Account account) implements State {}

    /** A mailbox is open and locked, and the octets of its messages were told. */
    record Announced(Reading reading) implements State {}

    /** The messages were sent. */
    record Sent(Reading reading) implements State {}

    /** The session is over. */
    record Done() implements State {}

    /** Before login, without a name. */
    State START = new Auth(Optional.empty());

    /**
     * A mail reading transaction.
     *
     * @param maildrop is the visit's
     * @param date stands before each message
     * @param deletes whether it began with RDEL
     */
    record Reading(Account account, OpenMaildrop maildrop, Instant date, boolean deletes) {}
}
