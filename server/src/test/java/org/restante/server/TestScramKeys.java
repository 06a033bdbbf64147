package org.restante.server;

import org.restante.protocol.Secret;
import org.restante.protocol.sasl.Scram;
import org.restante.server.login.ScramKeys;

import java.util.Base64;

/** What an account keeps of a password for SCRAM; matches no password that comes in the clear. */
public final class TestScramKeys implements ScramKeys {
    private static final int ITERATIONS = 4096;

    private final Scram scram;
    private final byte[] salt;
    private final byte[] storedKey;
    private final byte[] serverKey;

    /**
     * The keys of a password.
     *
     * @param salt in base64
     */
    public TestScramKeys(Scram scram, String password, String salt) {
        this.scram = scram;
        this.salt = Base64.getDecoder().decode(salt);
        byte[] salted = scram.salted(new Secret(password), this.salt, ITERATIONS);
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
        return false;
    }

    @Override
    public int iterations() {
        return ITERATIONS;
    }

    @Override
    public byte[] salt() {
        return salt;
    }

    @Override
    public byte[] storedKey() {
        return storedKey;
    }

    @Override
    public byte[] serverKey() {
        return serverKey;
    }
}
