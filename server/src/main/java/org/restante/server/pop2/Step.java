package org.restante.server.pop2;

import org.restante.protocol.Content;

/** What one line led to. */
sealed interface Step {
    /**
     * A line, and the state behind it.
     *
     * @param line begins with {@code +}, {@code -}, {@code =} or {@code #}
     */
    record Say(String line, State next) implements Step {}

    /** A message as it is, which the session closes, and the state behind it. */
    record Send(Content content, State next) implements Step {}

    /** The end without a word: what was said now would be taken for the message. */
    record HangUp() implements Step {}
}
