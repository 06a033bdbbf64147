package org.restante.client;

import org.restante.protocol.pop3.Command;

import java.io.EOFException;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import javax.net.ssl.SSLSession;

/**
 * A connection to a POP3 server, in the AUTHORIZATION state until {@link #login}. Closing it
 * removes nothing; {@link RemoteMaildrop#quit} does. For one thread at a time; {@link #close} for
 * any.
 *
 * {@snippet file="Examples.java" region="fetch"}
 */
public final class Pop3Client implements AutoCloseable {
    private final Pop3Server server;
    private final Dialogue dialogue;
    private final String greeting;
    private Capabilities capabilities;
    private Optional<RemoteMaildrop> open = Optional.empty();

    private Pop3Client(Pop3Server server, Dialogue dialogue, String greeting) {
        this.server = server;
        this.dialogue = dialogue;
        this.greeting = greeting;
        this.capabilities = Capabilities.UNKNOWN;
    }

    /**
     * Connects, reads the greeting, asks for the capabilities, and begins TLS if that is wanted and
     * not there yet. Nothing secret is sent.
     *
     * <p>A server that hangs or hangs up at CAPA is connected to once more without it.
     *
     * {@snippet file="Examples.java" region="connect"}
     *
     * @throws CommandFailedException if the greeting is {@code -ERR}, or the server refuses STLS
     * @throws ProtocolException if there is something else than POP3
     * @throws javax.net.ssl.SSLException if TLS fails, the certificate is not trusted, or the
     *     server has no STLS
     * @throws java.net.SocketTimeoutException if it takes too long
     * @throws IOException if the connection fails
     */
    public static Pop3Client connect(Pop3Server server) throws IOException {
        try {
            return connect(server, true);
        } catch (CapabilitiesMissing e) {
            if (server.security() == Security.STLS) {
                throw e.cause;
            }
            return connect(server, false);
        }
    }

    /** The server gave no whole answer to CAPA. */
    private static final class CapabilitiesMissing extends IOException {
        private static final long serialVersionUID = 1;

        private final IOException cause;

        CapabilitiesMissing(IOException cause) {
            super(cause);
            this.cause = cause;
        }
    }

    private static Pop3Client connect(Pop3Server server, boolean asksCapabilities)
            throws IOException {
        Dialogue dialogue = new Dialogue(server, Connection.open(server));
        try {
            Pop3Client client = new Pop3Client(server, dialogue, dialogue.greeting());
            if (asksCapabilities) {
                try {
                    client.capabilities = dialogue.capabilities();
                } catch (EOFException | SocketTimeoutException e) {
                    throw new CapabilitiesMissing(e);
                }
            }
            if (server.security() == Security.STLS) {
                client.startTls();
            }
            return client;
        } catch (IOException | RuntimeException e) {
            dialogue.abandon();
            throw e;
        }
    }

    private void startTls() throws IOException {
        if (capabilities.known() && !capabilities.has("STLS")) {
            throw new javax.net.ssl.SSLException(
                    server
                            + " offers no STLS, so nothing was sent: is it a server for TLS from the"
                            + " start, on port "
                            + Security.TLS.port()
                            + "?");
        }
        dialogue.startTls();
        // What was said in the clear may have been somebody else's words (RFC 2595 §4).
        capabilities = dialogue.capabilities();
    }

    /** The server's greeting, behind {@code +OK}. */
    public String greeting() {
        return greeting;
    }

    /**
     * What the server can do at this point; it was asked again after TLS began, and after login.
     */
    public Capabilities capabilities() {
        return capabilities;
    }

    /** The TLS session, for its version, suite and certificates; empty in the clear. */
    public Optional<SSLSession> tls() {
        return dialogue.connection().tls();
    }

    /**
     * Asks for messages as they are, with UTF-8 in their headers, before login (RFC 6856 §2).
     *
     * {@snippet file="Examples.java" region="utf8"}
     *
     * @throws CommandFailedException if the server refuses; it goes on in ASCII then
     */
    public void enableUtf8() throws IOException {
        notLoggedIn();
        dialogue.command(new Command.Utf8(), "UTF8");
    }

