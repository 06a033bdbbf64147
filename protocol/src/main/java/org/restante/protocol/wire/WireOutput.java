package org.restante.protocol.wire;

import org.restante.protocol.Content;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;

/**
 * Collects what goes to the peer, so that replies to pipelined commands, and a message's end with
 * its terminator, leave in one piece. It alone knows byte-stuffing and the terminator (RFC 1939
 * §3). Its buffer exists only between the first octet and the flush: a session that waits for its
 * peer holds none.
 */
public final class WireOutput {
    private static final byte LF = '\n';

    /** The buffer's size until more is written: most replies are a line. */
    private static final int STATUS_LINE_OCTETS = 512;

    /** Messages up to this size are copied: one system call instead of three. */
    private static final int COPY_OCTETS_MAX = 64 * 1024;

    /** What stays back from a file transfer or a full buffer, to leave with the terminator. */
    private static final int TAIL_OCTETS = 1024;

    /** A long number's, all of them nines. */
    private static final int LONG_DIGITS = 19;

    private static final byte[] NONE = {};
    private static final byte[] TERMINATOR = {'.', '\r', '\n'};

    private final WireSink sink;
    private byte[] buffer = NONE;
    private int used;

    public WireOutput(WireSink sink) {
        this.sink = sink;
    }

    /**
     * One line; CRLF is added.
     *
     * @param line goes out in UTF-8
     * @throws IllegalArgumentException if it contains CR or LF, which would make it two lines
     */
    public void line(String line) throws IOException {
        if (line.indexOf('\r') >= 0 || line.indexOf('\n') >= 0) {
            throw new IllegalArgumentException("not a line: \"" + line + "\"");
        }
        byte[] octets = line.getBytes(StandardCharsets.UTF_8);
        append(octets, 0, octets.length);
        append(TERMINATOR, 1, 2);
    }

    /** One line of a multi-line reply, stuffed. */
    public void dataLine(String line) throws IOException {
        line(line.startsWith(".") ? "." + line : line);
    }

    /**
     * A line of a multi-line reply with two numbers, neither of them negative. It and the other
     * kind of numbered line are written a million times for one command: without an object.
     */
    public void numberedLine(int number, long figure) throws IOException {
        reserve(2 * LONG_DIGITS + 3);
        digits(number);
        buffer[used++] = ' ';
        digits(figure);
        buffer[used++] = '\r';
        buffer[used++] = LF;
    }

    /**
     * A line of a multi-line reply with a number that is not negative, and a text.
     *
     * @param octets the text from their start on: no CR and no LF, and few enough for a line
     */
    public void numberedLine(int number, byte[] octets, int length) throws IOException {
        reserve(LONG_DIGITS + 1);
        digits(number);
        buffer[used++] = ' ';
        append(octets, 0, length);
        append(TERMINATOR, 1, 2);
    }

    private void digits(long number) {
        int end = used;
        long rest = number;
        do {
            end++;
            rest /= 10;
        } while (rest > 0);
        used = end;
        rest = number;
        do {
            buffer[--end] = (byte) ('0' + rest % 10);
            rest /= 10;
        } while (rest > 0);
    }

    /** The terminator of a multi-line reply. */
    public void terminator() throws IOException {
        append(TERMINATOR, 0, TERMINATOR.length);
    }

    /**
     * A whole message, stuffed, with its terminator; does not close it.
     *
     * @throws ContentFailedException if the message cannot be read, or yields other than its
     *     octets: the terminator was then not written, and the reply can only be broken off
     * @throws IOException if the peer failed
     */
    public void message(Content content) throws IOException {
        switch (content) {
            case Content.WireFile file -> wireFile(file);
            case Content.LocalFile file -> localFile(file);
            case Content.Stream(var in, long octets) ->
                    new Stuffing(Long.MAX_VALUE).copy(in, octets);
        }
        terminator();
    }

    /**
     * A whole message as it is, neither stuffed nor terminated: exactly its octets, and never more
     * (RFC 937, RETR). Does not close it.
     *
     * @throws ContentFailedException if the message cannot be read, or yields other than its
     *     octets: what was written is then at most a part of it
     * @throws IOException if the peer failed
     */
    public void octets(Content content) throws IOException {
        switch (content) {
            case Content.WireFile file -> wireFile(file);
            case Content.LocalFile _, Content.Stream _ ->
                    copy(CanonicalInputStream.of(content), content.octets());
        }
    }

