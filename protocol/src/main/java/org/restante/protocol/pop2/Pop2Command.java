package org.restante.protocol.pop2;

import org.restante.protocol.MessageNumber;
import org.restante.protocol.Secret;

import java.util.Optional;

/**
 * One request line of POP2, parsed. The interfaces that a command implements are the states that it
 * is legal in (RFC 937, Server Decision Table); what is legal in none is {@link Invalid}.
 */
public sealed interface Pop2Command {
    /** Legal before login: AUTH. */
    sealed interface InAuth extends Pop2Command {}

    /** Legal while a mailbox is selected: MBOX. */
    sealed interface InMailbox extends Pop2Command {}

    /** Legal once the length of a message was told: ITEM. */
    sealed interface InItem extends Pop2Command {}

    /** Legal once a message was sent: NEXT. */
    sealed interface InNext extends Pop2Command {}

    /** The keyword, for counting; {@code "?"} for what is none. */
    default String keyword() {
        return switch (this) {
            case Helo _ -> "HELO";
            case Fold _ -> "FOLD";
            case Read _ -> "READ";
            case Retr _ -> "RETR";
            case Acks _ -> "ACKS";
            case Ackd _ -> "ACKD";
            case Nack _ -> "NACK";
            case Quit _ -> "QUIT";
            case Invalid _ -> "?";
        };
    }

    /** Logs in and selects the default mailbox. */
    record Helo(String user, Secret password) implements InAuth {}

    /** Releases the mailbox that is selected and selects another. */
    record Fold(String mailbox) implements InMailbox, InItem {}

    /** Asks for the length of a message; without a number for that of the current one. */
    record Read(Optional<MessageNumber> message) implements InMailbox, InItem {}

    /** Asks for the current message. */
    record Retr() implements InItem {}

    /** The message came; it is to be kept. */
    record Acks() implements InNext {}

    /** The message came; it is to be removed when the mailbox is released. */
    record Ackd() implements InNext {}

    /** The message did not come; it is still the current one. */
    record Nack() implements InNext {}

    /** Releases the mailbox and ends the session. */
    record Quit() implements InAuth, InMailbox, InItem {}

    /**
     * No command.
     *
     * @param reason for the peer, in ASCII
     */
    record Invalid(String reason) implements Pop2Command {}
}
