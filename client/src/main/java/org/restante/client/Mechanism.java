package org.restante.client;

import org.restante.protocol.sasl.Scram;

import java.util.List;
import java.util.Optional;

/** A way to log in, the strongest first: what it shows to the server, and to whoever listens. */
public enum Mechanism {
    /** RFC 7677, bound to the TLS connection: nobody can stand between. */
    SCRAM_SHA_256_PLUS("SCRAM-SHA-256-PLUS"),
    SCRAM_SHA_256("SCRAM-SHA-256"),
    /** RFC 5802. */
    SCRAM_SHA_1_PLUS("SCRAM-SHA-1-PLUS"),
    SCRAM_SHA_1("SCRAM-SHA-1"),
    /** The certificate alone (RFC 4422, appendix A). */
    EXTERNAL("EXTERNAL"),
    /** RFC 7628. */
    OAUTHBEARER("OAUTHBEARER"),
    /** Its forerunner, which some providers offer alone. */
    XOAUTH2("XOAUTH2"),
    /** RFC 2195: hides the password from who listens, but not well. */
    CRAM_MD5("CRAM-MD5"),
    /** RFC 1939 §7; as CRAM-MD5. */
    APOP("APOP"),
    /** RFC 4616: the server sees the password. */
    PLAIN("PLAIN"),
    /** PLAIN's forerunner. */
    LOGIN("LOGIN"),
    /** USER and PASS (RFC 1939 §7): the server sees the password, and it has to fit on a line. */
    USER("USER");

    /** Within TLS nobody listens, and PLAIN works where the server keeps no weak copies. */
    static final List<Mechanism> WITHIN_TLS =
            List.of(
                    SCRAM_SHA_256_PLUS,
                    SCRAM_SHA_256,
                    SCRAM_SHA_1_PLUS,
                    SCRAM_SHA_1,
                    PLAIN,
                    USER,
                    LOGIN,
                    CRAM_MD5,
                    APOP);

    static final List<Mechanism> IN_THE_CLEAR =
            List.of(SCRAM_SHA_256, SCRAM_SHA_1, CRAM_MD5, APOP, PLAIN, USER, LOGIN);

    private final String wire;

    Mechanism(String wire) {
        this.wire = wire;
    }

    /** Its name on the wire: of SASL, or {@code APOP}, or {@code USER}. */
    public String wire() {
        return wire;
    }

    /** The one with that name, in any letter case. */
    public static Optional<Mechanism> of(String wire) {
        return List.of(values()).stream().filter(it -> it.wire.equalsIgnoreCase(wire)).findFirst();
    }

    /** Whether it is not as good as another, by the order of this list. */
    boolean weakerThan(Mechanism other) {
        return compareTo(other) > 0;
    }

    boolean isSasl() {
        return this != APOP && this != USER;
    }

    boolean bindsChannel() {
        return this == SCRAM_SHA_256_PLUS || this == SCRAM_SHA_1_PLUS;
    }

    Optional<Scram> scram() {
        return switch (this) {
            case SCRAM_SHA_256, SCRAM_SHA_256_PLUS -> Optional.of(Scram.SHA_256);
            case SCRAM_SHA_1, SCRAM_SHA_1_PLUS -> Optional.of(Scram.SHA_1);
            case EXTERNAL, OAUTHBEARER, XOAUTH2, CRAM_MD5, APOP, PLAIN, LOGIN, USER ->
                    Optional.empty();
        };
    }
}
