package org.restante.server.login.sasl;

import org.restante.protocol.sasl.Scram;
import org.restante.protocol.sasl.Utf8;
import org.restante.server.login.Canonical;

import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.random.RandomGenerator;

import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * What SCRAM shows of accounts that do not exist, or cannot use it: a salt as an account would have
 * one, always the same for a name while the server runs, and keys that nobody knows a password of.
 * Without them the first answer would tell who has an account. Immutable; any thread.
 */
final class Decoys {
    private static final int SALT_OCTETS = 16;

    private final SecretKeySpec key;
    private final int iterations;

    /**
     * Decoys of this process.
     *
     * @param iterations what new accounts have
     */
    Decoys(RandomGenerator random, int iterations) {
        byte[] octets = new byte[32];
        random.nextBytes(octets);
        this.key = new SecretKeySpec(octets, "HmacSHA256");
        this.iterations = iterations;
    }

    ScramExchange.Keys of(Scram scram, String name) {
        // An account's salt is the same however its name is written and whichever view is asked
        // for, so a decoy's is too.
        String account = Canonical.account(name);
        return new ScramExchange.Keys(
                iterations,
                Arrays.copyOf(derive(scram, "salt", account), SALT_OCTETS),
                Arrays.copyOf(derive(scram, "stored key", account), scram.octets()),
                Arrays.copyOf(derive(scram, "server key", account), scram.octets()));
    }

    private byte[] derive(Scram scram, String what, String name) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(key);
            return mac.doFinal(Utf8.encode(scram.mechanism() + '\0' + what + '\0' + name));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has HmacSHA256", e);
        }
    }
}
