package org.restante.client;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;

import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;

/** TLS sockets whose handshake asks for what a {@link Trust} says. For any thread. */
final class TrustedSockets extends SSLSocketFactory {
    private final Trust trust;
    private final SSLSocketFactory sockets;

    TrustedSockets(Trust trust) {
        this.trust = trust;
        this.sockets = trust.context().getSocketFactory();
    }

    private Socket with(Socket socket) {
        SSLSocket layered = (SSLSocket) socket;
        SSLParameters parameters = layered.getSSLParameters();
        parameters.setProtocols(trust.versions());
        if (trust.checksName()) {
            parameters.setEndpointIdentificationAlgorithm("HTTPS");
        }
        layered.setSSLParameters(parameters);
        return layered;
    }

    @Override
    public Socket createSocket() throws IOException {
        return with(sockets.createSocket());
    }

    @Override
    public Socket createSocket(Socket socket, String host, int port, boolean closes)
            throws IOException {
        return with(sockets.createSocket(socket, host, port, closes));
    }

    @Override
    public Socket createSocket(String host, int port) throws IOException {
        return with(sockets.createSocket(host, port));
    }

    @Override
    public Socket createSocket(String host, int port, InetAddress from, int fromPort)
            throws IOException {
        return with(sockets.createSocket(host, port, from, fromPort));
    }

    @Override
    public Socket createSocket(InetAddress address, int port) throws IOException {
        return with(sockets.createSocket(address, port));
    }

    @Override
    public Socket createSocket(InetAddress address, int port, InetAddress from, int fromPort)
            throws IOException {
        return with(sockets.createSocket(address, port, from, fromPort));
    }

    @Override
    public String[] getDefaultCipherSuites() {
        return sockets.getDefaultCipherSuites();
    }

    @Override
    public String[] getSupportedCipherSuites() {
        return sockets.getSupportedCipherSuites();
    }
}
