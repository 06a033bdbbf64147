package org.restante.accounts.password;

import org.restante.server.login.ScramKeys;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * What a SCRAM server keeps of a password (RFC 5802 §3), as Dovecot writes it: {@code
 * iterations,salt,storedKey,serverKey}, the latter three in base64.
 *
 * <p>A client has to prepare the password as the verifier's maker did. Ours take its UTF-8 in NFC
 * and leave out the rest of SASLprep (RFC 4013), as RFC 8265's OpaqueString does: the two differ
 * only for non-ASCII spaces and compatibility characters.
 */
public final class ScramVerifier extends StoredVerifier implements ScramKeys {
    /** RFC 7677 §4 asks for 4096 at least; this costs a login some milliseconds. */
    public static final int ITERATIONS_DEFAULT = 10_000;

    private static final int SALT_OCTETS = 16;
    private static final Pattern SHAPE = Pattern.compile("(\\d+),([^,]+),([^,]+),([^,]+)");

    private final Hash hash;
    private final int iterations;
    private final byte[] salt;
    private final byte[] storedKey;
    private final byte[] serverKey;

    private ScramVerifier(
            PasswordScheme scheme,
            String value,
            Hash hash,
            int iterations,
            byte[] salt,
            byte[] storedKey,
            byte[] serverKey) {
        super(scheme.text(), value);
        this.hash = hash;
        this.iterations = iterations;
        this.salt = salt;
        this.storedKey = storedKey;
        this.serverKey = serverKey;
    }

    static ScramVerifier make(PasswordScheme scheme, String password, SecureRandom random) {
        byte[] salt = new byte[SALT_OCTETS];
        random.nextBytes(salt);
        Hash hash = hash(scheme);
        byte[] salted = hash.salted(password, salt, ITERATIONS_DEFAULT);
        byte[] storedKey = hash.storedKey(salted);
        byte[] serverKey = hash.hmac(salted, "Server Key");
        Base64.Encoder base64 = Base64.getEncoder();
        String value =
                String.join(
                        ",",
                        Integer.toString(ITERATIONS_DEFAULT),
                        base64.encodeToString(salt),
                        base64.encodeToString(storedKey),
                        base64.encodeToString(serverKey));
        return new ScramVerifier(
                scheme, value, hash, ITERATIONS_DEFAULT, salt, storedKey, serverKey);
    }

    static ScramVerifier read(PasswordScheme scheme, String value) throws BadVerifierException {
        Matcher matcher = SHAPE.matcher(value);
        if (!matcher.matches()) {
            throw new BadVerifierException(
                    "a {" + scheme.text() + "} value is iterations,salt,storedKey,serverKey");
        }
        Hash hash = hash(scheme);
        int iterations = bounded("the number of iterations", matcher.group(1), ITERATIONS_MAX);
        byte[] salt = base64(matcher.group(2));
        byte[] storedKey = base64(matcher.group(3));
        byte[] serverKey = base64(matcher.group(4));
        if (salt.length == 0
                || storedKey.length != hash.octets
                || serverKey.length != hash.octets) {
            throw new BadVerifierException(
                    "a {"
                            + scheme.text()
                            + "} value has a salt and two keys of "
                            + hash.octets
                            + " octets");
        }
        return new ScramVerifier(scheme, value, hash, iterations, salt, storedKey, serverKey);
    }

    private static Hash hash(PasswordScheme scheme) {
        return scheme == PasswordScheme.SCRAM_SHA_1 ? Hash.SHA_1 : Hash.SHA_256;
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

    @Override
    boolean proves(String password) {
        return MessageDigest.isEqual(
                hash.storedKey(hash.salted(password, salt, iterations)), storedKey);
    }

    private enum Hash {
        SHA_1("SHA-1", "HmacSHA1", 20),
        SHA_256("SHA-256", "HmacSHA256", 32);

        private final String digest;
        private final String mac;
        private final int octets;

        Hash(String digest, String mac, int octets) {
            this.digest = digest;
            this.mac = mac;
            this.octets = octets;
        }

        byte[] salted(String password, byte[] salt, int iterations) {
            return KeyDerivation.derive("PBKDF2With" + mac, password, salt, iterations, octets);
        }

        byte[] storedKey(byte[] salted) {
            try {
                return MessageDigest.getInstance(digest).digest(hmac(salted, "Client Key"));
            } catch (GeneralSecurityException e) {
                throw new IllegalStateException("every JDK has " + digest, e);
            }
        }

        byte[] hmac(byte[] key, String text) {
            try {
                Mac hmac = Mac.getInstance(mac);
                hmac.init(new SecretKeySpec(key, mac));
                return hmac.doFinal(text.getBytes(StandardCharsets.US_ASCII));
            } catch (GeneralSecurityException e) {
                throw new IllegalStateException("every JDK has " + mac, e);
            }
        }
    }
}
