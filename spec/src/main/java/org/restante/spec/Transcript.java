package org.restante.spec;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.ByteArrayOutputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.util.List;
import java.util.Locale;

/**
 * A dialogue between a client and a server, written as the RFCs write it, and played against a real
 * server with every octet compared.
 *
 * <pre>
 * C: DELE 1
 * S: +OK message 1 deleted
 * </pre>
 *
 * <p>{@code C:} lines are sent, {@code S:} lines must come; CRLF is added to each. {@code S:} alone
 * is an empty line. {@code \r \n \t \0 \\} and {@code \x07} stand for octets, and {@code \c} at the
 * end of a line leaves its CRLF out; other non-ASCII text is UTF-8. {@code " ..."} at the end of an
 * {@code S:} line stands for any rest of that line; after nothing but {@code S:} the dots are dots.
 * {@code C: <half-close>} ends the client's side. {@code S: <closed>} says that the server closes
 * here and sends nothing more; without it, octets behind the last line stay unread.
 *
 * <p>Nothing is read ahead, so one connection may be used for several transcripts, with TLS begun
 * in between. Waiting is bounded by the socket's read time-out, which the caller sets. Immutable.
 */
public final class Transcript {
    /** What fits the buffers of a loopback connection; more could block while the server writes. */
    private static final int PIPELINED_OCTETS_MAX = 65_536;

    /** An unexpected line is shown up to here. */
    private static final int SHOWN_OCTETS_MAX = 1_024;

    /** Rest lines are no longer than any line the protocols know. */
    private static final int REST_OCTETS_MAX = 65_536;

    private final List<Step> steps;

    private Transcript(List<Step> steps) {
        this.steps = steps;
    }

    /**
     * Reads the notation above.
     *
     * @throws IllegalArgumentException the text does not follow the notation; the message shows the
     *     line
     */
    public static Transcript parse(String text) {
        return new Transcript(TranscriptParser.parse(text));
    }

    /** As {@link #run(InputStream, OutputStream, Chunking)}; a half-close keeps the socket open. */
    public void run(Socket socket, Chunking chunking) throws IOException {
        OutputStream out =
                new FilterOutputStream(socket.getOutputStream()) {
                    @Override
                    public void write(byte[] octets, int from, int count) throws IOException {
                        out.write(octets, from, count);
                    }

                    @Override
                    public void close() throws IOException {
                        socket.shutdownOutput();
                    }
                };
        run(socket.getInputStream(), out, chunking);
    }

    /**
     * Plays the client's part.
     *
     * @param out closed by {@code <half-close>} only
     * @throws AssertionError the server sent something else, closed, or sent nothing within the
     *     time-out; the message shows both sides and what went before
     * @throws IOException the connection failed while sending
     */
    public void run(InputStream in, OutputStream out, Chunking chunking) throws IOException {
        switch (chunking) {
            case Chunking.Lines _ -> play(in, out, Integer.MAX_VALUE, chunking);
            case Chunking.Pieces(int octets) -> play(in, out, octets, chunking);
            case Chunking.Pipelined _ -> {
                sendAll(out);
                play(in, OutputStream.nullOutputStream(), Integer.MAX_VALUE, chunking);
            }
        }
    }

    private void sendAll(OutputStream out) throws IOException {
        var all = new ByteArrayOutputStream();
        boolean halfClose = false;
        for (Step step : steps) {
            switch (step) {
                case Step.Send(String octets) -> all.writeBytes(octets.getBytes(ISO_8859_1));
                case Step.HalfClose _ -> halfClose = true;
                case Step.Expect _, Step.Closed _ -> {}
            }
        }
        if (all.size() > PIPELINED_OCTETS_MAX) {
            throw new IllegalArgumentException(
                    all.size() + " octets to pipeline, at most " + PIPELINED_OCTETS_MAX);
        }
        out.write(all.toByteArray());
        out.flush();
        if (halfClose) {
            out.close();
        }
    }

