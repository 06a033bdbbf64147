package org.restante.server.login;

import org.restante.protocol.Secret;
import org.restante.protocol.sasl.Scram;

import java.security.MessageDigest;
import java.util.Base64;

/** What SCRAM keeps of a password (RFC 5802 §3), made from the password itself. Immutable. */
final class DerivedKeys implements ScramKeys {
    private final Scram scram;
    private final byte[] salt;
    private final int iterations;
    private final byte[] storedKey;
    private final byte[] serverKey;

    DerivedKeys(Scram scram, Secret password, byte[] salt, int iterations) {
        this.scram = scram;
        this.salt = salt.clone();
        this.iterations = iterations;
        byte[] salted = scram.salted(password, salt, iterations);
        storedKey = scram.storedKey(scram.clientKey(salted));
        serverKey = scram.serverKey(salted);
    }

    @Override
    public String scheme() {
        return scram.mechanism();
    }

    @Override
    public String stored() {
        return Base64.getEncoder().encodeToString(storedKey);
    }

    @Override
    public boolean matches(Secret password) {
        return MessageDigest.isEqual(
                storedKey,
                scram.storedKey(scram.clientKey(scram.salted(password, salt, iterations))));
    }

    @Override
    public int iterations() {
        return iterations;
    }

    @Override
    public byte[] salt() {
        return salt.clone();
    }

    @Override
    public byte[] storedKey() {
        return storedKey.clone();
    }

    @Override
    public byte[] serverKey() {
        return serverKey.clone();
    }
}
