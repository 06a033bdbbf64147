package org.restante.server.pop2;

import org.restante.server.login.Account;
import org.restante.server.session.OpenMaildrop;

import java.util.Optional;

/** Where a session is (RFC 937, Server State Diagram), with what only that state has. */
sealed interface State {
    /** Nobody has logged in. */
    record Auth() implements State {}

    /** A mailbox is selected. */
    record Mailbox(Selected selected) implements State {}

    /** The length of the current message was told. */
    record Item(Selected selected) implements State {}

    /** The current message was sent; how it arrived is still to be heard. */
    record Next(Selected selected) implements State {}

    /** The session is over. */
    record Done() implements State {}

    /**
     * The mailbox that is selected, and the message that is the current one.
     *
     * @param account whose it is
     * @param maildrop empty for a mailbox that is not there, which is one without messages
     * @param current the first is 1; there need not be such a message
     */
    record Selected(Account account, Optional<OpenMaildrop> maildrop, int current) {
        /** The same with this message as the current one. */
        Selected at(int message) {
            return new Selected(account, maildrop, message);
        }
    }
}
