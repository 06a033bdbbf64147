package org.restante.cli.maildrop;

import org.restante.cli.config.CommandException;
import org.restante.cli.config.ExitCode;
import org.restante.protocol.Secret;
import org.restante.protocol.wire.DotReader;
import org.restante.protocol.wire.Line;
import org.restante.protocol.wire.LineReader;
import org.restante.store.adopt.ByListing;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManagerFactory;

/**
 * Reads another server's listing over POP3, and what of its messages tells them apart. It logs in
 * by USER and PASS, within TLS, and removes nothing. Confined to one thread.
 */
final class Pop3Peer implements AutoCloseable {
    /** So long may the other server take to accept a connection. */
    private static final int CONNECT_MILLIS_MAX = 30_000;

    /** So long may it take to say the next octets; large maildrops are listed slowly. */
    private static final int READ_MILLIS_MAX = 120_000;

    /** Longer than RFC 2449 §4 allows. */
    private static final int STATUS_OCTETS_MAX = 2048;

    /** A million lines of a listing. */
    private static final int LISTING_OCTETS_MAX = 100 * 1024 * 1024;

    private static final int BLOCK_OCTETS = 64 * 1024;
    private static final Pattern UIDL_LINE = Pattern.compile("(\\d{1,9}) +([^ ].*?) *");
    private static final Pattern LIST_LINE = Pattern.compile("(\\d{1,9}) +(\\d{1,18})(?: .*)?");

    private final String host;
    private Socket socket;
    private LineReader in;

    private Pop3Peer(String host, Socket socket) throws IOException {
        this.host = host;
        this.socket = socket;
        socket.setSoTimeout(READ_MILLIS_MAX);
        this.in = reader(socket);
    }

    private static LineReader reader(Socket socket) throws IOException {
        return new LineReader(socket.getInputStream(), LineReader.Ends.CRLF_OR_LF, BLOCK_OCTETS);
    }

    /**
     * Connects and logs in; the caller closes it.
     *
     * @param url {@code pop3s:} for TLS from the start, {@code pop3:} for STLS
     * @param trusted certificates to trust instead of those that Java trusts
     * @param clearText whether the password may go over a connection without TLS
     * @throws CommandException if it refuses, or offers no TLS
     */
    static Pop3Peer login(
            URI url, String user, Secret password, Optional<Path> trusted, boolean clearText)
            throws IOException, CommandException {
        boolean tls = url.getScheme().equalsIgnoreCase("pop3s");
        int port = url.getPort() >= 0 ? url.getPort() : tls ? 995 : 110;
        Socket plain = new Socket();
        boolean done = false;
        try {
            plain.connect(new InetSocketAddress(url.getHost(), port), CONNECT_MILLIS_MAX);
            plain.setSoTimeout(READ_MILLIS_MAX);
            Pop3Peer peer =
                    new Pop3Peer(
                            url.getHost(), tls ? upgrade(plain, url.getHost(), trusted) : plain);
            peer.status("its greeting");
            if (!tls && peer.offersStls()) {
                peer.command("STLS");
                if (peer.in.hasBuffered()) {
                    // Somebody between put words into the server's mouth.
                    throw new IOException(url.getHost() + " sends more behind its answer to STLS");
                }
                peer.socket = upgrade(plain, url.getHost(), trusted);
                peer.in = reader(peer.socket);
            } else if (!tls && !clearText) {
                throw new CommandException(
                        ExitCode.UNAVAILABLE,
                        url.getHost()
                                + " offers no STLS: use pop3s:, or --clear-text if the password may"
                                + " cross the network as it is");
            }
            peer.command("USER " + user);
            peer.say("PASS " + password.reveal());
            peer.status("PASS");
            done = true;
            return peer;
        } finally {
            if (!done) {
                plain.close();
            }
        }
    }

    private static SSLSocket upgrade(Socket plain, String host, Optional<Path> trusted)
            throws IOException, CommandException {
        SSLSocketFactory factory =
                trusted.isPresent()
                        ? trusting(trusted.get())
                        : (SSLSocketFactory) SSLSocketFactory.getDefault();
        SSLSocket socket = (SSLSocket) factory.createSocket(plain, host, plain.getPort(), true);
        SSLParameters parameters = socket.getSSLParameters();
        // The name in the certificate has to be the server's.
        parameters.setEndpointIdentificationAlgorithm("HTTPS");
        socket.setSSLParameters(parameters);
        socket.startHandshake();
        return socket;
    }

