package org.restante.server.login.sasl;

import java.util.Set;

/** Which mechanisms a server offers where they can work. */
public sealed interface MechanismChoice {
    /**
     * What suits the accounts: PLAIN, SCRAM-SHA-256 once every account can use it, tokens where
     * somebody checks them, EXTERNAL where a name is taken from certificates. Never LOGIN, CRAM-MD5
     * or SCRAM-SHA-1, which are for clients that know nothing better.
     */
    record Automatic() implements MechanismChoice {}

    /** These and no others. */
    record Named(Set<Mechanism> mechanisms) implements MechanismChoice {
        public Named {
            mechanisms = Set.copyOf(mechanisms);
        }
    }
}
