package org.restante.client;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.function.Consumer;

/** Cuts a listing into lines without holding more than one of them. */
final class ListingLines {
    private static final int BLOCK_OCTETS = 16 * 1024;

    /**
     * A quarter of the heap: ids are kept, and a million of them take some 30 MB; what is larger is
     * no listing but an attack.
     */
    private static final long OCTETS_MAX = Math.min(1L << 30, Runtime.getRuntime().maxMemory() / 4);

    private ListingLines() {}

    /**
     * Hands out each line without its end, one character for each octet.
     *
     * @throws ProtocolException if a line is longer, or there are more
     */
    static void read(
            InputStream listing,
            Consumer<String> target,
            int lineOctetsMax,
            int linesMax,
            String server)
            throws IOException {
        byte[] block = new byte[BLOCK_OCTETS];
        byte[] line = new byte[128];
        int length = 0;
        int lines = 0;
        long octets = 0;
        for (int count = listing.read(block); count >= 0; count = listing.read(block)) {
            octets += count;
            if (octets > OCTETS_MAX) {
                throw new ProtocolException(
                        server + " sends a listing of more than " + OCTETS_MAX + " octets");
            }
            for (int i = 0; i < count; i++) {
                if (block[i] == '\n') {
                    int end = length > 0 && line[length - 1] == '\r' ? length - 1 : length;
                    if (++lines > linesMax) {
                        throw new ProtocolException(
                                server + " sends a listing of more than " + linesMax + " lines");
                    }
                    target.accept(new String(line, 0, end, StandardCharsets.ISO_8859_1));
                    length = 0;
                    continue;
                }
                if (length == lineOctetsMax) {
                    throw new ProtocolException(
                            server
                                    + " sends a listing with a line of more than "
                                    + lineOctetsMax
                                    + " octets");
                }
                if (length == line.length) {
                    line = Arrays.copyOf(line, Math.min(lineOctetsMax, length * 2));
                }
                line[length++] = block[i];
            }
        }
    }
}
