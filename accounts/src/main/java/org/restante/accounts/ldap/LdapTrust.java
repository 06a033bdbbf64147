package org.restante.accounts.ldap;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.SecureRandom;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.util.Optional;

import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/** Whose certificates are believed. */
final class LdapTrust {
    private LdapTrust() {}

    /** A context that believes the authorities of a PEM file, or those that this Java trusts. */
    static SSLContext context(Optional<Path> authorities) throws IOException {
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            if (authorities.isEmpty()) {
                context.init(null, null, new SecureRandom());
                return context;
            }
            KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
            store.load(null, null);
            try (InputStream in = Files.newInputStream(authorities.get())) {
                int number = 0;
                for (Certificate each :
                        CertificateFactory.getInstance("X.509").generateCertificates(in)) {
                    store.setCertificateEntry("authority-" + number++, each);
                }
            }
            if (store.size() == 0) {
                throw new IOException(authorities.get() + " holds no certificate");
            }
            TrustManagerFactory trust =
                    TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            trust.init(store);
            context.init(null, trust.getTrustManagers(), new SecureRandom());
            return context;
        } catch (GeneralSecurityException e) {
            throw new IOException("the certificates to trust cannot be read: " + e.getMessage(), e);
        }
    }
}
