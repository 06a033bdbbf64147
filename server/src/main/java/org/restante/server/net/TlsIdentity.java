package org.restante.server.net;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Arrays;
import java.util.Base64;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** A server's private key and its certificate with the chain behind it, the server's own first. */
public record TlsIdentity(PrivateKey key, List<X509Certificate> chain) {
    private static final Pattern KEY =
            Pattern.compile("-----BEGIN ([A-Z ]*PRIVATE KEY)-----([^-]*)-----END");

    /** The kind of a dNSName among a certificate's names (RFC 5280 §4.2.1.6). */
    private static final Integer DNS_NAME = 2;

    /** The kind of an iPAddress among them. */
    private static final Integer IP_ADDRESS = 7;

    public TlsIdentity {
        chain = List.copyOf(chain);
    }

    /**
     * Reads both from PEM files and checks that they belong together.
     *
     * @param certificates the server's certificate, then those that sign it
     * @param key in PKCS#8, without a password
     * @throws IOException if a file cannot be read or is not what it should be, with a message that
     *     names the file; it never holds any of the key
     */
    public static TlsIdentity read(Path certificates, Path key) throws IOException {
        TlsIdentity identity = new TlsIdentity(readKey(key), PemCertificates.read(certificates));
        if (!identity.belongsTogether()) {
            throw new IOException(
                    "the key in " + key + " does not belong to the certificate in " + certificates);
        }
        return identity;
    }

    /** The server's own certificate. */
    public X509Certificate certificate() {
        return chain.getFirst();
    }

    /**
     * The host names that the certificate is for, in lower case: the dNSName entries of its
     * subjectAltName (RFC 9525 §2 leaves the common name out); empty if it has none.
     */
    public Set<String> names() {
        return alternatives(DNS_NAME);
    }

    /** The IP addresses that the certificate is for, as Java writes them; empty if it has none. */
    public Set<String> addresses() {
        return alternatives(IP_ADDRESS);
    }

    private Set<String> alternatives(Integer kind) {
        try {
            Collection<List<?>> entries = certificate().getSubjectAlternativeNames();
            return entries == null
                    ? Set.of()
                    : entries.stream()
                            .filter(entry -> entry.get(0).equals(kind))
                            .map(entry -> entry.get(1).toString().toLowerCase(Locale.ROOT))
                            .collect(Collectors.toUnmodifiableSet());
        } catch (CertificateParsingException _) {
            // It can still be presented to who asks for no name.
            return Set.of();
        }
    }

    /** For a person: {@code the certificate for mail.example.org}. */
    public String title() {
        return "the certificate for "
                + (names().isEmpty()
                        ? certificate().getSubjectX500Principal().getName()
                        : names().stream().sorted().collect(Collectors.joining(", ")));
    }

    /** The kind of key, as key managers name it: EC, RSA or EdDSA. */
    String keyType() {
        return key.getAlgorithm();
    }

    private static PrivateKey readKey(Path file) throws IOException {
        Matcher pem = KEY.matcher(Files.readString(file, StandardCharsets.ISO_8859_1));
        if (!pem.find()) {
            throw new IOException(file + " holds no private key in PEM form");
        }
        if (!pem.group(1).equals("PRIVATE KEY")) {
            throw new IOException(
                    file
                            + " holds a key of the form \""
                            + pem.group(1)
                            + "\"; PKCS#8 without a password is needed, which"
                            + " \"openssl pkcs8 -topk8 -nocrypt\" makes of it");
        }
        byte[] octets = decode(file, pem.group(2));
        for (String algorithm : List.of("EC", "RSA", "EdDSA")) {
            try {
                return KeyFactory.getInstance(algorithm)
                        .generatePrivate(new PKCS8EncodedKeySpec(octets));
            } catch (GeneralSecurityException _) {
                // Not this kind of key: the next one is tried.
            }
        }
        throw new IOException(file + " holds a key that is neither EC, RSA nor EdDSA");
    }

    private static byte[] decode(Path file, String base64) throws IOException {
        try {
            return Base64.getMimeDecoder().decode(base64);
        } catch (IllegalArgumentException _) {
            // The exception's own message could hold a part of the key.
            throw new IOException(file + " holds a private key that is not base64");
        }
    }

    private boolean belongsTogether() throws IOException {
        try {
            String algorithm =
                    switch (key.getAlgorithm()) {
                        case "EC" -> "SHA256withECDSA";
                        case "RSA" -> "SHA256withRSA";
                        default -> "EdDSA";
                    };
            byte[] probe = "restante".getBytes(StandardCharsets.US_ASCII);
            Signature signing = Signature.getInstance(algorithm);
            signing.initSign(key);
            signing.update(probe);
            byte[] signature = signing.sign();
            Signature checking = Signature.getInstance(algorithm);
            checking.initVerify(chain.getFirst().getPublicKey());
            checking.update(probe);
            return checking.verify(signature);
        } catch (GeneralSecurityException _) {
            // A key of one kind and a certificate of another.
            return false;
        }
    }

    /** Prints the certificate's subject; never the key. */
    @Override
    public String toString() {
        return Arrays.toString(
                chain.stream().map(c -> c.getSubjectX500Principal().getName()).toArray());
    }
}
