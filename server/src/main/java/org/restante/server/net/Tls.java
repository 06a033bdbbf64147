package org.restante.server.net;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.Arrays;

import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.X509ExtendedKeyManager;

/**
 * Makes connections TLS: version 1.2 at least (RFC 8997), suites that keep past sessions secret and
 * are authenticated (RFC 9325 §4), no client certificates. The identity can be exchanged while
 * connections come and go; those that are open keep theirs.
 */
public final class Tls {
    private final Identity identity;
    private final SSLContext context;
    private final SSLParameters parameters;

    public Tls(TlsIdentity identity) {
        // Read once by the JDK, when TLS is first used: renegotiation by the client is refused.
        System.setProperty("jdk.tls.rejectClientInitiatedRenegotiation", "true");
        this.identity = new Identity(identity);
        try {
            context = SSLContext.getInstance("TLS");
            context.init(new KeyManager[] {this.identity}, null, null);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this Java has no TLS", e);
        }
        parameters = context.getDefaultSSLParameters();
        parameters.setProtocols(new String[] {"TLSv1.3", "TLSv1.2"});
        parameters.setCipherSuites(
                Arrays.stream(parameters.getCipherSuites())
                        .filter(Tls::isModern)
                        .toArray(String[]::new));
        parameters.setUseCipherSuitesOrder(true);
    }

    /** Presents another certificate from the next handshake on. */
    public void replace(TlsIdentity next) {
        identity.current = next;
    }

    /** What is presented now. */
    public TlsIdentity current() {
        return identity.current;
    }

    /** A server's TLS over a connected socket; the handshake is the caller's to start. */
    SSLSocket layer(Socket socket) throws IOException {
        SSLSocket layered = (SSLSocket) context.getSocketFactory().createSocket(socket, null, true);
        layered.setUseClientMode(false);
        layered.setSSLParameters(parameters);
        return layered;
    }

    private static boolean isModern(String suite) {
        boolean version13 = !suite.contains("_WITH_");
        boolean authenticated = suite.contains("_GCM_") || suite.contains("CHACHA20");
        return authenticated && (version13 || suite.startsWith("TLS_ECDHE_"));
    }

    private static final class Identity extends X509ExtendedKeyManager {
        private static final String ALIAS = "server";
        private volatile TlsIdentity current;

        Identity(TlsIdentity first) {
            current = first;
        }

        @Override
        public @Nullable String chooseEngineServerAlias(
                String keyType, Principal @Nullable [] issuers, @Nullable SSLEngine engine) {
            return alias(keyType);
        }

        @Override
        public @Nullable String chooseServerAlias(
                String keyType, Principal @Nullable [] issuers, @Nullable Socket socket) {
            return alias(keyType);
        }

        private @Nullable String alias(String keyType) {
            return current.key().getAlgorithm().equals(keyType) ? ALIAS : null;
        }

        @Override
        public X509Certificate[] getCertificateChain(String alias) {
            return current.chain().toArray(X509Certificate[]::new);
        }

        @Override
        public PrivateKey getPrivateKey(String alias) {
            return current.key();
        }

        @Override
        public String[] getServerAliases(String keyType, Principal @Nullable [] issuers) {
            return new String[] {ALIAS};
        }

        @Override
        public String @Nullable [] getClientAliases(
                String keyType, Principal @Nullable [] issuers) {
            return null;
        }

        @Override
        public @Nullable String chooseClientAlias(
                String[] keyTypes, Principal @Nullable [] issuers, @Nullable Socket socket) {
            return null;
        }
    }
}