    private static SSLSocketFactory trusting(Path file) throws IOException, CommandException {
        try (InputStream pem = Files.newInputStream(file)) {
            KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
            store.load(null, null);
            for (Certificate each :
                    CertificateFactory.getInstance("X.509").generateCertificates(pem)) {
                store.setCertificateEntry(Integer.toString(store.size()), each);
            }
            TrustManagerFactory managers =
                    TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            managers.init(store);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, managers.getTrustManagers(), null);
            return context.getSocketFactory();
        } catch (GeneralSecurityException e) {
            throw new CommandException(
                    ExitCode.DATA, file + " holds no certificates: " + e.getMessage());
        }
    }

    private boolean offersStls() throws IOException {
        say("CAPA");
        // Servers before RFC 2449 do not know the command.
        return accepts() && text().lines().anyMatch("STLS"::equalsIgnoreCase);
    }

    /** The messages by UIDL and LIST. */
    List<ByListing.Shown> listing() throws IOException, CommandException {
        command("UIDL");
        Map<Integer, String> ids = new HashMap<>();
        for (String line : text().lines().toList()) {
            Matcher matcher = matched(UIDL_LINE, line, "UIDL");
            ids.put(Integer.parseInt(matcher.group(1)), matcher.group(2));
        }
        command("LIST");
        List<ByListing.Shown> all = new ArrayList<>(ids.size());
        for (String line : text().lines().toList()) {
            Matcher matcher = matched(LIST_LINE, line, "LIST");
            int number = Integer.parseInt(matcher.group(1));
            String id = ids.get(number);
            if (id != null) {
                all.add(new ByListing.Shown(number, id, Long.parseLong(matcher.group(2))));
            }
        }
        return all;
    }

    private Matcher matched(Pattern pattern, String line, String command) throws CommandException {
        Matcher matcher = pattern.matcher(line);
        if (!matcher.matches()) {
            throw new CommandException(
                    ExitCode.DATA, host + " answers " + command + " with what is no listing");
        }
        return matcher;
    }

    /**
     * Has a message, or only its header, handed out in canonical form.
     *
     * @return false if the server refuses
     */
    boolean retrieve(int number, boolean headerOnly, DotReader.Target target) throws IOException {
        say(headerOnly ? "TOP " + number + " 0" : "RETR " + number);
        boolean accepted = accepts();
        if (accepted) {
            copy(target);
        }
        return accepted;
    }

    private void command(String line) throws IOException, CommandException {
        say(line);
        status(line);
    }

    private void say(String line) throws IOException {
        socket.getOutputStream().write((line + "\r\n").getBytes(StandardCharsets.UTF_8));
        socket.getOutputStream().flush();
    }

    /**
     * Reads a status line.
     *
     * @param what it answers, for people; nothing secret
     */
    private void status(String what) throws IOException, CommandException {
        if (!accepts()) {
            throw new CommandException(ExitCode.UNAVAILABLE, host + " refuses " + what);
        }
    }

    private boolean accepts() throws IOException {
        return switch (in.next(STATUS_OCTETS_MAX)) {
            case Line.Text(var text) when text.startsWith("+OK") -> true;
            case Line.Text(var text) when text.startsWith("-ERR") -> false;
            case Line.End _ -> throw new IOException(host + " hung up");
            case Line.Text _, Line.TooLong _ ->
                    throw new IOException(host + " does not speak POP3");
        };
    }

    /** What follows a status line; one character for each octet. */
    private String text() throws IOException {
        ByteArrayOutputStream octets = new ByteArrayOutputStream();
        copy((block, offset, length) -> {
            if (octets.size() + length > LISTING_OCTETS_MAX) {
                throw new IOException(host + " sends a listing of more than " + LISTING_OCTETS_MAX);
            }
            octets.write(block, offset, length);
        });
        return octets.toString(StandardCharsets.ISO_8859_1);
    }

    private void copy(DotReader.Target target) throws IOException {
        if (!new DotReader(in).copy(target)) {
            throw new IOException(host + " hung up");
        }
    }

    /** Says QUIT, having marked nothing. */
    @Override
    public void close() {
        try (Socket _ = socket) {
            say("QUIT");
            in.next(STATUS_OCTETS_MAX);
        } catch (IOException _) {
            // All that was asked for has been answered.
        }
    }
}
