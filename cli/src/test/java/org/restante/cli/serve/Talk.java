package org.restante.cli.serve;

import java.io.BufferedReader;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;

/** A connection by hand to a line protocol. */
public final class Talk implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final Socket socket;
    private final BufferedReader in;
    private final String greeting;

    private Talk(Socket socket) throws IOException {
        this.socket = socket;
        socket.setSoTimeout((int) PATIENCE.toMillis());
        in =
                new BufferedReader(
                        new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
        greeting = line();
    }

    public static Talk to(int port) throws IOException {
        return new Talk(new Socket(InetAddress.getLoopbackAddress(), port));
    }

    /** The same inside TLS, with a server that has just this certificate. */
    public static Talk inTls(int port, Path certificate) throws Exception {
        KeyStore trusted = KeyStore.getInstance(KeyStore.getDefaultType());
        trusted.load(null, null);
        trusted.setCertificateEntry(
                "server",
                CertificateFactory.getInstance("X.509")
                        .generateCertificate(
                                new ByteArrayInputStream(Files.readAllBytes(certificate))));
        TrustManagerFactory trust =
                TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(trusted);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, trust.getTrustManagers(), null);
        return new Talk(
                context.getSocketFactory().createSocket(InetAddress.getLoopbackAddress(), port));
    }

    String greeting() {
        return greeting;
    }

    /** What the handshake agreed on, as the client sees it. */
    String tls() {
        var session = ((SSLSocket) socket).getSession();
        return session.getProtocol() + "/" + session.getCipherSuite();
    }

    X509Certificate certificate() throws IOException {
        return (X509Certificate) ((SSLSocket) socket).getSession().getPeerCertificates()[0];
    }

    /** The next line; "(end)" when the peer has closed. */
    public String line() throws IOException {
        String line = in.readLine();
        return line == null ? "(end)" : line;
    }

    public String say(String line) throws IOException {
        socket.getOutputStream().write((line + "\r\n").getBytes(StandardCharsets.UTF_8));
        return line();
    }

    /** A command with an answer of several lines; without the dot. */
    public List<String> listing(String line) throws IOException {
        List<String> lines = new ArrayList<>();
        for (String each = say(line); !each.equals("."); each = line()) {
            lines.add(each);
        }
        return lines;
    }

    public String login(String name, String password) throws IOException {
        say("USER " + name);
        return say("PASS " + password);
    }

    public String authPlain(String name, String password) throws IOException {
        String message = "\0" + name + "\0" + password;
        return say(
                "AUTH PLAIN "
                        + Base64.getEncoder()
                                .encodeToString(message.getBytes(StandardCharsets.UTF_8)));
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
