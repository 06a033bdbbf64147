package org.restante.server.pop1;

/** What one line led to. */
sealed interface Step {
    /**
     * A line, and the state behind it.
     *
     * @param line begins with {@code +OK}, {@code -ERR} or {@code #}
     */
    record Say(String line, State next) implements Step {}

    /** All messages, joined, and the state behind them. */
    record Send(State.Reading reading) implements Step {}
}
