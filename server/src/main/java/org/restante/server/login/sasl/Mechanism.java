package org.restante.server.login.sasl;

import org.restante.protocol.sasl.Scram;
import org.restante.server.login.RecoverablePassword;

import java.util.Locale;
import java.util.Optional;

/** The SASL mechanisms, strongest first: the order in which they are announced. */
public enum Mechanism {
    SCRAM_SHA_256_PLUS("SCRAM-SHA-256-PLUS"),
    SCRAM_SHA_256("SCRAM-SHA-256"),
    SCRAM_SHA_1_PLUS("SCRAM-SHA-1-PLUS"),
    SCRAM_SHA_1("SCRAM-SHA-1"),
    EXTERNAL("EXTERNAL"),
    OAUTHBEARER("OAUTHBEARER"),
    XOAUTH2("XOAUTH2"),
    CRAM_MD5("CRAM-MD5"),
    PLAIN("PLAIN"),
    LOGIN("LOGIN");

    private final String text;

    Mechanism(String text) {
        this.text = text;
    }

    /** Its registered name. */
    public String text() {
        return text;
    }

    /** The mechanism of that name, in any letter case. */
    public static Optional<Mechanism> find(String name) {
        String wanted = name.toUpperCase(Locale.ROOT);
        for (Mechanism mechanism : values()) {
            if (mechanism.text.equals(wanted)) {
                return Optional.of(mechanism);
            }
        }
        return Optional.empty();
    }

    /** The scheme of the verifier that an account must have for it; empty: any will do, or none. */
    public Optional<String> neededScheme() {
        return switch (this) {
            case SCRAM_SHA_256_PLUS, SCRAM_SHA_256 -> Optional.of(Scram.SHA_256.mechanism());
            case SCRAM_SHA_1_PLUS, SCRAM_SHA_1 -> Optional.of(Scram.SHA_1.mechanism());
            case CRAM_MD5 -> Optional.of(RecoverablePassword.SCHEME);
            case EXTERNAL, OAUTHBEARER, XOAUTH2, PLAIN, LOGIN -> Optional.empty();
        };
    }

    /** Whether it sends the password itself, for anybody on the way to read. */
    public boolean isClearText() {
        return this == PLAIN || this == LOGIN;
    }

    /** Whether it is never used without TLS, whatever is configured (RFC 7628 §3, RFC 8314). */
    public boolean needsTls() {
        return this == OAUTHBEARER
                || this == XOAUTH2
                || this == EXTERNAL
                || this == SCRAM_SHA_256_PLUS
                || this == SCRAM_SHA_1_PLUS;
    }

    /** Whether it proves that both ends are of one TLS connection (RFC 5802 §6). */
    public boolean usesChannelBinding() {
        return this == SCRAM_SHA_256_PLUS || this == SCRAM_SHA_1_PLUS;
    }

    /** Whether the server speaks first, so that an initial response is an error (RFC 5034 §4). */
    public boolean isServerFirst() {
        return this == CRAM_MD5 || this == LOGIN;
    }
}
