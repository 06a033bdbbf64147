package org.restante.client;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.MessageDigest;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Supplier;

import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedTrustManager;
import javax.net.ssl.X509TrustManager;

/**
 * Which servers are believed to be who they say, and what this side shows of itself. To be made
 * once and used for many connections, which then resume each other's TLS sessions. Immutable; for
 * any thread.
 */
public final class Trust {
    private static final int SHA256_DIGITS = 64;

    private static final Trust SYSTEM =
            new Trust(() -> JdkAuthorities.MANAGERS, new KeyManager[0], true, true);

    private final Supplier<TrustManager[]> authorities;
    private final KeyManager[] own;
    private final boolean checksName;
    private final boolean oldVersion;
    private @Nullable SSLContext context;

    private Trust(
            Supplier<TrustManager[]> authorities,
            KeyManager[] own,
            boolean checksName,
            boolean oldVersion) {
        this.authorities = authorities;
        this.own = own;
        this.checksName = checksName;
        this.oldVersion = oldVersion;
    }

    /** The authorities that this JDK trusts; the certificate has to carry the server's name. */
    public static Trust system() {
        return SYSTEM;
    }

    /**
     * These authorities and no others; the certificate has to carry the server's name.
     *
     * @param pem their certificates, or one that was signed by nobody else
     * @throws IOException if the file cannot be read, or holds no certificate
     */
    public static Trust authorities(Path pem) throws IOException {
        try (InputStream in = Files.newInputStream(pem)) {
            KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
            store.load(null, null);
            for (Certificate each :
                    CertificateFactory.getInstance("X.509").generateCertificates(in)) {
                store.setCertificateEntry(Integer.toString(store.size()), each);
            }
            if (store.size() == 0) {
                throw new IOException(pem + " holds no certificate");
            }
            TrustManager[] managers = managers(store);
            return new Trust(() -> managers, new KeyManager[0], true, true);
        } catch (GeneralSecurityException e) {
            throw new IOException(pem + " holds what is no certificate: " + e.getMessage(), e);
        }
    }

    /**
     * The one certificate with this fingerprint, whoever signed it, whatever its name and dates:
     * for a server that is known otherwise. When the certificate changes the connection fails.
     *
     * @param sha256 of the certificate in DER: 64 hexadecimal digits, colons allowed
     * @throws IllegalArgumentException if it is no fingerprint
     */
    public static Trust pinned(String sha256) {
        String digits = sha256.replace(":", "").toLowerCase(Locale.ROOT);
        if (digits.length() != SHA256_DIGITS || !digits.matches("[0-9a-f]+")) {
            throw new IllegalArgumentException(
                    "a SHA-256 fingerprint has 64 hexadecimal digits, not \"" + sha256 + "\"");
        }
        TrustManager[] pin = {new Pin(HexFormat.of().parseHex(digits))};
        return new Trust(() -> pin, new KeyManager[0], false, true);
    }

    /**
     * The same, and this certificate shown to a server that asks for one (SASL EXTERNAL).
     *
     * @param key holds the private key and its chain
     * @param password opens the key
     * @throws GeneralSecurityException if the key cannot be had with that password
     */
    public Trust withCertificate(KeyStore key, char[] password) throws GeneralSecurityException {
        KeyManagerFactory managers =
                KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        managers.init(key, password);
        return new Trust(authorities, managers.getKeyManagers(), checksName, oldVersion);
    }

    /** The same with TLS 1.3 alone; else 1.2 is accepted too. */
    public Trust withTls13() {
        return new Trust(authorities, own, checksName, false);
    }

    /** The same, and its connections resume no TLS sessions but each other's. */
    public Trust withOwnSessions() {
        return new Trust(authorities, own, checksName, oldVersion);
    }

    /** Decides about a server's certificate when somebody may know better. */
    @FunctionalInterface
    public interface Judge {
        /**
         * Called in each handshake that resumes no earlier one; what it lets pass is trusted until
         * this {@link Trust} is forgotten.
         *
         * @param chain the server's own certificate first
         * @param objection why it would not be trusted; its message is for a person
         * @throws CertificateException to end the connection
         */
        void judge(List<X509Certificate> chain, Optional<CertificateException> objection)
                throws CertificateException;
    }

