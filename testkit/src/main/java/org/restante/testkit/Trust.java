package org.restante.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.Base64;

import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;

/**
 * What a client needs in order to trust the servers of this process, in the forms that clients take
 * it. The authority is made once in each process and is trusted by nobody else. Immutable.
 */
public final class Trust {
    private final X509Certificate certificate;

    Trust(X509Certificate certificate) {
        this.certificate = certificate;
    }

    /** The certificate of the authority that signed the servers' own. */
    public X509Certificate certificate() {
        return certificate;
    }

    /** The same in PEM (RFC 7468 §5), with a line end at its end. */
    public String pem() {
        try {
            return "-----BEGIN CERTIFICATE-----\n"
                    + Base64.getMimeEncoder(64, new byte[] {'\n'})
                            .encodeToString(certificate.getEncoded())
                    + "\n-----END CERTIFICATE-----\n";
        } catch (CertificateEncodingException e) {
            throw new IllegalStateException("the certificate of our own making", e);
        }
    }

    /**
     * Writes {@link #pem} into a file, for programs that are given one.
     *
     * @param file made, or replaced
     * @return the file
     * @throws UncheckedIOException if it cannot be written
     */
    public Path writePem(Path file) {
        try {
            return Files.writeString(file, pem());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Trusts the authority and nobody else; checks dates and chains as any client should. */
    public X509TrustManager trustManager() {
        try {
            TrustManagerFactory factory =
                    TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            factory.init(keyStore());
            return Arrays.stream(factory.getTrustManagers())
                    .filter(X509TrustManager.class::isInstance)
                    .map(X509TrustManager.class::cast)
                    .findFirst()
                    .orElseThrow();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this Java has no trust managers", e);
        }
    }

    /** With the authority as its only entry, named {@code restante}. */
    public KeyStore keyStore() {
        try {
            KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(null, null);
            store.setCertificateEntry("restante", certificate);
            return store;
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalStateException("this Java has no key stores", e);
        }
    }

    /**
     * A client's context that goes by {@link #trustManager}. Whether the name of the server is
     * checked is the client's own to say, as always in JSSE.
     */
    public SSLContext sslContext() {
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, new X509TrustManager[] {trustManager()}, null);
            return context;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this Java has no TLS", e);
        }
    }
}