    /**
     * The header, the empty line behind it and the first lines of the body, stuffed, with the
     * terminator (RFC 1939 §7, TOP); does not close the message.
     *
     * @throws ContentFailedException if the message cannot be read as far as that, or ends before
     *     or behind its octets: the terminator was then not written
     * @throws IOException if the peer failed
     */
    public void top(Content content, long bodyLines) throws IOException {
        new Stuffing(bodyLines).copy(CanonicalInputStream.of(content), content.octets());
        terminator();
    }

    /** Sends what was collected and lets the buffer go. */
    public void flush() throws IOException {
        if (used > 0) {
            sink.write(buffer, 0, used);
            used = 0;
        }
        byte[] full = buffer;
        buffer = NONE;
        Blocks.giveBack(full);
    }

    /** Whether a message is copied: then its beginning need not be read again. */
    public static boolean copies(Content.WireFile file) {
        return file.octets() <= COPY_OCTETS_MAX;
    }

    private void wireFile(Content.WireFile file) throws IOException {
        long octets = file.octets();
        long copied = octets;
        if (!copies(file)) {
            copied = TAIL_OCTETS;
            flush();
            sink.transfer(file.channel(), file.offset(), octets - copied);
        }
        long at = file.offset() + octets - copied;
        int begun = copies(file) ? file.beginning().length() : 0;
        if (begun > 0) {
            byte[] block = file.beginning().take();
            append(block, 0, begun);
            Blocks.giveBack(block);
            at += begun;
            copied -= begun;
        }
        while (copied > 0) {
            reserve((int) Math.min(copied, Blocks.LEAST_OCTETS / 2));
            int room = (int) Math.min(copied, buffer.length - used);
            int count = read(file.channel(), ByteBuffer.wrap(buffer, used, room), at);
            used += count;
            at += count;
            copied -= count;
        }
    }

    /**
     * Completes line ends and stuffs in one pass: most of the time that RETR takes is spent here.
     */
    private void localFile(Content.LocalFile file) throws IOException {
        int begun = file.beginning().length();
        byte[] block = begun > 0 ? file.beginning().take() : Blocks.take();
        long octets = 0;
        byte last = LF;
        for (long at = 0; at < file.stored(); ) {
            int room = (int) Math.min(block.length, file.stored() - at);
            int count =
                    at < begun ? begun : read(file.channel(), ByteBuffer.wrap(block, 0, room), at);
            at += count;
            for (int from = 0; from < count; ) {
                int to = from + reserveForLocal(count - from);
                octets += local(block, from, to, last);
                last = block[to - 1];
                from = to;
            }
        }
        Blocks.giveBack(block);
        if (last != LF) {
            // A last line without line end; a CR at its end is data.
            append(TERMINATOR, 1, 2);
            octets += 2;
        }
        if (octets != file.octets()) {
            throw new ContentFailedException(
                    "the message has " + octets + " octets, listed were " + file.octets());
        }
    }

    /** Makes room for so many octets of a local file, or fewer, but one; returns for how many. */
    private int reserveForLocal(int wanted) throws IOException {
        // Each may become two, a full stop or an LF. What copies them needs some room behind.
        reserve((int) Math.min(2L * wanted + Long.BYTES, Blocks.LEAST_OCTETS / 2));
        return Math.min(wanted, (buffer.length - used - Long.BYTES) / 2);
    }

    /**
     * Writes octets of a local file, for which there is room.
     *
     * @param before the octet in front of them, LF at the beginning
     * @return how many octets of the canonical form that are
     */
    private int local(byte[] block, int from, int to, byte before) {
        byte[] target = buffer;
        int place = used;
        int stuffed = 0;
        byte last = before;
        for (int next = from; next < to; ) {
            if (last == LF && block[next] == '.') {
                target[place++] = '.';
                stuffed++;
            }
            int lf = LineFeeds.copyBefore(block, next, to, target, place);
            place += lf - next;
            last = lf > next ? block[lf - 1] : last;
            if (lf < to) {
                if (last != '\r') {
                    target[place++] = '\r';
                }
                target[place++] = LF;
                last = LF;
            }
            next = lf + 1;
        }
        int written = place - used;
        used = place;
        return written - stuffed;
    }

