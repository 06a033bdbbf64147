package org.restante.server.net;

import java.io.IOException;
import java.nio.channels.SocketChannel;
import java.security.GeneralSecurityException;
import java.util.List;

import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;

/** The JDK's own TLS. Session tickets are on and X25519 is the first group by its defaults. */
final class Jsse extends TlsProvider {
    private final String name;

    Jsse(String name) {
        this.name = name;
    }

    @Override
    SSLContext context() throws GeneralSecurityException {
        // Read once by the JDK, when TLS is first used: renegotiation by the client is refused.
        System.setProperty("jdk.tls.rejectClientInitiatedRenegotiation", "true");
        return SSLContext.getInstance("TLS", "SunJSSE");
    }

    @Override
    TlsLayer layer(SSLContext context, SocketChannel channel, Terms terms) throws IOException {
        RecordSocket records = new RecordSocket(channel);
        SSLSocket layered =
                (SSLSocket) context.getSocketFactory().createSocket(records, null, true);
        layered.setUseClientMode(false);
        layered.setSSLParameters(terms.parameters());
        layered.setHandshakeApplicationProtocolSelector(terms.selector(() -> {}));
        return new SocketLayer(layered, records);
    }

    @Override
    void check(TlsPolicy policy, List<TlsIdentity> identities) {
        // It can do all that a policy can say.
    }

    @Override
    List<String> suites(TlsPolicy policy) {
        return policy.suites();
    }

    @Override
    public String toString() {
        return name;
    }
}
