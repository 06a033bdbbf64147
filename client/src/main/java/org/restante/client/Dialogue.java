package org.restante.client;

import org.restante.protocol.pop3.Command;
import org.restante.protocol.pop3.CommandFormatter;
import org.restante.protocol.pop3.Redaction;
import org.restante.protocol.pop3.StatusLine;
import org.restante.protocol.sasl.Utf8;
import org.restante.protocol.wire.DotInputStream;
import org.restante.protocol.wire.Line;
import org.restante.protocol.wire.LineReader;

import java.io.EOFException;
import java.io.IOException;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Commands and their answers in order. It alone writes and reads lines, so that the wire log sees
 * each and nothing is matched to the wrong command.
 */
final class Dialogue {
    /**
     * A status line. A challenge of SASL may be long; RFC 2449 §4 allows 512 octets for all else.
     */
    private static final int STATUS_OCTETS_MAX = 64 * 1024;

    /** A line of a listing: unique-ids beyond RFC 1939's 70 octets are lived with, this far. */
    private static final int LISTING_LINE_OCTETS_MAX = 8 * 1024;

    /**
     * A quarter of the heap: ids are kept, and a million of them take some 30 MB; what is larger is
     * no listing but an attack.
     */
    private static final long LISTING_OCTETS_MAX =
            Math.min(1L << 30, Runtime.getRuntime().maxMemory() / 4);

    private static final int LISTING_BLOCK_OCTETS = 16 * 1024;

    /** Of a message that is not read to its end; a larger rest ends the connection instead. */
    private static final long DROPPED_OCTETS_MAX = 64 * 1024 * 1024;

    private static final int DROPPED_BLOCK_OCTETS = 16 * 1024;

    /** Capabilities, or languages; servers have some twenty. */
    private static final int CAPABILITY_LINES_MAX = 1000;

    static final String CAPA = CommandFormatter.format(new Command.Capa());

    private final Pop3Server server;
    private final Connection connection;
    private final Redaction redaction = new Redaction();

    /** Commands are being sent ahead of answers: another one's answer would be taken for theirs. */
    private boolean takenOver;

    /** The body that is being read, which has to be over before the next answer is. */
    private Optional<DotInputStream> body = Optional.empty();

    Dialogue(Pop3Server server, Connection connection) {
        this.server = server;
        this.connection = connection;
    }

    Connection connection() {
        return connection;
    }

    void abandon() {
        connection.abandon();
    }

    String greeting() throws IOException {
        connection.waitingFor("the greeting", server.timeouts().greeting());
        return switch (status()) {
            case StatusLine.Ok(var text) -> text;
            case StatusLine.Err(var code, var text) -> {
                connection.abandon();
                throw new CommandFailedException("the connection", code, printable(text));
            }
            case StatusLine.Challenge _ -> throw unexpected("the greeting");
        };
    }

    /** One attempt: many servers have no CAPA. */
    Capabilities capabilities() throws IOException {
        send(List.of(CAPA));
        return capabilitiesBehind();
    }

    /** The same when the command was sent. */
    Capabilities capabilitiesBehind() throws IOException {
        List<String> lines = new ArrayList<>();
        try {
            answer("CAPA", server.timeouts().greeting());
        } catch (CommandFailedException _) {
            return Capabilities.UNKNOWN;
        }
        listing(server.timeouts().greeting(), lines::add, CAPABILITY_LINES_MAX);
        return Capabilities.parse(lines);
    }

    void startTls() throws IOException {
        command(new Command.Stls(), "STLS");
        connection.startTls();
    }

    /**
     * One command with a one-line answer.
     *
     * @param name for exceptions, nothing secret
     * @return the text behind {@code +OK}
     */
    String command(Command command, String name) throws IOException {
        send(List.of(CommandFormatter.format(command)));
        return answer(name, server.timeouts().command());
    }

    /** One command with a multi-line answer that is short. */
    List<String> lines(Command command, String name) throws IOException {
        command(command, name);
        List<String> lines = new ArrayList<>();
        listing(server.timeouts().data(), lines::add, CAPABILITY_LINES_MAX);
        return lines;
    }

    /** Sends lines when all is answered; what a server has said unasked by now is no answer. */
    void send(List<String> lines) throws IOException {
        if (takenOver) {
            throw new IllegalStateException("no other command while messages are being retrieved");
        }
        finishBody();
        sendFirst(lines);
    }

