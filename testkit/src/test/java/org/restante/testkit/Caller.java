package org.restante.testkit;

import java.io.ByteArrayOutputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

import javax.net.ssl.SSLSocket;

/** A client that says what it is told and hears octets. */
final class Caller implements AutoCloseable {
    private static final int PATIENCE_MILLIS = 20_000;

    private Socket socket;
    private InputStream in;

    Caller(InetSocketAddress server) throws IOException {
        this(server, OutputStream.nullOutputStream());
    }

    /**
     * The same, with a copy of what comes.
     *
     * @param copy gets the octets as they come, those of TLS too
     */
    Caller(InetSocketAddress server, OutputStream copy) throws IOException {
        socket = new CopyingSocket(copy);
        socket.setTcpNoDelay(true);
        socket.setSoTimeout(PATIENCE_MILLIS);
        socket.connect(server);
        in = socket.getInputStream();
    }

    /** Connected, and heard the greeting. */
    static Caller greeted(InetSocketAddress server) throws IOException {
        Caller caller = new Caller(server);
        caller.line();
        return caller;
    }

    /** Logged in as alice. */
    static Caller loggedIn(InetSocketAddress server) throws IOException {
        Caller caller = greeted(server);
        caller.ask("USER alice");
        String reply = caller.ask("PASS secret");
        if (!reply.startsWith("+OK")) {
            caller.close();
            throw new IOException(reply);
        }
        return caller;
    }

    private static final class CopyingSocket extends Socket {
        private final OutputStream copy;

        CopyingSocket(OutputStream copy) {
            this.copy = copy;
        }

        @Override
        public InputStream getInputStream() throws IOException {
            return new FilterInputStream(super.getInputStream()) {
                @Override
                public int read() throws IOException {
                    byte[] one = new byte[1];
                    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
                }

                @Override
                public int read(byte[] octets, int offset, int length) throws IOException {
                    int count = super.read(octets, offset, length);
                    if (count > 0) {
                        copy.write(octets, offset, count);
                    }
                    return count;
                }
            };
        }
    }

    /** Makes the handshake, trusting the testkit's authority. */
    Caller startTls() throws IOException {
        return startTls("TLSv1.3");
    }

    /** The same with that version. */
    Caller startTls(String version) throws IOException {
        SSLSocket inside =
                (SSLSocket)
                        Certificates.trust()
                                .sslContext()
                                .getSocketFactory()
                                .createSocket(socket, "localhost", socket.getPort(), true);
        var parameters = inside.getSSLParameters();
        parameters.setEndpointIdentificationAlgorithm("HTTPS");
        parameters.setProtocols(new String[] {version});
        inside.setSSLParameters(parameters);
        inside.startHandshake();
        socket = inside;
        in = inside.getInputStream();
        return this;
    }

    /** Sends octets as they are. */
    void send(String octets) throws IOException {
        socket.getOutputStream().write(octets.getBytes(StandardCharsets.ISO_8859_1));
        socket.getOutputStream().flush();
    }

    /** Sends a command; returns the next line. */
    String ask(String command) throws IOException {
        send(command + "\r\n");
        return line();
    }

    /** The next line with its line end shown as it is, CRLF left out. */
    String line() throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        int octet = in.read();
        while (octet >= 0) {
            line.write(octet);
            if (octet == '\n') {
                break;
            }
            octet = in.read();
        }
        String text = line.toString(StandardCharsets.ISO_8859_1);
        return text.endsWith("\r\n") ? text.substring(0, text.length() - 2) : text;
    }

    /** The lines up to the terminator, without it. */
    List<String> body() throws IOException {
        List<String> lines = new ArrayList<>();
        for (String line = line(); !line.equals("."); line = line()) {
            if (line.isEmpty() && in.available() == 0 && lines.size() > 10_000) {
                throw new IOException("no terminator");
            }
            lines.add(line);
        }
        return lines;
    }

    /** So many octets, or fewer at the end. */
    String octets(int count) throws IOException {
        return new String(in.readNBytes(count), StandardCharsets.ISO_8859_1);
    }

    /** All that comes until the other side ends, however it does. */
    String rest() throws IOException {
        ByteArrayOutputStream rest = new ByteArrayOutputStream();
        try {
            for (int octet = in.read(); octet >= 0; octet = in.read()) {
                rest.write(octet);
            }
        } catch (SocketException | javax.net.ssl.SSLException _) {
            // Reset, or cut inside TLS: an end as well.
        }
        return rest.toString(StandardCharsets.ISO_8859_1);
    }

    /** How many octets are there without waiting. */
    int available() throws IOException {
        return in.available();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
