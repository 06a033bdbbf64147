package org.restante.bench;

import org.restante.client.Pop3Server;
import org.restante.protocol.wire.LineFeeds;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

import javax.net.ssl.SSLSession;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;

/**
 * The other side of a connection: one after the other, with one pair of buffers for all. For one
 * thread; {@link #watch} and {@link #giveUp} for any.
 */
final class Peer {
    /** A status line has 512 octets (RFC 2449 §4); servers with much to say go beyond. */
    static final int STATUS_OCTETS_MAX = 1024;

    private static final int OUT_OCTETS = 4096;

    private final Tally tally;
    private final byte[] octets;
    private final byte[] out = new byte[OUT_OCTETS];
    private int outLength;

    // The octets from next (inclusive) to limit (exclusive) have been read and not looked at.
    private int next;
    private int limit;

    private volatile Socket raw = new Socket();
    private Socket socket = raw;

    /** By System.nanoTime; 0 while nothing is waited for. */
    private volatile long waitingSince;

    private volatile boolean expired;
    private volatile boolean over;

    private int lines;

    /**
     * Not connected yet.
     *
     * @param bufferOctets at least {@link #STATUS_OCTETS_MAX}
     */
    Peer(Tally tally, int bufferOctets) {
        this.tally = tally;
        this.octets = new byte[bufferOctets];
    }

    void connect(InetSocketAddress address, int timeoutMillis) throws IOException {
        next = 0;
        limit = 0;
        outLength = 0;
        expired = false;
        Socket fresh = new Socket();
        raw = fresh;
        socket = fresh;
        if (over) {
            throw new SessionFailedException(Failure.TIMED_OUT, "the load is over");
        }
        fresh.setTcpNoDelay(true);
        // Closed with RST: thousands of ports that rest in TIME_WAIT would end the run.
        fresh.setSoLinger(true, 0);
        fresh.connect(address, timeoutMillis);
    }

    /** TLS from here on. */
    SSLSession layerTls(SSLSocketFactory factory, Pop3Server server) throws IOException {
        if (next < limit) {
            throw new SessionFailedException(
                    Failure.BROKEN, "something is sent behind the answer to STLS");
        }
        waitingSince = System.nanoTime();
        try {
            SSLSocket layered =
                    (SSLSocket) factory.createSocket(raw, server.host(), server.port(), true);
            layered.startHandshake();
            socket = layered;
            return layered.getSession();
        } finally {
            waitingSince = 0;
        }
    }

    /** A line that the next {@link #flush} sends, or an earlier one if there are too many. */
    void say(String line) throws IOException {
        byte[] text = line.getBytes(StandardCharsets.UTF_8);
        if (outLength + text.length + 2 > out.length) {
            flush();
        }
        System.arraycopy(text, 0, out, outLength, text.length);
        outLength += text.length;
        out[outLength++] = '\r';
        out[outLength++] = '\n';
    }

    void flush() throws IOException {
        waitingSince = System.nanoTime();
        try {
            OutputStream stream = socket.getOutputStream();
            stream.write(out, 0, outLength);
        } finally {
            waitingSince = 0;
        }
        outLength = 0;
    }

    /** The next line, without its end; a character for each octet. */
    String statusLine() throws IOException {
        int from = next;
        while (true) {
            int end = LineFeeds.next(octets, from, limit);
            if (end < limit) {
                int stop = end > next && octets[end - 1] == '\r' ? end - 1 : end;
                String line = new String(octets, next, stop - next, StandardCharsets.ISO_8859_1);
                next = end + 1;
                return line;
            }
            if (limit - next >= STATUS_OCTETS_MAX) {
                throw new SessionFailedException(
                        Failure.BROKEN,
                        "an answer of more than " + STATUS_OCTETS_MAX + " octets in one line");
            }
            int seen = limit - next;
            more();
            from = next + seen;
        }
    }

    /**
     * Reads what follows a status line, up to and with its terminator.
     *
     * @return its octets, not stuffed; {@link #lines} tells the lines
     */
    long body() throws IOException {
        long length = 0;
        lines = 0;
        boolean lineStarts = true;
        byte last = '\n';
        while (true) {
            if (next == limit) {
                more();
            }
            if (lineStarts && octets[next] == '.') {
                need(2);
                if (octets[next + 1] == '\r') {
                    need(3);
                    if (octets[next + 2] == '\n') {
                        next += 3;
                        return length;
                    }
                }
                // A stuffed line: this full stop is not the message's.
                next++;
                last = '.';
            }
            int end = LineFeeds.next(octets, next, limit);
            if (end == limit) {
                length += limit - next;
                last = octets[limit - 1];
                lineStarts = false;
                next = limit;
            } else {
                // A bare LF ends no line: behind it stands no terminator.
                lineStarts = (end > next ? octets[end - 1] : last) == '\r';
                last = '\n';
                lines++;
                length += end + 1 - next;
                next = end + 1;
            }
        }
    }

    /** Of the last body. */
    int lines() {
        return lines;
    }

    private void need(int count) throws IOException {
        while (limit - next < count) {
            more();
        }
    }

    /** Waits, for any time, until the server says something or hangs up: nobody has asked it. */
    void awaitEnd() throws IOException {
        if (next == limit && socket.getInputStream().read(octets, 0, 1) < 0) {
            throw new SessionFailedException(Failure.CUT, "the server hung up");
        }
        throw new SessionFailedException(Failure.BROKEN, "the server speaks unasked");
    }

    private void more() throws IOException {
        if (next == limit) {
            next = 0;
            limit = 0;
        } else if (limit == octets.length) {
            System.arraycopy(octets, next, octets, 0, limit - next);
            limit -= next;
            next = 0;
        }
        InputStream in = socket.getInputStream();
        waitingSince = System.nanoTime();
        int count;
        try {
            count = in.read(octets, limit, octets.length - limit);
        } finally {
            waitingSince = 0;
        }
        if (count < 0) {
            throw new SessionFailedException(Failure.CUT, "the server hung up");
        }
        limit += count;
        tally.received(count);
    }

    /** Whether a wait was ended here, because the server did nothing for too long. */
    boolean expired() {
        return expired;
    }

    /** Whether everything was ended here. */
    boolean isOver() {
        return over;
    }

    /** Ends a wait that began before this moment. */
    void watch(long began) {
        Socket watched = raw;
        long since = waitingSince;
        if (since != 0 && since - began < 0) {
            expired = true;
            close(watched);
        }
    }

    /** Ends whatever there is, and lets nothing begin. */
    void giveUp() {
        over = true;
        close(raw);
    }

    void close() {
        close(raw);
    }

    private static void close(Socket socket) {
        try {
            socket.close();
        } catch (IOException _) {
            // Nothing more is expected of it.
        }
    }
}
