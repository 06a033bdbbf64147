package org.restante.accounts.password;

import org.restante.protocol.Secret;
import org.restante.server.login.Verifier;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.text.Normalizer;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A verifier as it is stored: a scheme and a value. Immutable; prints its scheme only. */
public abstract sealed class StoredVerifier implements Verifier
        permits Argon2Verifier,
                BcryptVerifier,
                CryptVerifier,
                DigestVerifier,
                Pbkdf2Verifier,
                PlainVerifier,
                ScramVerifier,
                UnusableVerifier {
    private static final Pattern PREFIXED =
            Pattern.compile("\\{([A-Za-z0-9_-]+)(?:\\.([A-Za-z0-9]+))?}(.*)", Pattern.DOTALL);

    /** The longest value that is looked at; the longest of a known scheme has some 300. */
    private static final int VALUE_CHARACTERS_MAX = 4096;

    private final String scheme;
    private final String value;

    StoredVerifier(String scheme, String value) {
        this.scheme = scheme;
        this.value = value;
    }

    /**
     * Reads <code>{SCHEME}value</code>, <code>{SCHEME.hex}value</code> or <code>{SCHEME.b64}value
     * </code> as Dovecot writes them. The encoding is undone: the verifier shows the scheme's own
     * form.
     *
     * @param unprefixed the scheme of text without a scheme in braces
     */
    public static StoredVerifier parse(String text, PasswordScheme unprefixed)
            throws BadVerifierException {
        if (text.length() > VALUE_CHARACTERS_MAX) {
            throw new BadVerifierException(
                    "a verifier of " + text.length() + " characters; the most is 4096");
        }
        if (!text.startsWith("{")) {
            return unprefixed.read(text);
        }
        Matcher matcher = PREFIXED.matcher(text);
        if (!matcher.matches()) {
            throw new BadVerifierException(
                    "a verifier that begins with { names its scheme, as in {SHA512-CRYPT}…");
        }
        PasswordScheme scheme = known(matcher.group(1));
        String encoding = matcher.group(2);
        String value = matcher.group(3);
        return scheme.read(encoding == null ? value : decode(scheme, encoding, value));
    }

    /** Reads what {@link #scheme} and {@link #value} of a verifier gave once. Never fails. */
    public static StoredVerifier restore(String scheme, String value) {
        try {
            return known(scheme).read(value);
        } catch (BadVerifierException e) {
            // Written by a newer version or by hand: the account's other verifiers still serve.
            return new UnusableVerifier(scheme, value);
        }
    }

    /** Whether this is the password, in its one spelling; it is not empty. */
    abstract boolean proves(String password);

    /** The stored value without its scheme. Secret: never logged. */
    public final String value() {
        return value;
    }

    @Override
    public final String scheme() {
        return scheme;
    }

    @Override
    public final String stored() {
        return "{" + scheme + "}" + value;
    }

    /**
     * {@inheritDoc}
     *
     * <p>New passwords are normalised to NFC when their verifier is made, so that is tried first;
     * verifiers of other systems were made of whatever octets came, so those are tried as well.
     */
    @Override
    public final boolean matches(Secret password) {
        String sent = password.reveal();
        // Several schemes take no empty key, and an empty password proves nothing in any of them.
        if (sent.isEmpty()) {
            return false;
        }
        String composed = Normalizer.normalize(sent, Normalizer.Form.NFC);
        return proves(composed) || (!composed.equals(sent) && proves(sent));
    }

    /**
     * Whether a password that it matches is the password, and not only what an old scheme looks at:
     * eight octets with DES, 72 with bcrypt.
     */
    public final boolean covers(Secret password) {
        boolean des =
                scheme.equals("DES-CRYPT") || (scheme.equals("CRYPT") && !value.startsWith("$"));
        boolean bcrypt = value.startsWith("$2");
        return password.octets().length <= (des ? 8 : bcrypt ? 72 : Integer.MAX_VALUE);
    }

    @Override
    public final String toString() {
        return "{" + scheme + "}***";
    }

    private static PasswordScheme known(String name) throws BadVerifierException {
        return PasswordScheme.find(name)
                .orElseThrow(() ->
                        new BadVerifierException(
                                "the password scheme {" + name + "} is not known"));
    }

    private static String decode(PasswordScheme scheme, String encoding, String value)
            throws BadVerifierException {
        byte[] octets =
                switch (encoding.toLowerCase(Locale.ROOT)) {
                    case "hex" -> hex(value);
                    case "b64", "base64" -> base64(value);
                    case String other ->
                            throw new BadVerifierException(
                                    "the encoding ." + other + " is not known; .b64 and .hex are");
                };
        if (scheme.octets()) {
            return Base64.getEncoder().encodeToString(octets);
        }
        try {
            return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(octets)).toString();
        } catch (CharacterCodingException e) {
            throw new BadVerifierException("the encoded value is no UTF-8 text");
        }
    }

    static byte[] base64(String text) throws BadVerifierException {
        try {
            return Base64.getDecoder().decode(text);
        } catch (IllegalArgumentException e) {
            // Its message would quote the value.
            throw new BadVerifierException("the value is not in base64");
        }
    }

    static byte[] hex(String text) throws BadVerifierException {
        try {
            return HexFormat.of().parseHex(text);
        } catch (IllegalArgumentException e) {
            throw new BadVerifierException("the value is not in hexadecimal digits");
        }
    }

    /** A cost parameter that was matched as digits. */
    static int bounded(String what, String digits, int max) throws BadVerifierException {
        // Nine digits fit an int; anything longer is above every bound.
        if (digits.length() > 9 || Integer.parseInt(digits) > max || Integer.parseInt(digits) < 1) {
            throw new BadVerifierException(what + " is " + digits + ", must be 1 to " + max);
        }
        return Integer.parseInt(digits);
    }

    /** The most iterations of any scheme: seconds of one core, and no sane setting comes near. */
    static final int ITERATIONS_MAX = 10_000_000;
}
