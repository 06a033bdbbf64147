package org.restante.cli.interop;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.util.ArrayList;
import java.util.List;

import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;

/** A POP3 client that changes no octet; naive on purpose, and without a line of the product. */
final class RawPop3 implements AutoCloseable {
    private static final int READ_MILLIS_MAX = 60_000;

    private Socket socket;
    private InputStream in;

    private RawPop3(Socket socket) throws IOException {
        this.socket = socket;
        socket.setSoTimeout(READ_MILLIS_MAX);
        in = new BufferedInputStream(socket.getInputStream(), 1 << 16);
    }

    /** Connects, says these octets at once, and reads the greeting. */
    static RawPop3 connect(ServerProcess server, Security security, String atOnce)
            throws IOException, GeneralSecurityException {
        int port = security.port(server);
        Socket plain = new Socket(InetAddress.ofLiteral("127.0.0.1"), port);
        RawPop3 client = new RawPop3(security == Security.POP3S ? tls(plain, server) : plain);
        client.send(atOnce);
        client.ok();
        if (security == Security.STLS) {
            client.command("STLS");
            client.socket = tls(plain, server);
            client.in = new BufferedInputStream(client.socket.getInputStream(), 1 << 16);
        }
        return client;
    }

    /** Connects and logs in. */
    static RawPop3 login(ServerProcess server, Security security, String account)
            throws IOException, GeneralSecurityException {
        RawPop3 client = connect(server, security, "");
        // Without it a surrogate stands for a message with 8-bit octets in its header.
        client.command("UTF8");
        client.command("USER " + account);
        client.command("PASS " + ServerProcess.PASSWORD);
        return client;
    }

    /** Connects to whatever serves POP3 at this port, and logs in. */
    static RawPop3 login(int port, String account) throws IOException {
        RawPop3 client = new RawPop3(new Socket(InetAddress.ofLiteral("127.0.0.1"), port));
        client.ok();
        client.command("USER " + account);
        client.command("PASS " + ServerProcess.PASSWORD);
        return client;
    }

    /** All messages of a maildrop, from the first. */
    static List<String> messages(ServerProcess server, String account)
            throws IOException, GeneralSecurityException {
        try (RawPop3 client = login(server, Security.CLEAR, account)) {
            List<String> messages = new ArrayList<>();
            for (String line : client.listing("LIST").lines().toList()) {
                messages.add(client.listing("RETR " + line.substring(0, line.indexOf(' '))));
            }
            return messages;
        }
    }

    private static SSLSocket tls(Socket plain, ServerProcess server)
            throws IOException, GeneralSecurityException {
        KeyStore trusted = KeyStore.getInstance(KeyStore.getDefaultType());
        trusted.load(null, null);
        try (InputStream file = Files.newInputStream(server.certificate())) {
            trusted.setCertificateEntry(
                    "server", CertificateFactory.getInstance("X.509").generateCertificate(file));
        }
        TrustManagerFactory trust =
                TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(trusted);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, trust.getTrustManagers(), null);
        SSLSocket socket =
                (SSLSocket)
                        context.getSocketFactory()
                                .createSocket(plain, "localhost", plain.getPort(), true);
        socket.startHandshake();
        return socket;
    }

    void send(String octets) throws IOException {
        socket.getOutputStream().write(octets.getBytes(StandardCharsets.ISO_8859_1));
        socket.getOutputStream().flush();
    }

    /** Sends a command; the text after {@code +OK}. */
    String command(String line) throws IOException {
        send(line + "\r\n");
        return ok();
    }

    /** Sends a command; what follows its {@code +OK} line, without stuffing and terminator. */
    String listing(String line) throws IOException {
        command(line);
        return listing();
    }

    /** Reads a status line, which has to be {@code +OK}. */
    String ok() throws IOException {
        String line = line();
        if (!line.startsWith("+OK")) {
            throw new AssertionError("the server said " + line);
        }
        return line.substring(3).strip();
    }

    /** Reads to the terminator. */
    String listing() throws IOException {
        StringBuilder all = new StringBuilder();
        String line = line();
        while (!line.equals(".\r\n")) {
            all.append(line, line.startsWith(".") ? 1 : 0, line.length());
            line = line();
        }
        return all.toString();
    }

    /** A line with its CRLF; a bare CR or LF is part of it. */
    private String line() throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        int last = 0;
        while (true) {
            int octet = in.read();
            if (octet < 0) {
                throw new EOFException("the server hung up");
            }
            line.write(octet);
            if (last == '\r' && octet == '\n') {
                return line.toString(StandardCharsets.ISO_8859_1);
            }
            last = octet;
        }
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
