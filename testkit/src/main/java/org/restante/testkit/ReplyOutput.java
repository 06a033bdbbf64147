package org.restante.testkit;

import org.restante.protocol.wire.WireSink;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.LongFunction;

/**
 * One reply on its way to the client: counted as the client sees it, broken off where a fault says
 * so, collected so that it leaves in few writes unless it is to leave in many. Confined to one
 * thread.
 */
final class ReplyOutput {
    private static final int BUFFER_OCTETS = 32 * 1024;

    /** What is endless ends here: whoever takes that much has no bound. */
    private static final long ENDLESS_OCTETS_MAX = 256L * 1024 * 1024;

    private final WireSink sink;
    private final Stalling stalling;
    private final List<Break> breaks = new ArrayList<>();
    private final ByteArrayOutputStream collected = new ByteArrayOutputStream();
    private Optional<Fault.Pieces> pieces = Optional.empty();
    private boolean bareLineFeeds;
    private long replyOctets;
    private long bodyOctets;
    private boolean inBody;

    /** Waits until the client goes; never returns. */
    @FunctionalInterface
    interface Stalling {
        void stall() throws IOException;
    }

    private record Break(Fault.Part part, long octets, boolean stalls) {}

    ReplyOutput(WireSink sink, List<Fault> faults, Stalling stalling) {
        this.sink = sink;
        this.stalling = stalling;
        for (Fault fault : faults) {
            if (fault instanceof Fault.Cut(_, var part, var octets)) {
                breaks.add(new Break(part, octets, false));
            } else if (fault instanceof Fault.Stall(_, var part, var octets)) {
                breaks.add(new Break(part, octets, true));
            } else if (fault instanceof Fault.Pieces each) {
                pieces = Optional.of(each);
            } else if (fault instanceof Fault.BareLineFeeds) {
                bareLineFeeds = true;
            }
        }
    }

    /** The status line, or a part of it. */
    void status(byte[] octets) throws IOException, InterruptedException {
        pass(octets);
    }

    /** A piece of what stands behind the status line; one that ends a line ends with LF. */
    void body(byte[] octets) throws IOException, InterruptedException {
        inBody = true;
        pass(octets);
    }

    /** {@code +OK} and a line without an end. */
    void endlessLine() throws IOException, InterruptedException {
        status("+OK ".getBytes(StandardCharsets.US_ASCII));
        byte[] block = new byte[BUFFER_OCTETS];
        Arrays.fill(block, (byte) 'x');
        while (replyOctets < ENDLESS_OCTETS_MAX) {
            status(block);
        }
        flush();
        throw new PlannedEndException("cut after 256 MiB of a line");
    }

    /**
     * Lines without an end.
     *
     * @param line that of a number
     * @param first the first number
     */
    void endlessBody(LongFunction<String> line, long first)
            throws IOException, InterruptedException {
        for (long number = first; replyOctets < ENDLESS_OCTETS_MAX; number++) {
            body((line.apply(number) + "\r\n").getBytes(StandardCharsets.US_ASCII));
        }
        flush();
        throw new PlannedEndException("cut after 256 MiB of lines");
    }

    /** The reply is whole; what is injected leaves together with it. */
    void end(String injected) throws IOException, InterruptedException {
        breakAt(0);
        collected.writeBytes(injected.getBytes(StandardCharsets.ISO_8859_1));
        flush();
    }

    private void pass(byte[] given) throws IOException, InterruptedException {
        byte[] octets = bareLineFeeds ? withBareLineFeed(given) : given;
        int at = 0;
        while (at < octets.length) {
            int count = breakAt(octets.length - at);
            collected.write(octets, at, count);
            at += count;
            replyOctets += count;
            bodyOctets += inBody ? count : 0;
            if (collected.size() >= BUFFER_OCTETS) {
                flush();
            }
        }
    }

    /**
     * Breaks off if that is due now; else how many of the next octets come before the next break.
     */
    private int breakAt(int ahead) throws IOException, InterruptedException {
        long free = ahead;
        for (Break each : breaks) {
            boolean counts = each.part == Fault.Part.REPLY || inBody;
            long left = each.octets - (each.part == Fault.Part.REPLY ? replyOctets : bodyOctets);
            if (counts && left == 0) {
                flush();
                if (each.stalls) {
                    stalling.stall();
                }
                throw new PlannedEndException("cut after " + replyOctets + " octets of the reply");
            }
            if (counts && left > 0) {
                free = Math.min(free, left);
            }
        }
        return (int) free;
    }

    private static byte[] withBareLineFeed(byte[] piece) {
        int length = piece.length;
        if (length < 2 || piece[length - 1] != '\n' || piece[length - 2] != '\r') {
            return piece;
        }
        byte[] shorter = Arrays.copyOf(piece, length - 1);
        shorter[length - 2] = '\n';
        return shorter;
    }

    private void flush() throws IOException, InterruptedException {
        byte[] octets = collected.toByteArray();
        collected.reset();
        int step = pieces.map(Fault.Pieces::octets).orElse(Math.max(1, octets.length));
        for (int at = 0; at < octets.length; at += step) {
            sink.write(octets, at, Math.min(step, octets.length - at));
            if (pieces.isPresent()) {
                pause(pieces.get().pause());
            }
        }
    }

    /** Nobody counts down: only an interruption, when the server stops, is earlier. */
    private static void pause(Duration time) throws InterruptedException {
        if (time.isPositive()) {
            boolean early = new CountDownLatch(1).await(time.toNanos(), TimeUnit.NANOSECONDS);
            if (early) {
                throw new IllegalStateException("nobody counts down");
            }
        }
    }
}