    private void play(InputStream in, OutputStream out, int pieceOctets, Chunking chunking)
            throws IOException {
        var played = new StringBuilder();
        for (Step step : steps) {
            try {
                switch (step) {
                    case Step.Send(String octets) ->
                            send(out, octets.getBytes(ISO_8859_1), pieceOctets);
                    case Step.HalfClose _ -> out.close();
                    case Step.Expect expect -> expect(in, expect);
                    case Step.Closed _ -> expectEnd(in);
                }
            } catch (Difference difference) {
                throw new AssertionError(
                        String.format(
                                Locale.ROOT,
                                "played in %s, after%n%s%nexpected:%n%s%nreceived:%n%s",
                                chunking,
                                played,
                                show(step),
                                difference.received));
            }
            played.append(show(step)).append('\n');
        }
    }

    private static void send(OutputStream out, byte[] octets, int pieceOctets) throws IOException {
        int from = 0;
        while (from < octets.length) {
            int count = Math.min(pieceOctets, octets.length - from);
            out.write(octets, from, count);
            out.flush();
            from += count;
        }
    }

    private static void expect(InputStream in, Step.Expect expect) throws Difference {
        var got = new ByteArrayOutputStream();
        for (byte wanted : expect.octets().getBytes(ISO_8859_1)) {
            int octet = next(in, got);
            got.write(octet);
            if (octet != (wanted & 0xFF)) {
                throw new Difference(Wire.visible(got.toByteArray()) + restOfLine(in, octet));
            }
        }
        if (expect.anyRest()) {
            int last = -1;
            int octet = next(in, got);
            while (last != '\r' || octet != '\n') {
                got.write(octet);
                if (got.size() > REST_OCTETS_MAX) {
                    throw new Difference("a line of more than " + REST_OCTETS_MAX + " octets");
                }
                last = octet;
                octet = next(in, got);
            }
        }
    }

    /** The next octet, or the failure to get one told together with what came before it. */
    private static int next(InputStream in, ByteArrayOutputStream got) throws Difference {
        String cause;
        try {
            int octet = in.read();
            if (octet >= 0) {
                return octet;
            }
            cause = "<closed>";
        } catch (SocketTimeoutException _) {
            cause = "<nothing more within the time-out>";
        } catch (IOException failure) {
            cause = "<" + failure + ">";
        }
        throw new Difference(Wire.visible(got.toByteArray()) + cause);
    }

    private static String restOfLine(InputStream in, int last) {
        var rest = new ByteArrayOutputStream();
        try {
            int octet = last;
            while (octet != '\n' && rest.size() < SHOWN_OCTETS_MAX) {
                octet = next(in, rest);
                rest.write(octet);
            }
        } catch (Difference end) {
            return end.received;
        }
        return Wire.visible(rest.toByteArray());
    }

    private static void expectEnd(InputStream in) throws Difference {
        int octet;
        try {
            octet = in.read();
        } catch (SocketTimeoutException _) {
            throw new Difference("<nothing within the time-out, still open>");
        } catch (IOException _) {
            // A server that closes with unread input resets the connection: closed all the same.
            return;
        }
        if (octet >= 0) {
            throw new Difference(Wire.visible(new byte[] {(byte) octet}) + restOfLine(in, octet));
        }
    }

    private static String show(Step step) {
        return switch (step) {
            case Step.Send(String octets) -> "C: " + show(octets);
            case Step.HalfClose _ -> "C: <half-close>";
            case Step.Expect(String octets, boolean anyRest) ->
                    "S: " + show(octets) + (anyRest ? "..." : "");
            case Step.Closed _ -> "S: <closed>";
        };
    }

    private static String show(String octets) {
        String visible = Wire.visible(octets.getBytes(ISO_8859_1));
        // The new line behind a line feed at the end is the message's own.
        return visible.endsWith("\n") ? visible.substring(0, visible.length() - 1) : visible;
    }

    /** What came instead, made visible. */
    private static final class Difference extends Exception {
        private static final long serialVersionUID = 1;

        private final String received;

        Difference(String received) {
            super(received);
            this.received = received;
        }
    }
}