    private void copy(InputStream in, long octets) throws IOException {
        byte[] block = Blocks.take();
        long left = octets;
        int count;
        while ((count = read(in, block)) >= 0) {
            left -= count;
            if (left < 0) {
                throw new ContentFailedException(
                        "the message has more than the " + octets + " octets that were listed");
            }
            append(block, 0, count);
        }
        Blocks.giveBack(block);
        if (left > 0) {
            throw new ContentFailedException(
                    "the message has " + (octets - left) + " octets, listed were " + octets);
        }
    }

    private void append(byte[] octets, int offset, int length) throws IOException {
        int from = offset;
        int left = length;
        while (left > 0) {
            reserve(1);
            int count = Math.min(left, buffer.length - used);
            System.arraycopy(octets, from, buffer, used, count);
            used += count;
            from += count;
            left -= count;
        }
    }

    /** Makes room for this many octets, at most half of the smallest block; what is last stays. */
    private void reserve(int octets) throws IOException {
        if (buffer.length - used >= octets) {
            return;
        }
        if (buffer.length < STATUS_LINE_OCTETS && octets <= STATUS_LINE_OCTETS) {
            buffer = new byte[STATUS_LINE_OCTETS];
        } else if (buffer.length <= STATUS_LINE_OCTETS) {
            byte[] larger = Blocks.take();
            System.arraycopy(buffer, 0, larger, 0, used);
            buffer = larger;
        } else {
            int count = used - TAIL_OCTETS;
            sink.write(buffer, 0, count);
            System.arraycopy(buffer, count, buffer, 0, TAIL_OCTETS);
            used = TAIL_OCTETS;
        }
    }

    /** One pass over a message in canonical form that doubles the full stop at a line's start. */
    private final class Stuffing {
        private final byte[] block = Blocks.take();
        private long bodyLinesLeft;
        private boolean inBody;
        private boolean lineStart = true;
        private long lineOctets;
        private long octets;

        Stuffing(long bodyLines) {
            bodyLinesLeft = bodyLines;
            // Without a limit the lines need not be counted.
            inBody = bodyLines == Long.MAX_VALUE;
        }

        /** Copies up to the last line that was asked for, or to the end of the message. */
        void copy(InputStream in, long octetsListed) throws IOException {
            int count;
            while ((count = read(in, block)) >= 0) {
                octets += count;
                if (!copy(count)) {
                    Blocks.giveBack(block);
                    return;
                }
            }
            Blocks.giveBack(block);
            if (octets != octetsListed) {
                throw new ContentFailedException(
                        "the message has " + octets + " octets, listed were " + octetsListed);
            }
        }

        /** Returns false when the last line that was asked for is written. */
        private boolean copy(int count) throws IOException {
            int run = 0;
            int at = 0;
            while (at < count) {
                if (lineStart && block[at] == '.') {
                    append(block, run, at - run);
                    append(TERMINATOR, 0, 1);
                    run = at;
                }
                int lf = LineFeeds.next(block, at, count);
                lineOctets += lf - at;
                lineStart = lf < count;
                at = lf + 1;
                if (lineStart && endsHere()) {
                    append(block, run, at - run);
                    return false;
                }
            }
            append(block, run, count - run);
            return true;
        }

        private boolean endsHere() {
            if (inBody) {
                return bodyLinesLeft != Long.MAX_VALUE && --bodyLinesLeft <= 0;
            }
            // The empty line is the CR alone, in front of this LF.
            inBody = lineOctets == 1;
            lineOctets = 0;
            return inBody && bodyLinesLeft == 0;
        }
    }

    private static int read(InputStream in, byte[] block) throws ContentFailedException {
        try {
            return in.read(block, 0, block.length);
        } catch (IOException e) {
            throw new ContentFailedException(e);
        }
    }

    /**
     * Reads octets of a message's file, one at least; returns how many.
     *
     * @throws ContentFailedException if it cannot be read, or has none there
     */
    public static int read(FileChannel channel, ByteBuffer room, long at)
            throws ContentFailedException {
        int count;
        try {
            count = channel.read(room, at);
        } catch (IOException e) {
            throw new ContentFailedException(e);
        }
        if (count < 0) {
            throw new ContentFailedException("the file ended before octet " + at);
        }
        return count;
    }
}
