package org.restante.server.net;

import javax.net.ssl.SSLSession;

/**
 * What a handshake agreed on.
 *
 * @param version such as {@code TLSv1.3}
 * @param suite such as {@code TLS_AES_128_GCM_SHA256}
 */
public record TlsParameters(String version, String suite) {
    static TlsParameters of(SSLSession session) {
        return new TlsParameters(session.getProtocol(), session.getCipherSuite());
    }
}
