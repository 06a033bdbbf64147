package org.restante.cli.soak;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;

import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;

/**
 * A client's end of a connection: sends what it is told, right or wrong, and reads lines. A server
 * that does not answer in {@link Await#PATIENCE} is an error.
 */
final class Link implements AutoCloseable {
    /** Octets as characters and back, unchanged. */
    static final Charset OCTETS = StandardCharsets.ISO_8859_1;

    private final Socket socket;
    private final InputStream in;
    private final OutputStream out;

    Link(InetSocketAddress server) throws IOException {
        this(new Socket(server.getAddress(), server.getPort()));
    }

    /** From one of the many addresses that this machine has for itself. */
    Link(InetSocketAddress server, InetAddress from) throws IOException {
        this(new Socket(server.getAddress(), server.getPort(), from, 0));
    }

    private Link(Socket socket) throws IOException {
        if (socket.getLocalSocketAddress().equals(socket.getRemoteSocketAddress())) {
            // Where nobody listens any more the system may give the client's end that very port.
            socket.close();
            throw new ConnectException("connected to itself");
        }
        this.socket = socket;
        socket.setSoTimeout((int) Await.PATIENCE.toMillis());
        socket.setTcpNoDelay(true);
        in = new BufferedInputStream(socket.getInputStream(), 64 * 1024);
        out = socket.getOutputStream();
    }

    static Link insideTls(InetSocketAddress server) throws IOException {
        SSLSocket socket =
                (SSLSocket)
                        Trusting.CONTEXT
                                .getSocketFactory()
                                .createSocket(server.getAddress(), server.getPort());
        socket.startHandshake();
        return new Link(socket);
    }

    /** After the greeting; says USER and PASS. */
    Link login(String account) throws IOException {
        try {
            expect("+OK");
            ask("USER " + account, "+OK");
            ask("PASS " + ServerProcess.PASSWORD, "+OK");
            return this;
        } catch (IOException | RuntimeException e) {
            close();
            throw e;
        }
    }

    void send(String text) throws IOException {
        send(text.getBytes(OCTETS));
    }

    void send(byte[] octets) throws IOException {
        out.write(octets);
        out.flush();
    }

    void send(byte[] octets, int length) throws IOException {
        out.write(octets, 0, length);
    }

    /** The next line without its end. */
    String line() throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        for (int octet = in.read(); octet != '\n'; octet = in.read()) {
            if (octet < 0) {
                throw new EOFException("the server closed the connection behind: " + line);
            }
            line.write(octet);
        }
        String text = line.toString(OCTETS);
        return text.endsWith("\r") ? text.substring(0, text.length() - 1) : text;
    }

    /** The next line, which has to start so. */
    String expect(String start) throws IOException {
        String line = line();
        if (!line.startsWith(start)) {
            throw new UnexpectedReplyException(line, start);
        }
        return line;
    }

    /** Sends a command; the first line of the reply. */
    String ask(String command) throws IOException {
        send(command + "\r\n");
        return line();
    }

    /** Sends a command whose reply has to start so. */
    String ask(String command, String start) throws IOException {
        send(command + "\r\n");
        return expect(start);
    }

    /** The lines behind a positive first line, unstuffed, without the full stop. */
    List<String> lines() throws IOException {
        List<String> lines = new ArrayList<>();
        for (String line = line(); !line.equals("."); line = line()) {
            lines.add(line.startsWith(".") ? line.substring(1) : line);
        }
        return lines;
    }

    /** Reads what comes, for those who look at octets themselves. */
    InputStream input() {
        return in;
    }

    /** Sends no more; can still read. */
    void halfClose() throws IOException {
        socket.shutdownOutput();
    }

    /** A reset in place of an orderly end. */
    void reset() throws IOException {
        socket.setSoLinger(true, 0);
        socket.close();
    }

    /** Whether the server ends the connection; what it says before is passed over. */
    boolean isEnded() throws IOException {
        try {
            in.skipNBytes(Long.MAX_VALUE);
            return false;
        } catch (SocketTimeoutException e) {
            throw e;
        } catch (IOException _) {
            // The end, or a reset: ended both times.
            return true;
        }
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }

    /** A reply other than a test needs to go on. */
    static final class UnexpectedReplyException extends IOException {
        private static final long serialVersionUID = 1;

        private final String reply;

        UnexpectedReplyException(String reply, String start) {
            super("the server said \"" + reply + "\" and not \"" + start + "\"");
            this.reply = reply;
        }

        String reply() {
            return reply;
        }
    }

    /** The server's certificate is made by itself; whether it is trusted is not the question. */
    private static final class Trusting implements X509TrustManager {
        static final SSLContext CONTEXT = context();

        private static SSLContext context() {
            try {
                SSLContext context = SSLContext.getInstance("TLS");
                context.init(null, new TrustManager[] {new Trusting()}, null);
                return context;
            } catch (GeneralSecurityException e) {
                throw new IllegalStateException(e);
            }
        }

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String authType) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String authType) {}

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }
}
