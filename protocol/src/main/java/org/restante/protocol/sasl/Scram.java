package org.restante.protocol.sasl;

import org.restante.protocol.Secret;

import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Arrays;

import javax.crypto.Mac;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * The computations of SCRAM (RFC 5802 §3) with one of its hashes. In this order: a password gives
 * the salted password, that the client key and the server key, the client key the stored key. A
 * server keeps the stored key and the server key only.
 */
public enum Scram {
    SHA_1("SCRAM-SHA-1", "SHA-1", "HmacSHA1", 20),
    /** RFC 7677. */
    SHA_256("SCRAM-SHA-256", "SHA-256", "HmacSHA256", 32);

    private final String mechanism;
    private final String digest;
    private final String mac;
    private final int octets;

    Scram(String mechanism, String digest, String mac, int octets) {
        this.mechanism = mechanism;
        this.digest = digest;
        this.mac = mac;
        this.octets = octets;
    }

    /** The mechanism's registered name without {@code -PLUS}. */
    public String mechanism() {
        return mechanism;
    }

    /** How many octets a key, a proof or a signature has. */
    public int octets() {
        return octets;
    }

    /**
     * The salted password; takes as long as the iterations want, some milliseconds for 10,000.
     *
     * @param password prepared as its verifier's maker did; not empty
     */
    public byte[] salted(Secret password, byte[] salt, int iterations) {
        PBEKeySpec spec =
                new PBEKeySpec(password.reveal().toCharArray(), salt, iterations, octets * 8);
        try {
            return SecretKeyFactory.getInstance("PBKDF2With" + mac)
                    .generateSecret(spec)
                    .getEncoded();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has PBKDF2With" + mac, e);
        } finally {
            spec.clearPassword();
        }
    }

    public byte[] clientKey(byte[] salted) {
        return hmac(salted, "Client Key");
    }

    public byte[] serverKey(byte[] salted) {
        return hmac(salted, "Server Key");
    }

    public byte[] storedKey(byte[] clientKey) {
        try {
            return MessageDigest.getInstance(digest).digest(clientKey);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has " + digest, e);
        }
    }

    /**
     * What a client proves with that it knows the client key.
     *
     * @param authMessage the exchange so far: client-first-message-bare, server-first-message and
     *     client-final-message-without-proof with commas between
     */
    public byte[] proof(byte[] clientKey, String authMessage) {
        return xor(clientKey, hmac(storedKey(clientKey), authMessage));
    }

    /** Whether a proof was made with the client key of that stored key; tells nothing by time. */
    public boolean proves(byte[] proof, byte[] storedKey, String authMessage) {
        byte[] clientKey = xor(Arrays.copyOf(proof, octets), hmac(storedKey, authMessage));
        return MessageDigest.isEqual(storedKey(clientKey), storedKey) && proof.length == octets;
    }

    /** What a server proves with that it knows the server key. */
    public byte[] serverSignature(byte[] serverKey, String authMessage) {
        return hmac(serverKey, authMessage);
    }

    private static byte[] xor(byte[] one, byte[] other) {
        byte[] result = new byte[one.length];
        for (int i = 0; i < result.length; i++) {
            result[i] = (byte) (one[i] ^ other[i]);
        }
        return result;
    }

    private byte[] hmac(byte[] key, String text) {
        try {
            Mac hmac = Mac.getInstance(mac);
            hmac.init(new SecretKeySpec(key, mac));
            return hmac.doFinal(Utf8.encode(text));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has " + mac, e);
        }
    }
}
