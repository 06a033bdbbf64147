package org.restante.protocol.pop3;

import org.restante.protocol.Content;
import org.restante.protocol.wire.WireOutput;

import java.io.IOException;
import java.util.Optional;

/** The answer to one command: exactly one status line, for some a body. */
public sealed interface Reply {
    record Ok(String text) implements Reply {}

    record Err(Optional<ResponseCode> code, String text) implements Reply {}

    /**
     * A multi-line answer.
     *
     * @param lines made one by one as they are written, not stuffed
     */
    record Listing(String text, Iterable<String> lines) implements Reply {}

    /** The multi-line answer of LIST and UIDL: as many lines as there are messages. */
    record Scan(String text, Lines lines) implements Reply {
        /** Writes the lines while it reads them. */
        @FunctionalInterface
        public interface Lines {
            /**
             * Called once, when the status line is written.
             *
             * @throws IOException if the peer or the maildrop failed
             */
            void writeTo(WireOutput out) throws IOException;
        }
    }

    /** RETR's; the writer closes the message. */
    record Message(String text, Content content) implements Reply {}

    /** TOP's; the writer closes the message. */
    record Top(String text, Content content, long bodyLines) implements Reply {}

    /**
     * Asks for the next step of a SASL exchange.
     *
     * @param base64 the challenge, perhaps empty
     */
    record Challenge(String base64) implements Reply {}

    /** A positive answer. */
    static Reply ok(String text) {
        return new Ok(text);
    }

    /** A negative answer that needs no code. */
    static Reply err(String text) {
        return new Err(Optional.empty(), text);
    }

    /** A negative answer with a response code. */
    static Reply err(ResponseCode code, String text) {
        return new Err(Optional.of(code), text);
    }

    /** Whether it says {@code +OK}, or {@code +} within an exchange. */
    default boolean isPositive() {
        return !(this instanceof Err);
    }
}
