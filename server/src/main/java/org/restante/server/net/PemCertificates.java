package org.restante.server.net;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.regex.Pattern;

/** Certificates in a PEM file. */
public final class PemCertificates {
    /** Keys in the same file, as some programs like it; Java would take them for certificates. */
    private static final Pattern KEY =
            Pattern.compile("-----BEGIN ([A-Z ]*PRIVATE KEY)-----[^-]*-----END \\1-----");

    private PemCertificates() {}

    /**
     * Reads all of them, in the file's order; private keys between them are passed over.
     *
     * @throws IOException if there is none, or anything else, with a message that names the file
     */
    public static List<X509Certificate> read(Path file) throws IOException {
        String text = Files.readString(file, StandardCharsets.ISO_8859_1);
        byte[] octets = KEY.matcher(text).replaceAll("").getBytes(StandardCharsets.ISO_8859_1);
        try (var in = new ByteArrayInputStream(octets)) {
            List<X509Certificate> certificates =
                    CertificateFactory.getInstance("X.509").generateCertificates(in).stream()
                            .map(X509Certificate.class::cast)
                            .toList();
            if (certificates.isEmpty()) {
                throw new IOException(file + " holds no certificate in PEM form");
            }
            return certificates;
        } catch (GeneralSecurityException e) {
            throw new IOException(file + " does not hold certificates in PEM form", e);
        }
    }
}
