package org.restante.testkit;

import org.restante.server.net.Admission;
import org.restante.server.net.Connection;
import org.restante.server.net.EndReason;
import org.restante.server.net.Endpoint;
import org.restante.server.net.Listener;
import org.restante.server.net.Peer;
import org.restante.server.net.Refusal;
import org.restante.server.net.Watchdog;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * A server that says what it was told to say, to a client that must say what it is expected to: the
 * first connection plays the first script, the second the second. Anything else that a client sends
 * is a failure, which ends the connection and is told by {@link #check} and {@link #close}.
 *
 * <pre>
 * S: +OK ready
 * C: USER alice
 * S: +OK
 * C: PASS ...
 * S: -ERR [AUTH] no
 * C: QUIT
 * S: +OK
 * </pre>
 *
 * <p>{@code S:} lines are sent, {@code C:} lines must come; CRLF is added to each. {@code S:} alone
 * is an empty line. {@code \r \n \t \0 \\} and {@code \x07} stand for octets, and {@code \c} at the
 * end of a line leaves its CRLF out; other non-ASCII text is UTF-8. {@code " ..."} at the end of a
 * {@code C:} line stands for any rest of that line. {@code S: <tls>} is the server's side of a
 * handshake, at the start of a script for TLS from the start; {@code S: <stall>} says nothing more
 * until the client closes; {@code S: <closed>} closes, as the end of a script does, and {@code C:
 * <closed>} says that the client must.
 *
 * <p>On free ports of 127.0.0.1. Thread-safe; closing waits for nothing that a client does.
 */
public final class ScriptedServer implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final Duration AWAIT_TIME = Duration.ofSeconds(10);

    private final List<Script> scripts;
    private final int pieceOctets;
    private final CertificateKind certificate;
    private final Signal signal = new Signal();
    private final Watchdog watchdog = new Watchdog();
    private final Listener listener;

    /** Guarded by this. */
    private final List<Dialogue> dialogues = new ArrayList<>();

    /** Guarded by this. */
    private final List<String> failures = new ArrayList<>();

    /** Guarded by this: so many scripts were played to their end, or failed. */
    private int finished;

    /** Guarded by this. */
    private boolean told;

    /**
     * Starts to listen; each reply is sent in one write.
     *
     * @param scripts one for each connection, in the order in which clients connect
     * @throws IllegalArgumentException if one does not follow the notation; it shows the line
     * @throws UncheckedIOException if no port can be had
     */
    public static ScriptedServer start(String... scripts) {
        return start(Integer.MAX_VALUE, CertificateKind.VALID, scripts);
    }

    /**
     * The same, with what the server sends cut into pieces.
     *
     * @param pieceOctets so many octets go in each write, 1 or more
     */
    public static ScriptedServer startInPieces(int pieceOctets, String... scripts) {
        return start(pieceOctets, CertificateKind.VALID, scripts);
    }

    /**
     * The same, with a certificate.
     *
     * @param certificate what {@code S: <tls>} presents
     */
    public static ScriptedServer start(
            int pieceOctets, CertificateKind certificate, String... scripts) {
        if (pieceOctets < 1) {
            throw new IllegalArgumentException("pieces of " + pieceOctets + " octets");
        }
        try {
            return new ScriptedServer(
                    Arrays.stream(scripts).map(Script::parse).toList(), pieceOctets, certificate);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private ScriptedServer(List<Script> scripts, int pieceOctets, CertificateKind certificate)
            throws IOException {
        this.scripts = scripts;
        this.pieceOctets = pieceOctets;
        this.certificate = certificate;
        Admission admission = new Admission(() -> new Admission.Rules(100_000, 100_000, List.of()));
        listener =
                Listener.bind(
                        new Endpoint.Tcp(
                                new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 0)),
                        new Listener.Shared(watchdog, admission, () -> PATIENCE),
                        new Protocol());
        listener.start();
    }

    private final class Protocol implements Listener.Protocol {
        @Override
        public String name() {
            return "script";
        }

        @Override
        public Listener.Session session(Connection connection, Optional<Refusal> refusal) {
            Dialogue dialogue = new Dialogue(signal::changed);
            ScriptPlayer player =
                    new ScriptPlayer(
                            connection,
                            dialogue,
                            pieceOctets,
                            Certificates.offer(certificate),
                            PATIENCE);
            int number = begin(dialogue);
            return new Listener.Session() {
                @Override
                public void run() {
                    play(player, number);
                    dialogue.end();
                }

                @Override
                public void stop() {
                    connection.end(EndReason.SHUTDOWN);
                }
            };
        }

        @Override
        public void refused(Peer peer, Refusal cause) {
            throw new IllegalStateException("nobody is refused here: " + cause);
        }
    }

    /** Which script a new connection plays. */
    private synchronized int begin(Dialogue dialogue) {
        dialogues.add(dialogue);
        return dialogues.size() - 1;
    }

    private void play(ScriptPlayer player, int number) {
        if (number >= scripts.size()) {
            end(
                    number,
                    Optional.of(
                            "there are "
                                    + scripts.size()
                                    + " scripts, and a client connected once more"));
            return;
        }
        end(number, player.play(scripts.get(number)));
    }

    private synchronized void end(int number, Optional<String> failure) {
        finished++;
        failure.ifPresent(what -> failures.add("connection " + (number + 1) + ": " + what));
        signal.changed();
    }

    /** Where it listens. */
    public InetSocketAddress address() {
        return listener.endpoint() instanceof Endpoint.Tcp(var address)
                ? address
                : new InetSocketAddress(0);
    }

    /** What a client needs in order to trust a {@link CertificateKind#VALID} certificate. */
    public Trust trust() {
        return Certificates.trust();
    }

    /** What was really said, one for each connection. */
    public synchronized List<Dialogue> dialogues() {
        return List.copyOf(dialogues);
    }

    /**
     * Returns when all scripts were played to their end, each as it was written.
     *
     * @throws AssertionError if a client sent something else, or did not come as far within ten
     *     seconds; it shows what was expected, what came, and what went before
     */
    public void check() throws InterruptedException {
        signal.await(
                "all scripts to be played",
                AWAIT_TIME,
                () -> !failures().isEmpty() || finished() >= scripts.size(),
                () -> dialogues().toString());
        tell();
    }

    private synchronized List<String> failures() {
        return List.copyOf(failures);
    }

    private synchronized int finished() {
        return finished;
    }

    private synchronized void tell() {
        if (!failures.isEmpty() && !told) {
            told = true;
            throw new AssertionError(String.join("\n", failures));
        }
    }

    /**
     * Ends everything at once. A script that was not played to its end is no failure here.
     *
     * @throws AssertionError if a client sent something unexpected and {@link #check} has not told
     */
    @Override
    public void close() {
        listener.close();
        watchdog.endAll(EndReason.SHUTDOWN);
        watchdog.close();
        tell();
    }
}
