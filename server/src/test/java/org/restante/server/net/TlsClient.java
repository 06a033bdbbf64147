package org.restante.server.net;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;

import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;

/**
 * A client's TLS by the JDK, that believes every server. One object resumes its own sessions, as
 * one program would.
 */
final class TlsClient {
    private static final char[] PASSWORD = "changeit".toCharArray();

    private final SSLContext context;
    private final AtomicInteger certificatesSeen = new AtomicInteger();

    TlsClient() throws Exception {
        this(Optional.empty());
    }

    /** With a certificate of its own. */
    TlsClient(TlsIdentity identity) throws Exception {
        this(Optional.of(identity));
    }

    private TlsClient(Optional<TlsIdentity> identity) throws GeneralSecurityException, IOException {
        KeyStore keys = KeyStore.getInstance("PKCS12");
        keys.load(null, null);
        if (identity.isPresent()) {
            keys.setKeyEntry(
                    "client",
                    identity.get().key(),
                    PASSWORD,
                    identity.get().chain().toArray(X509Certificate[]::new));
        }
        KeyManagerFactory factory =
                KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        factory.init(keys, PASSWORD);
        context = SSLContext.getInstance("TLS");
        context.init(factory.getKeyManagers(), new TrustManager[] {new Counting()}, null);
    }

    /** How many full handshakes there were: a resumed session has no certificate. */
    int certificatesSeen() {
        return certificatesSeen.get();
    }

    /** What a handshake may be told. */
    static final class Hello {
        private final SSLParameters parameters = new SSLParameters();

        Hello() {
            parameters.setServerNames(List.of());
        }

        Hello version(String version) {
            parameters.setProtocols(new String[] {version});
            return this;
        }

        Hello name(String name) {
            parameters.setServerNames(List.of(new SNIHostName(name)));
            return this;
        }

        Hello protocols(String... names) {
            parameters.setApplicationProtocols(names);
            return this;
        }

        Hello signatures(String... schemes) {
            parameters.setSignatureSchemes(schemes);
            return this;
        }

        Hello suites(String... names) {
            parameters.setCipherSuites(names);
            return this;
        }
    }

    /** The handshake is made, and the greeting read. */
    SSLSocket connect(TlsRig rig, Hello hello) throws IOException {
        SSLSocket socket =
                (SSLSocket)
                        context.getSocketFactory()
                                .createSocket(rig.connect(), "mail.example.org", 995, true);
        try {
            socket.setSSLParameters(hello.parameters);
            socket.startHandshake();
            // In TLS 1.3 a server can still refuse what the client believes to be agreed.
            byte[] greeting = socket.getInputStream().readNBytes(TlsRig.GREETING.length());
            if (greeting.length < TlsRig.GREETING.length()) {
                throw new IOException("no greeting");
            }
            return socket;
        } catch (IOException e) {
            socket.close();
            throw e;
        }
    }

    /** The certificate of the server that a client of its own gets to see. */
    static X509Certificate certificate(TlsRig rig, Hello hello) throws Exception {
        try (SSLSocket socket = new TlsClient().connect(rig, hello)) {
            return (X509Certificate) socket.getSession().getPeerCertificates()[0];
        }
    }

    private final class Counting implements X509TrustManager {
        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type) {
            throw new IllegalStateException("a client has no clients");
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type) {
            certificatesSeen.incrementAndGet();
        }

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }
}
