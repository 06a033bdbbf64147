package org.restante.testkit;

import org.restante.server.net.TlsIdentity;

import java.io.ByteArrayInputStream;
import java.math.BigInteger;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * An authority made on the spot, and the certificates that it signs (RFC 5280). Clients trust the
 * authority, so that of a bad certificate exactly one thing is bad.
 *
 * <p>The JDK signs but has no API that makes certificates. A library for it would be inherited by
 * everybody who uses the testkit, in whatever version they have already; these are sixty lines.
 */
final class Authority {
    private static final byte[] ECDSA_WITH_SHA_256 =
            Der.sequence(Der.oid(1, 2, 840, 10045, 4, 3, 2));
    private static final byte[] COMMON_NAME = Der.oid(2, 5, 4, 3);
    private static final byte[] SUBJECT_ALTERNATIVE_NAME = Der.oid(2, 5, 29, 17);
    private static final byte[] BASIC_CONSTRAINTS = Der.oid(2, 5, 29, 19);
    private static final int DNS_NAME = 2;
    private static final int IP_ADDRESS = 7;

    /** A clock that is a little behind must not find it of tomorrow. */
    private static final Duration BEFORE = Duration.ofDays(10);

    private static final Duration AFTER = Duration.ofDays(365);

    private final String name;
    private final KeyPair keys;
    private final X509Certificate certificate;

    /** With a new key. */
    Authority(String name) {
        this.name = name;
        this.keys = keys();
        Instant now = Instant.now();
        byte[] isAuthority = extension(BASIC_CONSTRAINTS, true, Der.sequence(Der.yes()));
        this.certificate = certificate(name, keys, now.minus(BEFORE), now.plus(AFTER), isAuthority);
    }

    /** What clients are told to trust. */
    X509Certificate certificate() {
        return certificate;
    }

    /** The key and the certificate of a server on this machine. */
    TlsIdentity local() {
        return identity(localNames(), AFTER);
    }

    /** As {@link #local}, but over since yesterday. */
    TlsIdentity expired() {
        return identity(localNames(), Duration.ofDays(-1));
    }

    /** The key and the certificate of another host. */
    TlsIdentity other() {
        return identity(Der.sequence(Der.implicit(DNS_NAME, ascii("other.example.org"))), AFTER);
    }

    private static byte[] localNames() {
        return Der.sequence(
                Der.implicit(DNS_NAME, ascii("localhost")),
                Der.implicit(IP_ADDRESS, InetAddress.ofLiteral("127.0.0.1").getAddress()),
                Der.implicit(IP_ADDRESS, InetAddress.ofLiteral("::1").getAddress()));
    }

    private TlsIdentity identity(byte[] names, Duration until) {
        KeyPair own = keys();
        Instant now = Instant.now();
        X509Certificate signed =
                certificate(
                        "Restante testkit server",
                        own,
                        now.minus(BEFORE),
                        now.plus(until),
                        extension(SUBJECT_ALTERNATIVE_NAME, false, names));
        return new TlsIdentity(own.getPrivate(), List.of(signed, certificate));
    }

    private X509Certificate certificate(
            String subject, KeyPair of, Instant from, Instant until, byte[] extension) {
        byte[] content =
                Der.sequence(
                        Der.explicit(0, Der.integer(BigInteger.TWO)),
                        Der.integer(new BigInteger(127, new SecureRandom())),
                        ECDSA_WITH_SHA_256,
                        commonName(name),
                        Der.sequence(Der.time(from), Der.time(until)),
                        commonName(subject),
                        of.getPublic().getEncoded(),
                        Der.explicit(3, Der.sequence(extension)));
        try {
            Signature signing = Signature.getInstance("SHA256withECDSA");
            signing.initSign(keys.getPrivate());
            signing.update(content);
            byte[] whole = Der.sequence(content, ECDSA_WITH_SHA_256, Der.bitString(signing.sign()));
            return (X509Certificate)
                    CertificateFactory.getInstance("X.509")
                            .generateCertificate(new ByteArrayInputStream(whole));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this Java makes no certificates", e);
        }
    }

    private static byte[] commonName(String text) {
        return Der.sequence(Der.set(Der.sequence(COMMON_NAME, Der.utf8(text))));
    }

    private static byte[] extension(byte[] kind, boolean critical, byte[] value) {
        List<byte[]> parts = new ArrayList<>(List.of(kind));
        if (critical) {
            parts.add(Der.yes());
        }
        parts.add(Der.octetString(value));
        return Der.sequence(parts.toArray(byte[][]::new));
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    private static KeyPair keys() {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(new ECGenParameterSpec("secp256r1"));
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this Java has no elliptic curves", e);
        }
    }
}
