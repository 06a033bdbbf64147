package org.restante.server.net;

import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.List;

/**
 * What the server agrees to in a handshake: version 1.2 at least (RFC 8997), only suites that keep
 * past sessions secret and are authenticated (RFC 9325 §4).
 *
 * @param minimum the oldest version that is agreed on
 * @param suites those that may be agreed on, the preferred one first; never empty
 * @param clientAuthorities who may have signed a client's certificate; empty where none is asked
 *     for
 */
public record TlsPolicy(
        TlsVersion minimum, List<String> suites, List<X509Certificate> clientAuthorities) {
    /** Every suite that is allowed, the preferred one first. */
    public static final List<String> ALLOWED_SUITES =
            List.of(
                    "TLS_AES_128_GCM_SHA256",
                    "TLS_AES_256_GCM_SHA384",
                    "TLS_CHACHA20_POLY1305_SHA256",
                    "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256",
                    "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256",
                    "TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384",
                    "TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384",
                    "TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256",
                    "TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256");

    /**
     * Checks the values together.
     *
     * @throws IllegalArgumentException if a suite is not allowed, or none serves the versions
     */
    public TlsPolicy {
        suites = suites.stream().map(TlsPolicy::suite).toList();
        clientAuthorities = List.copyOf(clientAuthorities);
        if (versions(minimum, suites).isEmpty()) {
            throw new IllegalArgumentException(
                    "tls.suites has none for TLS " + minimum.protocol().substring("TLSv".length()));
        }
    }

    /** TLS 1.2 and 1.3 with every allowed suite, and no certificates of clients. */
    public static TlsPolicy standard() {
        return new TlsPolicy(TlsVersion.TLS_1_2, ALLOWED_SUITES, List.of());
    }

    /**
     * The name of an allowed suite, as it came.
     *
     * @throws IllegalArgumentException for any other, with those that are allowed
     */
    public static String suite(String name) {
        if (!ALLOWED_SUITES.contains(name)) {
            throw new IllegalArgumentException(
                    "is not a suite with forward secrecy and authenticated encryption; must be one of "
                            + String.join(", ", ALLOWED_SUITES));
        }
        return name;
    }

    /** The versions that may be agreed on, as a provider calls them: those that have a suite. */
    String[] protocols() {
        return versions(minimum, suites).stream().map(TlsVersion::protocol).toArray(String[]::new);
    }

    private static List<TlsVersion> versions(TlsVersion minimum, List<String> suites) {
        return Arrays.stream(TlsVersion.values())
                .filter(version -> version.compareTo(minimum) >= 0)
                .filter(version -> suites.stream().anyMatch(version::uses))
                .toList()
                .reversed();
    }
}
