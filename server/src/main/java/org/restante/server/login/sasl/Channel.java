package org.restante.server.login.sasl;

import java.security.cert.X509Certificate;
import java.util.Optional;

/**
 * What an exchange may know of the connection it runs on.
 *
 * @param hostname how the server calls itself
 * @param port the port that the client connected to; empty if there is none or it is not known
 * @param tls whether TLS is active
 * @param channelBinding the value of {@code tls-exporter} (RFC 9266), if it can be had and was not
 *     used by an earlier exchange on this connection
 * @param plusOffered whether a mechanism with channel binding was announced on this connection
 * @param clientCertificate what the client proved to own in the handshake
 */
public record Channel(
        String hostname,
        Optional<Integer> port,
        boolean tls,
        Optional<byte[]> channelBinding,
        boolean plusOffered,
        Optional<X509Certificate> clientCertificate) {}
