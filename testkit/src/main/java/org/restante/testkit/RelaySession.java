package org.restante.testkit;

import org.jspecify.annotations.Nullable;
import org.restante.server.net.Connection;
import org.restante.server.net.EndReason;
import org.restante.server.net.Listener;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.LongFunction;

/**
 * One client at the counter. Each line of it is passed on to the server that behaves, each reply is
 * passed back, and between the two stand the faults.
 *
 * <p>STLS is passed on as well, and TLS begins on both sides: so the server's state is always the
 * one that the client talks about. When the connection ends, the server's session is ended first: a
 * client that sees the end finds its maildrop free.
 */
final class RelaySession implements Listener.Session {
    private static final byte[] TERMINATOR = {'.', '\r', '\n'};

    /** No command is longer, not even with a token in it. */
    private static final int COMMAND_OCTETS_MAX = 1024 * 1024;

    private final Connection connection;
    private final boolean implicitTls;
    private final InetSocketAddress behind;
    private final Relay.Services services;
    private final Dialogue dialogue;
    private PieceReader client;
    private Optional<Request> exchange = Optional.empty();

    /** Guarded by this. */
    private @Nullable Thread thread;

    /** Guarded by this. */
    private boolean stopped;

    RelaySession(
            Connection connection,
            boolean implicitTls,
            InetSocketAddress behind,
            Relay.Services services) {
        this.connection = connection;
        this.implicitTls = implicitTls;
        this.behind = behind;
        this.services = services;
        this.dialogue = services.dialogues().get();
        this.client = new PieceReader(connection.input());
    }

    @Override
    public void run() {
        if (!begin()) {
            return;
        }
        boolean planned = false;
        try {
            talk();
        } catch (PlannedEndException e) {
            planned = true;
            dialogue.note(String.valueOf(e.getMessage()));
        } catch (IOException e) {
            dialogue.note("the connection broke: " + e.getMessage());
        } catch (InterruptedException _) {
            dialogue.note("the server stopped");
        } finally {
            end();
            if (planned && connection.tls().isPresent()) {
                // A link that drops says no goodbye.
                connection.end(EndReason.BROKEN);
            }
            dialogue.end();
        }
    }

    private synchronized boolean begin() {
        thread = Thread.currentThread();
        return !stopped;
    }

    /** From here on no interruption of ours can hit what the thread does next. */
    private synchronized void end() {
        thread = null;
    }

    @Override
    public synchronized void stop() {
        stopped = true;
        connection.end(EndReason.SHUTDOWN);
        if (thread != null) {
            thread.interrupt();
        }
    }

    private void talk() throws IOException, InterruptedException {
        connection.readWithin(services.patience(), EndReason.IDLE);
        if (implicitTls) {
            handshake();
        }
        List<Fault> first = services.faults().at(Request.GREETING);
        holdOrLose(first);
        int port = connection.localPort().orElseThrow();
        try (Backend server = Backend.connect(behind, port, services.ends(), services.patience())) {
            greet(server, first);
            while (true) {
                connection.readWithin(services.patience(), EndReason.IDLE);
                byte[] line = client.piece(COMMAND_OCTETS_MAX);
                if (!PieceReader.endsLine(line)) {
                    dialogue.note(
                            line.length < COMMAND_OCTETS_MAX
                                    ? "the client closed"
                                    : "cut: a command of more than 1 MiB");
                    return;
                }
                if (!take(server, line)) {
                    return;
                }
            }
        }
    }

    private void greet(Backend server, List<Fault> faults)
            throws IOException, InterruptedException {
        if (implicitTls) {
            server.startTls();
        }
        byte[] greeting = server.piece();
        send(faults, answer(faults).orElse(greeting));
    }

    /** Whether a line invites the client to say the next word of a SASL exchange (RFC 5034 §4). */
    static boolean isChallenge(byte[] line) {
        return line.length > 0
                && line[0] == '+'
                && !(line.length > 2 && line[1] == 'O' && line[2] == 'K');
    }

    /** Returns false when the session is over. */
    private boolean take(Backend server, byte[] line) throws IOException, InterruptedException {
        String text = new String(line, StandardCharsets.ISO_8859_1).replaceFirst("\r?\n$", "");
        Request request =
                exchange.map(auth -> Request.response(auth, text))
                        .orElseGet(() -> Request.command(text));
        dialogue.client(request.shown());
        List<Fault> faults = services.faults().at(request);
        holdOrLose(faults);
        Optional<byte[]> instead = answer(faults).or(() -> unknown(request, faults));
        if (instead.isPresent()) {
            byte[] status = instead.get();
            // What is answered to a challenge, whoever made it, is a secret.
            exchange =
                    isChallenge(status)
                            ? exchange.or(() -> Optional.of(request))
                            : Optional.empty();
            send(faults, status);
            return true;
        }
        server.send(line);
        byte[] status = server.piece();
        boolean positive = status[0] == '+';
        exchange = isChallenge(status) ? exchange.or(() -> Optional.of(request)) : Optional.empty();
        boolean over = request.keyword().equals("QUIT") && positive && server.isAtEnd();
        if (over) {
            // Whoever hears that it is over may come again at once.
            server.close();
        }
        reply(server, request, faults, status);
        if (request.keyword().equals("STLS") && positive) {
            upgrade(server);
        }
        return !over;
    }

