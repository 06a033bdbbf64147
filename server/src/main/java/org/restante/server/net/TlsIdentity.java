package org.restante.server.net;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A server's private key and its certificate with the chain behind it, the server's own first. */
public record TlsIdentity(PrivateKey key, List<X509Certificate> chain) {
    private static final Pattern KEY =
            Pattern.compile("-----BEGIN ([A-Z ]*PRIVATE KEY)-----([^-]*)-----END");

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
        TlsIdentity identity = new TlsIdentity(readKey(key), readChain(certificates));
        if (!identity.belongsTogether()) {
            throw new IOException(
                    "the key in " + key + " does not belong to the certificate in " + certificates);
        }
        return identity;
    }

    private static List<X509Certificate> readChain(Path file) throws IOException {
        try (var in = new ByteArrayInputStream(Files.readAllBytes(file))) {
            List<X509Certificate> chain =
                    CertificateFactory.getInstance("X.509").generateCertificates(in).stream()
                            .map(X509Certificate.class::cast)
                            .toList();
            if (chain.isEmpty()) {
                throw new IOException(file + " holds no certificate in PEM form");
            }
            return chain;
        } catch (GeneralSecurityException e) {
            throw new IOException(file + " does not hold certificates in PEM form", e);
        }
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
