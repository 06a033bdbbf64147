package org.restante.server.net;

import java.io.IOException;
import java.nio.channels.SocketChannel;
import java.util.function.Supplier;

/**
 * TLS as one listener offers it.
 *
 * @param applicationProtocol the name of what is spoken inside, for ALPN: {@code pop3}
 * @param clientCertificates whether clients are asked for one; asked at each handshake
 */
public record TlsOffer(
        Tls tls, String applicationProtocol, Supplier<ClientCertificates> clientCertificates) {
    /** No client is asked for a certificate. */
    public TlsOffer(Tls tls, String applicationProtocol) {
        this(tls, applicationProtocol, () -> ClientCertificates.OFF);
    }

    TlsLayer layer(SocketChannel channel) throws IOException {
        return tls.layer(channel, applicationProtocol, clientCertificates.get());
    }
}
