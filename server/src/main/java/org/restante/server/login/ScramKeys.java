package org.restante.server.login;

/** A verifier that SCRAM can go by (RFC 5802 §3); its scheme is {@code SCRAM-SHA-1} or the like. */
public interface ScramKeys extends Verifier {
    int iterations();

    byte[] salt();

    byte[] storedKey();

    byte[] serverKey();
}
