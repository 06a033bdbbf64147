package org.restante.accounts.password;

import java.security.GeneralSecurityException;
import java.util.Arrays;

import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;

/** PBKDF2 (RFC 8018 §5.2), which is also {@code Hi} of SCRAM (RFC 5802 §2.2). */
final class KeyDerivation {
    private KeyDerivation() {}

    /**
     * Derives one key.
     *
     * @param algorithm the JDK's name of it, with the hash
     * @param password not empty; taken as UTF-8
     * @param salt not empty
     */
    static byte[] derive(
            String algorithm, String password, byte[] salt, int iterations, int octets) {
        char[] characters = password.toCharArray();
        PBEKeySpec key = new PBEKeySpec(characters, salt, iterations, octets * Byte.SIZE);
        try {
            return SecretKeyFactory.getInstance(algorithm).generateSecret(key).getEncoded();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has " + algorithm, e);
        } finally {
            key.clearPassword();
            Arrays.fill(characters, '\0');
        }
    }
}
