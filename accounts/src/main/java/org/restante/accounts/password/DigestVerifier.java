package org.restante.accounts.password;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;

/** One round of a hash over the password and, with an S in the name, a salt behind it. */
final class DigestVerifier extends StoredVerifier {
    private final String algorithm;
    private final byte[] digest;
    private final byte[] salt;

    private DigestVerifier(
            PasswordScheme scheme, String value, String algorithm, byte[] digest, byte[] salt) {
        super(scheme.text(), value);
        this.algorithm = algorithm;
        this.digest = digest;
        this.salt = salt;
    }

    static DigestVerifier read(PasswordScheme scheme, String value) throws BadVerifierException {
        boolean salted = scheme.text().startsWith("SSHA") || scheme == PasswordScheme.SMD5;
        String algorithm =
                switch (scheme.text().substring(salted ? 1 : 0)) {
                    case "SHA256" -> "SHA-256";
                    case "SHA512" -> "SHA-512";
                    case "MD5", "PLAIN-MD5", "LDAP-MD5" -> "MD5";
                    case String _ -> "SHA-1";
                };
        int octets = digest(algorithm).getDigestLength();
        // Dovecot takes an unsalted hash in hexadecimal digits too, told by its length.
        byte[] both = !salted && value.length() == 2 * octets ? hex(value) : base64(value);
        if (salted ? both.length <= octets : both.length != octets) {
            throw new BadVerifierException(
                    "a {"
                            + scheme.text()
                            + "} value holds "
                            + octets
                            + " octets of hash"
                            + (salted ? " and a salt" : ""));
        }
        return new DigestVerifier(
                scheme,
                value,
                algorithm,
                Arrays.copyOf(both, octets),
                Arrays.copyOfRange(both, octets, both.length));
    }

    @Override
    boolean proves(String password) {
        MessageDigest computed = digest(algorithm);
        computed.update(password.getBytes(StandardCharsets.UTF_8));
        return MessageDigest.isEqual(computed.digest(salt), digest);
    }

    private static MessageDigest digest(String algorithm) {
        try {
            return MessageDigest.getInstance(algorithm);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has " + algorithm, e);
        }
    }
}