    /**
     * The languages that the server's texts can be had in, each as its tag and its own words for it
     * (RFC 6856 §3).
     *
     * {@snippet file="Examples.java" region="language"}
     *
     * @throws CommandFailedException if it has no such command
     */
    public List<String> languages() throws IOException {
        return dialogue.lines(new Command.Lang(Optional.empty()), "LANG");
    }

    /**
     * Asks for the server's texts in a language; returns its words.
     *
     * @param range such as {@code fr}, or {@code *} for whatever the server thinks best
     * @throws CommandFailedException if it has none of that kind
     */
    public String language(String range) throws IOException {
        return dialogue.command(new Command.Lang(Optional.of(range)), "LANG " + range);
    }

    /**
     * Logs in and opens the maildrop, which no other session can have open meanwhile.
     *
     * <p>A password goes by the strongest mechanism that both sides have: SCRAM bound to the
     * connection, SCRAM, then within TLS PLAIN, USER, LOGIN, CRAM-MD5, APOP, and in the clear
     * CRAM-MD5, APOP and, as {@link Security#CLEAR_TEXT} has been asked for, the others. One that
     * fails is not followed by a weaker one.
     *
     * {@snippet file="Examples.java" region="login"}
     *
     * @throws CommandFailedException if the server refuses; {@link CommandFailedException#code}
     *     tells wrong credentials from a maildrop in use. Another login may be tried
     * @throws NoMechanismException if the server has no mechanism that will do; nothing was sent
     * @throws ProtocolException if the server cannot prove that it knows the password, or its
     *     exchange makes no sense
     * @throws IllegalArgumentException if a name or a password cannot be sent; nothing was
     */
    public RemoteMaildrop login(Credentials credentials) throws IOException {
        Mechanism used = authenticate(credentials);
        if (capabilities.known()) {
            capabilities = dialogue.capabilities();
        }
        return opened(used);
    }

    /**
     * A maildrop and what it held at login.
     *
     * @param listing as {@link RemoteMaildrop#listing} gives it
     */
    public record Opened(RemoteMaildrop maildrop, Listing listing) {}

    /**
     * Logs in and asks for the listing, which takes a round trip less than {@link #login} and
     * {@link RemoteMaildrop#listing} if the server takes commands ahead of its answers.
     *
     * {@snippet file="Examples.java" region="login-and-list"}
     *
     * @throws CommandFailedException if the server refuses the login, or LIST
     * @throws NoMechanismException if the server has no mechanism that will do; nothing was sent
     * @throws ProtocolException if the server cannot prove that it knows the password, or what it
     *     says makes no sense
     * @throws IllegalArgumentException if a name or a password cannot be sent; nothing was
     */
    public Opened loginAndList(Credentials credentials) throws IOException {
        if (!capabilities.pipelining()) {
            RemoteMaildrop maildrop = login(credentials);
            return new Opened(maildrop, maildrop.listing());
        }
        Mechanism used = authenticate(credentials);
        List<String> commands = new ArrayList<>(List.of(Dialogue.CAPA));
        commands.addAll(RemoteMaildrop.LISTING);
        dialogue.send(commands);
        capabilities = dialogue.capabilitiesBehind();
        RemoteMaildrop maildrop = opened(used);
        return new Opened(maildrop, maildrop.listing(true));
    }

    private Mechanism authenticate(Credentials credentials) throws IOException {
        notLoggedIn();
        return new Login(server, dialogue, capabilities, greeting).run(credentials);
    }

    private RemoteMaildrop opened(Mechanism used) {
        RemoteMaildrop maildrop = new RemoteMaildrop(dialogue, capabilities, used);
        open = Optional.of(maildrop);
        return maildrop;
    }

    private void notLoggedIn() {
        if (open.isPresent()) {
            throw new IllegalStateException("this connection is logged in already");
        }
    }

    /** Leaves without having logged in. After a login it is {@link RemoteMaildrop#quit}. */
    public void quit() throws IOException {
        if (open.isPresent()) {
            open.get().quit();
        } else {
            dialogue.quit();
        }
    }

    /**
     * Closes the connection at once. Without a QUIT before it no mark counts, so nothing is removed
     * (RFC 1939 §6). By another thread it ends what the connection's own thread waits for.
     */
    @Override
    public void close() throws IOException {
        dialogue.connection().close();
    }
}
