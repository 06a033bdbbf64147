package org.restante.accounts.password;

import org.restante.protocol.Secret;

import java.security.SecureRandom;
import java.util.Locale;
import java.util.Optional;

/** The ways to store a password, under the names that Dovecot gave them. */
public enum PasswordScheme {
    /** RFC 7677; Dovecot's {@code iterations,salt,storedKey,serverKey}. Ours by default. */
    SCRAM_SHA_256("SCRAM-SHA-256"),
    /** RFC 5802, in the same form. */
    SCRAM_SHA_1("SCRAM-SHA-1"),
    /** The password itself; APOP and CRAM-MD5 cannot do with less. */
    PLAIN("PLAIN"),
    /** Another name of {@link #PLAIN}. */
    CLEARTEXT("CLEARTEXT"),
    /** What crypt(3) makes, told apart by its {@code $id$}. */
    CRYPT("CRYPT"),
    SHA512_CRYPT("SHA512-CRYPT"),
    SHA256_CRYPT("SHA256-CRYPT"),
    MD5_CRYPT("MD5-CRYPT"),
    /** Looks at the first eight octets of a password only. */
    DES_CRYPT("DES-CRYPT"),
    /** bcrypt; looks at the first 72 octets of a password only. */
    BLF_CRYPT("BLF-CRYPT"),
    ARGON2ID("ARGON2ID"),
    ARGON2I("ARGON2I"),
    /** Dovecot's {@code $1$salt$rounds$hex}, with HMAC-SHA-1. */
    PBKDF2("PBKDF2"),
    /** In hexadecimal digits; Dovecot's {@code MD5} is {@link #MD5_CRYPT}. */
    PLAIN_MD5("PLAIN-MD5"),
    /** The same in base64. */
    LDAP_MD5("LDAP-MD5"),
    SMD5("SMD5"),
    SHA("SHA"),
    SHA256("SHA256"),
    SHA512("SHA512"),
    SSHA("SSHA"),
    SSHA256("SSHA256"),
    SSHA512("SSHA512");

    private final String text;

    PasswordScheme(String text) {
        this.text = text;
    }

    /** Its name as it stands between the braces, without an encoding. */
    public String text() {
        return text;
    }

    /** The scheme of that name, in any letter case; Dovecot's other names for one are known too. */
    public static Optional<PasswordScheme> find(String name) {
        String wanted =
                switch (name.toUpperCase(Locale.ROOT)) {
                    case "SHA1" -> SHA.text;
                    case "CLEAR" -> CLEARTEXT.text;
                    case String other -> other;
                };
        for (PasswordScheme scheme : values()) {
            if (scheme.text.equals(wanted)) {
                return Optional.of(scheme);
            }
        }
        return Optional.empty();
    }

    /**
     * Makes a verifier of a new password.
     *
     * @param random where a salt comes from
     * @return empty for the schemes that are only verified, never made: all but {@link
     *     #SCRAM_SHA_256}, {@link #SCRAM_SHA_1}, {@link #PLAIN}
     * @throws BadVerifierException if no client could ever send that password: it is empty, or has
     *     a CR, LF or NUL
     */
    public Optional<StoredVerifier> make(Secret password, SecureRandom random)
            throws BadVerifierException {
        String sendable = PlainVerifier.sendable(password);
        return switch (this) {
            case SCRAM_SHA_256, SCRAM_SHA_1 ->
                    Optional.of(ScramVerifier.make(this, sendable, random));
            case PLAIN -> Optional.of(new PlainVerifier(this, sendable));
            case CLEARTEXT,
                    CRYPT,
                    SHA512_CRYPT,
                    SHA256_CRYPT,
                    MD5_CRYPT,
                    DES_CRYPT,
                    BLF_CRYPT,
                    ARGON2ID,
                    ARGON2I,
                    PBKDF2,
                    PLAIN_MD5,
                    LDAP_MD5,
                    SMD5,
                    SHA,
                    SHA256,
                    SHA512,
                    SSHA,
                    SSHA256,
                    SSHA512 ->
                    Optional.empty();
        };
    }

    /** Reads a value of this scheme, its encoding undone. */
    StoredVerifier read(String value) throws BadVerifierException {
        return switch (this) {
            case SCRAM_SHA_256, SCRAM_SHA_1 -> ScramVerifier.read(this, value);
            case PLAIN, CLEARTEXT -> PlainVerifier.read(this, value);
            case CRYPT -> CryptVerifier.readAnyCrypt(value);
            case SHA512_CRYPT, SHA256_CRYPT, MD5_CRYPT, DES_CRYPT ->
                    CryptVerifier.read(this, this, value);
            case BLF_CRYPT -> BcryptVerifier.read(this, value);
            case ARGON2ID, ARGON2I -> Argon2Verifier.read(this, this, value);
            case PBKDF2 -> Pbkdf2Verifier.read(this, value);
            case PLAIN_MD5, LDAP_MD5, SMD5, SHA, SHA256, SHA512, SSHA, SSHA256, SSHA512 ->
                    DigestVerifier.read(this, value);
        };
    }

    /** Whether a value is octets in base64 by nature, and not text. */
    boolean octets() {
        return switch (this) {
            case PLAIN_MD5, LDAP_MD5, SMD5, SHA, SHA256, SHA512, SSHA, SSHA256, SSHA512 -> true;
            case SCRAM_SHA_256,
                    SCRAM_SHA_1,
                    PLAIN,
                    CLEARTEXT,
                    CRYPT,
                    SHA512_CRYPT,
                    SHA256_CRYPT,
                    MD5_CRYPT,
                    DES_CRYPT,
                    BLF_CRYPT,
                    ARGON2ID,
                    ARGON2I,
                    PBKDF2 ->
                    false;
        };
    }
}
