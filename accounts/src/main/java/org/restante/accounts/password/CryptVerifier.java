package org.restante.accounts.password;

import static java.nio.charset.StandardCharsets.UTF_8;

import org.apache.commons.codec.digest.Crypt;

import java.security.MessageDigest;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What crypt(3) makes with SHA-2, MD5 or DES. */
final class CryptVerifier extends StoredVerifier {
    private static final Pattern SHA512 = sha2("6", 86);
    private static final Pattern SHA256 = sha2("5", 43);
    private static final Pattern MD5 =
            Pattern.compile("\\$1\\$[./0-9A-Za-z]{1,8}\\$(?<hash>[./0-9A-Za-z]{22})");
    private static final Pattern DES = Pattern.compile("(?<hash>[./0-9A-Za-z]{13})");

    private final String hash;

    private CryptVerifier(PasswordScheme scheme, String value, String hash) {
        super(scheme.text(), value);
        this.hash = hash;
    }

    private static Pattern sha2(String id, int hashCharacters) {
        return Pattern.compile(
                "\\$"
                        + id
                        + "\\$(?:rounds=(?<rounds>\\d+)\\$)?[./0-9A-Za-z]{1,16}"
                        + "\\$(?<hash>[./0-9A-Za-z]{"
                        + hashCharacters
                        + "})");
    }

    /** Tells by its {@code $id$} what a {@code {CRYPT}} value is. */
    static StoredVerifier readAnyCrypt(String value) throws BadVerifierException {
        PasswordScheme scheme = PasswordScheme.CRYPT;
        int end = value.startsWith("$") ? value.indexOf('$', 1) : 0;
        return switch (value.substring(0, Math.max(end, 0))) {
            case "$6" -> read(scheme, PasswordScheme.SHA512_CRYPT, value);
            case "$5" -> read(scheme, PasswordScheme.SHA256_CRYPT, value);
            case "$1" -> read(scheme, PasswordScheme.MD5_CRYPT, value);
            case "$2", "$2a", "$2b", "$2y" -> BcryptVerifier.read(scheme, value);
            case "$argon2id" -> Argon2Verifier.read(scheme, PasswordScheme.ARGON2ID, value);
            case "$argon2i" -> Argon2Verifier.read(scheme, PasswordScheme.ARGON2I, value);
            case "" -> read(scheme, PasswordScheme.DES_CRYPT, value);
            case String id ->
                    throw new BadVerifierException(
                            "crypt's "
                                    + (id.length() > 10 ? "method" : id + "$")
                                    + " is not known; $1$, $5$, $6$, $2y$ and $argon2id$ are");
        };
    }

    /**
     * Reads the output of one method of crypt(3).
     *
     * @param scheme under which it was stored
     * @param method what it has to be
     */
    static CryptVerifier read(PasswordScheme scheme, PasswordScheme method, String value)
            throws BadVerifierException {
        Pattern shape =
                switch (method.text()) {
                    case "SHA512-CRYPT" -> SHA512;
                    case "SHA256-CRYPT" -> SHA256;
                    case "MD5-CRYPT" -> MD5;
                    case String _ -> DES;
                };
        Matcher matcher = shape.matcher(value);
        if (!matcher.matches()) {
            throw new BadVerifierException(
                    "the value is not what crypt makes for {" + method.text() + "}");
        }
        if (matcher.namedGroups().containsKey("rounds") && matcher.group("rounds") != null) {
            bounded("the number of rounds", matcher.group("rounds"), ITERATIONS_MAX);
        }
        return new CryptVerifier(scheme, value, matcher.group("hash"));
    }

    @Override
    boolean proves(String password) {
        String made = Crypt.crypt(password.getBytes(UTF_8), value());
        // Only the hash: a number of rounds out of crypt's range is clamped, and written so.
        String madeHash = made.substring(made.length() - hash.length());
        return MessageDigest.isEqual(madeHash.getBytes(UTF_8), hash.getBytes(UTF_8));
    }
}
