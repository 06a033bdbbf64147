package org.restante.server.net;

/** Whether a listener asks its clients for certificates. */
public enum ClientCertificates {
    /** None is asked for (RFC 8314 §4.2). */
    OFF,
    /** One is asked for; a client without one is served as well, one with a bad one is not. */
    OPTIONAL,
    /** Without a certificate that verifies there is no handshake. */
    REQUIRED
}
