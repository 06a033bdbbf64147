package org.restante.testkit;

import org.restante.protocol.Secret;
import org.restante.protocol.sasl.Scram;
import org.restante.server.login.ScramKeys;

import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;

/** What SCRAM keeps of a password (RFC 5802 §3). Immutable. */
final class DerivedKeys implements ScramKeys {
    /** The least that RFC 7677 §4 asks for: tests log in often. */
    static final int ITERATIONS = 4096;

    private static final int SALT_OCTETS = 16;

    private final Scram scram;
    private final byte[] salt = new byte[SALT_OCTETS];
    private final byte[] storedKey;
    private final byte[] serverKey;

    DerivedKeys(Scram scram, String password) {
        this.scram = scram;
        new SecureRandom().nextBytes(salt);
        byte[] salted = scram.salted(new Secret(password), salt, ITERATIONS);
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
        return Arrays.equals(
                storedKey,
                scram.storedKey(scram.clientKey(scram.salted(password, salt, ITERATIONS))));
    }

    @Override
    public int iterations() {
        return ITERATIONS;
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
