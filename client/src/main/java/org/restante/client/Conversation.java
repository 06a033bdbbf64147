package org.restante.client;

import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Optional;

import javax.net.ssl.SSLSession;

/**
 * A connection that is talked on line by line, for programs in which a person types or a server is
 * examined: what is sent is the caller's business, and so is what the answer means. Bounds, TLS and
 * the covering of secrets in the wire log are those of {@link Pop3Client}. For one thread at a
 * time; {@link #close} for any.
 *
 * {@snippet file="Examples.java" region="conversation"}
 */
public final class Conversation implements AutoCloseable {
    private final Pop3Server server;
    private final Dialogue dialogue;

    private Conversation(Pop3Server server, Dialogue dialogue) {
        this.server = server;
        this.dialogue = dialogue;
    }

    /**
     * Connects; the greeting is still to be received. TLS begins at once with {@link Security#TLS},
     * else with {@link #startTls} alone.
     *
     * @throws javax.net.ssl.SSLException if TLS fails, or the certificate is not trusted
     * @throws IOException if the connection fails
     */
    public static Conversation open(Pop3Server server) throws IOException {
        return new Conversation(server, new Dialogue(server, Connection.open(server)));
    }

    /**
     * Sends lines in one write; what is left of a body that was not read to its end is dropped.
     *
     * @param lines without line ends
     * @throws IllegalArgumentException if a line holds CR or LF; nothing was sent
     */
    public void send(List<String> lines) throws IOException {
        for (String line : lines) {
            if (line.chars().anyMatch(c -> c == '\r' || c == '\n')) {
                throw new IllegalArgumentException("a line holds no CR or LF");
            }
        }
        dialogue.finishBody();
        dialogue.sendBehind(lines);
    }

    /**
     * The next line, which should be a greeting or the answer to the oldest command.
     *
     * @return the line without its end, one character for each octet
     * @throws java.io.EOFException if the server has hung up
     * @throws ProtocolException if it is longer than 64 KiB
     */
    public String receive() throws IOException {
        return dialogue.line("an answer", server.timeouts().command());
    }

    /**
     * The body behind the line that was received last: up to its terminator, without stuffing; see
     * {@link RemoteMaildrop#retrieve}. Nothing makes sure that it ended where it seems to.
     */
    public InputStream body() {
        return new MessageStream(dialogue, dialogue.body(), dialogue::bodyIsOver);
    }

    /** The same octets as they come: stuffed, and with the terminator. */
    public InputStream bodyAsOnTheWire() {
        return new MessageStream(dialogue, dialogue.bodyAsOnTheWire(), dialogue::bodyIsOver);
    }

    /** Whether the server has said something that was not received yet; waits for nothing. */
    public boolean hasUnread() throws IOException {
        return dialogue.connection().hasUnread();
    }

    /**
     * Begins TLS; for after a positive answer to STLS.
     *
     * @throws ProtocolException if something followed that answer in the clear
     * @throws javax.net.ssl.SSLException if TLS fails, or the certificate is not trusted
     */
    public void startTls() throws IOException {
        dialogue.connection().startTls();
    }

    /**
     * Logs in as {@link Pop3Client#login} does, and asks for nothing else.
     *
     * @param greeting what the server said first; it may hold the timestamp for APOP
     * @param capabilities what the server announced last; {@link Capabilities#parse} makes them
     * @return the mechanism that it went by
     */
    public Mechanism login(Credentials credentials, String greeting, Capabilities capabilities)
            throws IOException {
        return new Login(server, dialogue, capabilities, greeting).run(credentials);
    }

    /** The TLS session; empty in the clear. */
    public Optional<SSLSession> tls() {
        return dialogue.connection().tls();
    }

    /** Closes the connection at once; no mark counts. By any thread. */
    @Override
    public void close() throws IOException {
        dialogue.connection().close();
    }
}
