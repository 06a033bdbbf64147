package org.restante.accounts.password;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Dovecot's PBKDF2 with HMAC-SHA-1: {@code $1$salt$rounds$hex}, the salt taken as it is written.
 */
final class Pbkdf2Verifier extends StoredVerifier {
    private static final Pattern SHAPE =
            Pattern.compile("\\$1\\$([^$]{1,64})\\$(\\d+)\\$([0-9a-fA-F]{40})");

    private final byte[] salt;
    private final int rounds;
    private final byte[] key;

    private Pbkdf2Verifier(String value, byte[] salt, int rounds, byte[] key) {
        super(PasswordScheme.PBKDF2.text(), value);
        this.salt = salt;
        this.rounds = rounds;
        this.key = key;
    }

    static Pbkdf2Verifier read(PasswordScheme scheme, String value) throws BadVerifierException {
        Matcher matcher = SHAPE.matcher(value);
        if (!matcher.matches()) {
            throw new BadVerifierException(
                    "a {" + scheme.text() + "} value is $1$salt$rounds$ and 40 hexadecimal digits");
        }
        return new Pbkdf2Verifier(
                value,
                matcher.group(1).getBytes(StandardCharsets.UTF_8),
                bounded("the number of rounds", matcher.group(2), ITERATIONS_MAX),
                hex(matcher.group(3)));
    }

    @Override
    boolean proves(String password) {
        return MessageDigest.isEqual(
                KeyDerivation.derive("PBKDF2WithHmacSHA1", password, salt, rounds, key.length),
                key);
    }
}
