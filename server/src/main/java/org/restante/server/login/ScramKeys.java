package org.restante.server.login;

import org.restante.protocol.Secret;
import org.restante.protocol.sasl.Scram;

/** A verifier that SCRAM can go by (RFC 5802 §3); its scheme is {@code SCRAM-SHA-1} or the like. */
public interface ScramKeys extends Verifier {
    int iterations();

    byte[] salt();

    byte[] storedKey();

    byte[] serverKey();

    /**
     * The keys of a password, in memory: for tests and practice.
     *
     * @param iterations 4096 or more for what others may see (RFC 7677 §4)
     */
    static ScramKeys of(Scram scram, Secret password, byte[] salt, int iterations) {
        return new DerivedKeys(scram, password, salt, iterations);
    }
}
