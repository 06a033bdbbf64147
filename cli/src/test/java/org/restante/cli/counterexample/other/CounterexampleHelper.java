package org.restante.cli.counterexample.other;

import org.restante.cli.counterexample.Counterexample;

/** The other half of a cycle, under a name that says nothing. */
public final class CounterexampleHelper {
    /** Computed, so that the compiler does not copy it and the dependency stays. */
    public static final String TEXT = Counterexample.class.getName();

    private CounterexampleHelper() {}
}