    /**
     * The same, and the last word is a judge's: for programs that show a certificate to a person
     * and ask. A judge without an opinion throws the objection.
     *
     * {@snippet file="Examples.java" region="judge"}
     */
    public Trust withJudge(Judge judge) {
        X509TrustManager first =
                Arrays.stream(authorities.get())
                        .filter(X509TrustManager.class::isInstance)
                        .map(X509TrustManager.class::cast)
                        .findFirst()
                        .orElseThrow();
        TrustManager[] judged = {new Judged(first, checksName, judge)};
        return new Trust(() -> judged, own, false, oldVersion);
    }

    /**
     * Makes sockets that trust as this says, for programs that speak other protocols than POP to
     * the same servers: the certificate's name is checked in the handshake. For any thread.
     */
    public SSLSocketFactory socketFactory() {
        return new TrustedSockets(this);
    }

    /** Whether the certificate has to carry the server's name. */
    boolean checksName() {
        return checksName;
    }

    /** The TLS versions that are good enough. */
    String[] versions() {
        return oldVersion ? new String[] {"TLSv1.3", "TLSv1.2"} : new String[] {"TLSv1.3"};
    }

    /** Made when TLS first begins: programs that have none do not wait for it. */
    synchronized SSLContext context() {
        SSLContext made = context;
        if (made == null) {
            try {
                made = SSLContext.getInstance("TLS");
                made.init(own, authorities.get(), null);
            } catch (GeneralSecurityException e) {
                throw new IllegalStateException("every JDK has TLS", e);
            }
            context = made;
        }
        return made;
    }

    private static TrustManager[] managers(@Nullable KeyStore store)
            throws GeneralSecurityException {
        TrustManagerFactory managers =
                TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        managers.init(store);
        return managers.getTrustManagers();
    }

    /** Read when it is first asked for: it has some hundred certificates. */
    private static final class JdkAuthorities {
        static final TrustManager[] MANAGERS = make();

        private static TrustManager[] make() {
            try {
                return managers(null);
            } catch (GeneralSecurityException e) {
                throw new IllegalStateException("every JDK has trust managers", e);
            }
        }
    }

    private static final class Pin implements X509TrustManager {
        private final byte[] sha256;

        Pin(byte[] sha256) {
            this.sha256 = sha256;
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String authType)
                throws CertificateException {
            byte[] fingerprint;
            try {
                fingerprint = MessageDigest.getInstance("SHA-256").digest(chain[0].getEncoded());
            } catch (GeneralSecurityException e) {
                throw new CertificateException(e);
            }
            if (!MessageDigest.isEqual(fingerprint, sha256)) {
                throw new CertificateException(
                        "the server's certificate is another than the pinned one: its SHA-256 is "
                                + HexFormat.of().formatHex(fingerprint));
            }
        }

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String authType)
                throws CertificateException {
            throw new CertificateException("there are no clients here");
        }

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }

    /** What the authorities and the name say is put to the judge. */
    private static final class Judged extends X509ExtendedTrustManager {
        private final X509TrustManager authorities;
        private final boolean checksName;
        private final Judge judge;

        Judged(X509TrustManager authorities, boolean checksName, Judge judge) {
            this.authorities = authorities;
            this.checksName = checksName;
            this.judge = judge;
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String authType, Socket socket)
                throws CertificateException {
            judge.judge(List.of(chain), objection(chain, authType, (SSLSocket) socket));
        }

        private Optional<CertificateException> objection(
                X509Certificate[] chain, String authType, SSLSocket socket) {
            try {
                authorities.checkServerTrusted(chain, authType);
                if (checksName) {
                    ServerIdentity.check(chain[0], socket.getHandshakeSession().getPeerHost());
                }
                return Optional.empty();
            } catch (CertificateException e) {
                return Optional.of(e);
            }
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
                throws CertificateException {
            throw new CertificateException("connections here are sockets");
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String authType)
                throws CertificateException {
            throw new CertificateException("connections here are sockets");
        }

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String authType, Socket socket)
                throws CertificateException {
            throw new CertificateException("there are no clients here");
        }

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
                throws CertificateException {
            throw new CertificateException("there are no clients here");
        }

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String authType)
                throws CertificateException {
            throw new CertificateException("there are no clients here");
        }

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return authorities.getAcceptedIssuers();
        }
    }
}
