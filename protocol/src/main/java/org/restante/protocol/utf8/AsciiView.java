package org.restante.protocol.utf8;

import org.restante.protocol.Beginning;
import org.restante.protocol.Content;
import org.restante.protocol.wire.Blocks;
import org.restante.protocol.wire.CanonicalInputStream;
import org.restante.protocol.wire.WireOutput;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.util.Arrays;
import java.util.Optional;

/**
 * What a client that did not say UTF8 may see of a message: its header section is ASCII (RFC 6856
 * §2.1). Whoever gets a view closes its content.
 *
 * <p>The message's own header decides, up to the first empty line. The body is sent as it is, 8-bit
 * octets included, as every deployed server does; to this class the headers of MIME parts and of
 * enclosed messages (message/rfc822, message/global) are body. To change them, or only to look for
 * them, each message would have to be read whole at each RETR, and the commonest finding would be a
 * raw file name in ordinary mail that clients of forty years cope with. The body's type is not
 * changed either: message/global stays what it says.
 */
public sealed interface AsciiView {
    /**
     * The largest header that is rewritten; it is held in memory a few times meanwhile. A stream is
     * not looked through beyond this, since it cannot be read twice.
     */
    int HEADER_OCTETS_MAX = 1024 * 1024;

    /**
     * The header is ASCII: the message as it is stored.
     *
     * @param content of the octets and kind that were given
     */
    record AsStored(Content content) implements AsciiView {}

    /**
     * An internationalized message's surrogate (RFC 6858).
     *
     * @param content the new header and the old body, of exactly the octets it tells; its closing
     *     closes the stored message
     */
    record Surrogate(Content content) implements AsciiView {}

    /**
     * No surrogate can be made: the answer is {@code -ERR [UTF8]} (RFC 6856 §5). The stored message
     * has been closed.
     *
     * @param why for a person
     */
    record Impossible(String why) implements AsciiView {}

    /**
     * Looks at a message's header and rewrites it if need be. What was read of a file for that goes
     * along with it, unless the system will send the file by itself.
     *
     * @param stored not read yet; taken over: closed if this fails
     * @throws IOException if the message cannot be read
     */
    static AsciiView of(Content stored) throws IOException {
        boolean done = false;
        try {
            AsciiView view =
                    switch (stored) {
                        case Content.WireFile file -> of(file);
                        case Content.LocalFile file -> of(file);
                        case Content.Stream stream -> of(stream);
                    };
            done = !(view instanceof Impossible);
            return view;
        } finally {
            if (!done) {
                stored.close();
            }
        }
    }

    private static AsciiView of(Content.WireFile file) throws IOException {
        FileChannel channel = file.channel();
        HeaderScan scan = new HeaderScan();
        Optional<Beginning> beginning =
                scan(scan, channel, file.offset(), file.octets(), WireOutput.copies(file));
        if (beginning.isEmpty()) {
            return tooLarge();
        }
        if (!scan.internationalized()) {
            return new AsStored(
                    new Content.WireFile(channel, file.offset(), file.octets(), beginning.get()));
        }
        beginning.get().close();
        channel.position(file.offset());
        InputStream in = Channels.newInputStream(channel);
        int headerOctets = (int) scan.octets();
        byte[] header = in.readNBytes(headerOctets);
        if (header.length < headerOctets) {
            throw new EOFException("the file ended inside of the header");
        }
        return new Surrogate(
                withHead(
                        SurrogateHeader.of(header, headerOctets),
                        in,
                        file.octets() - headerOctets,
                        file.octets() - headerOctets));
    }

    /** The commonest: what other programs have stored, with an ASCII header. */
    private static AsciiView of(Content.LocalFile file) throws IOException {
        HeaderScan scan = new HeaderScan();
        Optional<Beginning> beginning = scan(scan, file.channel(), 0, file.stored(), true);
        if (beginning.isEmpty()) {
            return tooLarge();
        }
        if (!scan.internationalized()) {
            return new AsStored(
                    new Content.LocalFile(
                            file.channel(), file.stored(), file.octets(), beginning.get()));
        }
        beginning.get().close();
        return of(new Content.Stream(CanonicalInputStream.of(file), file.octets()));
    }

    /**
     * Returns what was read if one read was enough, for whoever sends it; empty if the header is
     * larger than may be rewritten, and has to be.
     *
     * @param wanted whether it will be sent from the program's memory
     */
    private static Optional<Beginning> scan(
            HeaderScan scan, FileChannel channel, long offset, long octets, boolean wanted)
            throws IOException {
        byte[] block = Blocks.take();
        int count = 0;
        int reads = 0;
        while (!scan.ended() && scan.octets() < octets) {
            reads++;
            int room = wanted ? block.length : HeaderScan.BLOCK_OCTETS;
            count =
                    channel.read(
                            ByteBuffer.wrap(block, 0, (int) Math.min(room, octets - scan.octets())),
                            offset + scan.octets());
            if (count < 0) {
                throw new EOFException("the file ended inside of the header");
            }
            scan.update(block, 0, count);
            if (scan.internationalized() && scan.octets() > HEADER_OCTETS_MAX) {
                return Optional.empty();
            }
        }
        Beginning beginning = new Beginning(block, count, Blocks::giveBack);
        if (!wanted || reads > 1) {
            beginning.close();
        }
        return Optional.of(beginning);
    }

    private static AsciiView of(Content.Stream stream) throws IOException {
        HeaderScan scan = new HeaderScan();
        byte[] head = new byte[HeaderScan.BLOCK_OCTETS];
        int used = 0;
        while (!scan.ended()) {
            if (used == head.length) {
                if (used >= HEADER_OCTETS_MAX) {
                    if (scan.internationalized()) {
                        return tooLarge();
                    }
                    // No header is like that: what follows is as good as a body.
                    break;
                }
                head = Arrays.copyOf(head, used * 2);
            }
            int count = stream.in().read(head, used, head.length - used);
            if (count < 0) {
                break;
            }
            scan.update(head, used, count);
            used += count;
        }
        // A stream that yields other than its octets does so here as well: the writer tells.
        if (!scan.internationalized()) {
            InputStream all = new HeadedStream(head, 0, used, stream.in(), Long.MAX_VALUE);
            return new AsStored(new Content.Stream(all, stream.octets()));
        }
        int headerOctets = (int) scan.octets();
        byte[] header = SurrogateHeader.of(head, headerOctets);
        InputStream body = new HeadedStream(head, headerOctets, used, stream.in(), Long.MAX_VALUE);
        return new Surrogate(
                withHead(header, body, stream.octets() - headerOctets, Long.MAX_VALUE));
    }

    private static Content withHead(byte[] head, InputStream body, long octets, long octetsMax) {
        return new Content.Stream(
                new HeadedStream(head, 0, head.length, body, octetsMax), head.length + octets);
    }

    private static Impossible tooLarge() {
        return new Impossible("the header is larger than " + HEADER_OCTETS_MAX + " octets");
    }
}