    /** The same with no body to be read. */
    void sendFirst(List<String> lines) throws IOException {
        if (!connection.isClosed() && connection.hasUnread()) {
            throw unasked();
        }
        sendBehind(lines);
    }

    /** From here on commands are sent by {@link #sendFirst} and {@link #sendBehind} alone. */
    void takeOver() throws IOException {
        if (takenOver) {
            throw new IllegalStateException("messages are being retrieved already");
        }
        finishBody();
        takenOver = true;
    }

    void handBack() {
        takenOver = false;
    }

    private IOException unasked() throws IOException {
        connection.waitingFor("what the server says unasked", server.timeouts().data());
        try {
            String line = connection.line(STATUS_OCTETS_MAX);
            // So do servers say goodbye to clients that were silent for too long.
            return StatusLine.parse(line).isPresent()
                    ? new EOFException(server + " ends the session: " + shortened(line))
                    : new ProtocolException(server + " says unasked: \"" + shortened(line) + "\"");
        } finally {
            connection.abandon();
        }
    }

    /** The same while answers, or a body, are still to be read. */
    void sendBehind(List<String> lines) throws IOException {
        if (connection.isClosed()) {
            throw new SocketException("the connection is closed");
        }
        for (String line : lines) {
            String shown = redaction.sent(line);
            server.wireLog().ifPresent(log -> log.sent(shown));
        }
        connection.waitingFor("the server to read", server.timeouts().data());
        connection.send(lines);
    }

    /** The answer to one command, by which it is over. */
    String answer(String name, Duration bound) throws IOException {
        connection.waitingFor("the answer to " + name, bound);
        return switch (status()) {
            case StatusLine.Ok(var text) -> text;
            case StatusLine.Err(var code, var text) ->
                    throw new CommandFailedException(name, code, printable(text));
            case StatusLine.Challenge _ -> throw unexpected(name);
        };
    }

    String answer(String name) throws IOException {
        return answer(name, server.timeouts().command());
    }

    /** The answer within a SASL exchange: a challenge, or its end. */
    StatusLine step(String name) throws IOException {
        connection.waitingFor("the answer to " + name, server.timeouts().login());
        return status();
    }

    /** What stands where a status line should, one character for each octet. */
    String line(String awaited, Duration bound) throws IOException {
        connection.waitingFor(awaited, bound);
        return line();
    }

    private String line() throws IOException {
        String line = connection.line(STATUS_OCTETS_MAX);
        String shown = escaped(redaction.received(line));
        server.wireLog().ifPresent(log -> log.received(shown));
        return line;
    }

    /** Tells the wire log what a line of a SASL exchange said. */
    void said(String shown) {
        // The separators of SASL messages, as Unicode pictures them.
        String visible =
                shown.replace('\0', '\u2400').replace('\1', '\u2401').replaceAll("\\p{Cntrl}", "");
        server.wireLog().ifPresent(log -> log.sasl(visible));
    }

    private StatusLine status() throws IOException {
        boolean done = false;
        try {
            String line = line();
            Optional<StatusLine> status = StatusLine.parse(line);
            if (status.isEmpty()) {
                throw new ProtocolException(
                        server
                                + " answers with what is no status line: \""
                                + shortened(line)
                                + "\"");
            }
            done = true;
            return status.get();
        } finally {
            if (!done) {
                connection.abandon();
            }
        }
    }

    private ProtocolException unexpected(String name) {
        connection.abandon();
        return new ProtocolException(server + " answers " + name + " with \"+\", as in a login");
    }

    /** The body behind the last status line. */
    DotInputStream body() {
        return body(new DotInputStream(connection.lines()));
    }

    /** The same with its stuffing and terminator. */
    DotInputStream bodyAsOnTheWire() {
        return body(DotInputStream.asOnTheWire(connection.lines()));
    }

    private DotInputStream body(DotInputStream stream) {
        body = Optional.of(stream);
        return stream;
    }

    /** The caller reads on in a body; not if another command has come between. */
    void readOn(DotInputStream stream) throws IOException {
        if (body.isEmpty() || body.get() != stream) {
            throw new IOException(
                    "the message was not read to its end before another command was sent");
        }
        connection.waitingForEachPieceOf("the rest of a message", server.timeouts().data());
    }