    private void holdOrLose(List<Fault> faults) throws IOException, InterruptedException {
        for (Fault fault : faults) {
            if (fault instanceof Fault.Hold(_, var gate) && !gate.pass(services.patience())) {
                throw new PlannedEndException("cut: the gate was not opened in time");
            }
            if (fault instanceof Fault.Lose) {
                throw new PlannedEndException("cut instead of passing it on");
            }
        }
    }

    private static Optional<byte[]> answer(List<Fault> faults) {
        return faults.stream()
                .filter(Fault.Answer.class::isInstance)
                .map(fault -> octets(((Fault.Answer) fault).text()))
                .findFirst();
    }

    private static Optional<byte[]> unknown(Request request, List<Fault> faults) {
        return faults.stream()
                        .anyMatch(fault ->
                                fault instanceof Fault.Without(var name)
                                        && name.equals(request.keyword()))
                ? Optional.of(octets("-ERR unknown command\r\n"))
                : Optional.empty();
    }

    /** A reply that is there already, whatever it is. */
    private void send(List<Fault> faults, byte[] octets) throws IOException, InterruptedException {
        ReplyOutput out = output(faults);
        if (wants(faults, Fault.EndlessLine.class)) {
            out.endlessLine();
        }
        dialogue.server(octets);
        out.status(octets);
        out.end(injected(faults));
    }

    private void reply(Backend server, Request request, List<Fault> faults, byte[] given)
            throws IOException, InterruptedException {
        ReplyOutput out = output(faults);
        if (wants(faults, Fault.EndlessLine.class)) {
            dialogue.note("a line that never ends");
            out.endlessLine();
        }
        byte[] status = ListingEdits.edit(request, faults, true, given);
        dialogue.server(status);
        out.status(status);
        if (request.multiline() && status[0] == '+') {
            body(server, request, faults, out);
        }
        out.end(injected(faults));
    }

    private void body(Backend server, Request request, List<Fault> faults, ReplyOutput out)
            throws IOException, InterruptedException {
        boolean message = request.keyword().equals("RETR") || request.keyword().equals("TOP");
        boolean unstuffed = wants(faults, Fault.Unstuffed.class);
        boolean lineStart = true;
        long octets = 0;
        long lines = 0;
        byte[] piece = server.piece();
        while (!lineStart || !Arrays.equals(piece, TERMINATOR)) {
            boolean wholeLine = lineStart && PieceReader.endsLine(piece);
            byte[] shown = piece;
            if (!message && wholeLine) {
                shown = ListingEdits.edit(request, faults, false, piece);
                if (shown.length > 0) {
                    dialogue.server(shown);
                }
            } else if (unstuffed && lineStart && piece[0] == '.') {
                shown = Arrays.copyOfRange(piece, 1, piece.length);
            }
            octets += shown.length;
            out.body(shown);
            lines++;
            lineStart = PieceReader.endsLine(piece);
            piece = server.piece();
        }
        if (message) {
            dialogue.note(octets + " octets of a message");
        }
        if (wants(faults, Fault.EndlessReply.class)) {
            dialogue.note("lines that never end");
            out.endlessBody(endless(request), lines + 1);
        }
        if (wants(faults, Fault.Unterminated.class)) {
            dialogue.note("no terminator");
        } else {
            dialogue.server(TERMINATOR);
            out.body(TERMINATOR);
        }
    }

    private static LongFunction<String> endless(Request request) {
        return switch (request.keyword()) {
            case "LIST" -> number -> number + " 1000";
            case "UIDL" -> number -> number + " endless." + number;
            case "CAPA" -> number -> "X-ENDLESS-" + number;
            default -> number -> "Line " + number + " of a message that never ends.";
        };
    }

    private void upgrade(Backend server) throws IOException {
        // Octets in the clear behind STLS must never be taken for commands inside TLS.
        if (client.hasBuffered()) {
            throw new PlannedEndException("cut: the client sent octets in the clear behind STLS");
        }
        handshake();
        server.startTls();
    }

    private void handshake() throws IOException {
        CertificateKind kind = CertificateKind.VALID;
        for (Fault fault : services.faults().at(Request.HANDSHAKE)) {
            if (fault instanceof Fault.Certificate(var other)) {
                kind = other;
            }
        }
        try {
            connection.startTls(Certificates.offer(kind));
        } catch (IOException e) {
            throw new IOException("no TLS: " + e.getMessage(), e);
        }
        dialogue.note("TLS");
        client = new PieceReader(connection.input());
    }

    private void stall() throws IOException {
        dialogue.note("stalled");
        connection.readWithin(services.patience(), EndReason.IDLE);
        client.skipToEnd();
        throw new PlannedEndException("cut: the client closed");
    }

    private ReplyOutput output(List<Fault> faults) {
        return new ReplyOutput(connection, faults, this::stall);
    }

    private static boolean wants(List<Fault> faults, Class<? extends Fault> kind) {
        return faults.stream().anyMatch(kind::isInstance);
    }

    private static String injected(List<Fault> faults) {
        StringBuilder text = new StringBuilder();
        for (Fault fault : faults) {
            if (fault instanceof Fault.Inject(_, var octets)) {
                text.append(octets);
            }
        }
        return text.toString();
    }

    private static byte[] octets(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }
}
