package org.restante.accounts.password;

import org.bouncycastle.crypto.generators.Argon2BytesGenerator;
import org.bouncycastle.crypto.params.Argon2Parameters;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Argon2i and Argon2id (RFC 9106) in the text form of its reference program. */
final class Argon2Verifier extends StoredVerifier {
    /** 256 MiB for each login that is checked; Dovecot makes them with 64. */
    private static final int MEMORY_KIBIBYTES_MAX = 256 * 1024;

    /** More passes over the memory would take a core for seconds. */
    private static final int PASSES_MAX = 64;

    /** More lanes than this no setting in use has. */
    private static final int LANES_MAX = 16;

    /** The longest salt and the longest hash; 16 and 32 are usual. */
    private static final int OCTETS_MAX = 64;

    private static final Pattern SHAPE =
            Pattern.compile(
                    "\\$(argon2id?)\\$(?:v=(16|19)\\$)?m=(\\d+),t=(\\d+),p=(\\d+)"
                            + "\\$([A-Za-z0-9+/]+)\\$([A-Za-z0-9+/]+)");

    private final Argon2Parameters parameters;
    private final byte[] hash;

    private Argon2Verifier(
            PasswordScheme scheme, String value, Argon2Parameters parameters, byte[] hash) {
        super(scheme.text(), value);
        this.parameters = parameters;
        this.hash = hash;
    }

    /**
     * Reads the text form.
     *
     * @param scheme under which it was stored
     * @param variant which of the two it has to be
     */
    static Argon2Verifier read(PasswordScheme scheme, PasswordScheme variant, String value)
            throws BadVerifierException {
        Matcher matcher = SHAPE.matcher(value);
        if (!matcher.matches() || !matcher.group(1).equalsIgnoreCase(variant.text())) {
            throw new BadVerifierException(
                    "the value is not $argon2…$v=19$m=…,t=…,p=…$salt$hash of {"
                            + variant.text()
                            + "}");
        }
        int memory = bounded("Argon2's memory in KiB", matcher.group(3), MEMORY_KIBIBYTES_MAX);
        int passes = bounded("Argon2's passes", matcher.group(4), PASSES_MAX);
        int lanes = bounded("Argon2's lanes", matcher.group(5), LANES_MAX);
        byte[] salt = base64(matcher.group(6));
        byte[] hash = base64(matcher.group(7));
        // RFC 9106 §3.1: eight octets of salt or more, four of tag or more, 8 KiB for each lane.
        if (salt.length < 8
                || salt.length > OCTETS_MAX
                || hash.length < 4
                || hash.length > OCTETS_MAX
                || memory < 8 * lanes) {
            throw new BadVerifierException(
                    "Argon2's salt has 8 to 64 octets, its hash 4 to 64, its memory 8 KiB a lane");
        }
        Argon2Parameters parameters =
                new Argon2Parameters.Builder(
                                variant == PasswordScheme.ARGON2I
                                        ? Argon2Parameters.ARGON2_i
                                        : Argon2Parameters.ARGON2_id)
                        // Texts without a version are older than version 19.
                        .withVersion(
                                "19".equals(matcher.group(2))
                                        ? Argon2Parameters.ARGON2_VERSION_13
                                        : Argon2Parameters.ARGON2_VERSION_10)
                        .withMemoryAsKB(memory)
                        .withIterations(passes)
                        .withParallelism(lanes)
                        .withSalt(salt)
                        .build();
        return new Argon2Verifier(scheme, value, parameters, hash);
    }

    @Override
    boolean proves(String password) {
        byte[] made = new byte[hash.length];
        Argon2BytesGenerator generator = new Argon2BytesGenerator();
        generator.init(parameters);
        generator.generateBytes(password.getBytes(StandardCharsets.UTF_8), made);
        return MessageDigest.isEqual(made, hash);
    }
}