    /** The answer to a command that was sent behind a body's has to follow it. */
    void checkBehindBody() throws IOException {
        bodyIsOver();
        connection.waitingFor("the answer behind a message", server.timeouts().command());
        if (!connection.beginsStatusLine()) {
            connection.abandon();
            throw new ProtocolException(
                    server
                            + " sends more behind the end of a message: it does not stuff lines that"
                            + " begin with a full stop, and the message is cut");
        }
    }

    /** Reads and drops what is left of a body. */
    void finishBody() throws IOException {
        if (body.isEmpty()) {
            return;
        }
        DotInputStream stream = body.get();
        boolean done = false;
        try {
            connection.waitingForEachPieceOf("the rest of a message", server.timeouts().data());
            byte[] dropped = new byte[DROPPED_BLOCK_OCTETS];
            long octets = 0;
            for (int count = stream.read(dropped); count >= 0; count = stream.read(dropped)) {
                octets += count;
                if (octets > DROPPED_OCTETS_MAX) {
                    throw new IOException(
                            server
                                    + " goes on with a message that nobody reads: more than "
                                    + DROPPED_OCTETS_MAX
                                    + " octets");
                }
            }
            done = true;
        } finally {
            if (!done) {
                connection.abandon();
            }
        }
        bodyIsOver();
    }

    void bodyIsOver() {
        body.ifPresent(it -> server.wireLog().ifPresent(log -> log.body(it.octets())));
        body = Optional.empty();
    }

    /**
     * Reads the lines of a listing as they come; one character for each octet.
     *
     * @param linesMax more lines than this are no listing but an attack
     */
    private void listing(Duration bound, Consumer<String> target, int linesMax) throws IOException {
        DotInputStream octets = body();
        connection.waitingForEachPieceOf("the rest of a listing", bound);
        boolean done = false;
        try {
            LineReader reader =
                    new LineReader(octets, LineReader.Ends.CRLF_OR_LF, LISTING_BLOCK_OCTETS);
            int lines = 0;
            while (reader.nextOrLast(LISTING_LINE_OCTETS_MAX) instanceof Line.Text(var line)) {
                if (++lines > linesMax || octets.octets() > LISTING_OCTETS_MAX) {
                    throw endless(linesMax + " lines, or " + LISTING_OCTETS_MAX + " octets");
                }
                target.accept(line);
            }
            if (!octets.ended()) {
                throw endless(LISTING_LINE_OCTETS_MAX + " octets in a line");
            }
            done = true;
        } finally {
            if (!done) {
                connection.abandon();
            }
        }
        bodyIsOver();
    }

    private ProtocolException endless(String bound) {
        return new ProtocolException(server + " sends a listing of more than " + bound);
    }

    void listing(Consumer<String> target, int linesMax) throws IOException {
        listing(server.timeouts().data(), target, linesMax);
    }

    /** QUIT, and the end of the connection, whatever the answer. */
    void quit() throws IOException {
        try {
            send(List.of(CommandFormatter.format(new Command.Quit())));
            quitBehind();
        } finally {
            connection.abandon();
        }
    }

    /** The same when the command was sent. */
    void quitBehind() throws IOException {
        try {
            answer("QUIT");
            try {
                connection.finish();
            } catch (IOException _) {
                // The answer is here: what was to be removed is removed.
            }
        } finally {
            connection.abandon();
        }
    }

    /** A line for a log: control characters stand as {@code \x1B}. */
    private static String escaped(String octets) {
        StringBuilder text = new StringBuilder(octets.length());
        octets.chars()
                .forEach(c -> {
                    if (c < ' ' || c == 0x7F) {
                        text.append(String.format(Locale.ROOT, "\\x%02X", c));
                    } else {
                        text.append((char) c);
                    }
                });
        return text.toString();
    }

    /** What a server says, for a person: as UTF-8 if it is, and without control characters. */
    static String printable(String octets) {
        return Utf8.decode(octets.getBytes(StandardCharsets.ISO_8859_1))
                // Then each octet is a character of ISO 8859-1.
                .orElse(octets)
                .codePoints()
                .filter(c -> !Character.isISOControl(c))
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
    }

    static String shortened(String line) {
        String shown = printable(line);
        return shown.length() > 80 ? shown.substring(0, 80) + "…" : shown;
    }
}
