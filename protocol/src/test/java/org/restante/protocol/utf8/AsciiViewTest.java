package org.restante.protocol.utf8;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.restante.protocol.Content;
import org.restante.protocol.wire.Blocks;
import org.restante.protocol.wire.CanonicalForm;
import org.restante.protocol.wire.CanonicalInputStream;
import org.restante.protocol.wire.WireOutput;
import org.restante.protocol.wire.WireSink;
import org.restante.spec.Spec;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

final class AsciiViewTest {
    private static final String BODY = "\u00fc 8-bit\r\n.dot\r\n\r\nlast\r\n";
    private static final String STORED = "A: b\r\nSubject: gr\u00c3\u00bcn\r\n\r\n" + BODY;
    private static final String SURROGATE = "A: b\r\nSubject: =?utf-8?Q?gr=C3=BCn?=\r\n\r\n" + BODY;

    @TempDir Path folder;

    private static byte[] octets(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    /** In a file that has other octets in front and behind. */
    private Content.WireFile file(String canonical) throws IOException {
        Path file = folder.resolve("message");
        Files.write(file, octets("before" + canonical + "behind"));
        return new Content.WireFile(FileChannel.open(file), 6, canonical.length());
    }

    /** In a file of another program. */
    private Content.LocalFile local(String stored) throws IOException {
        Path file = folder.resolve("local");
        Files.write(file, octets(stored));
        CanonicalForm form = new CanonicalForm();
        form.update(octets(stored), 0, stored.length());
        return new Content.LocalFile(FileChannel.open(file), stored.length(), form.octets());
    }

    /** Yields at most so many octets at a time, and knows whether it was closed. */
    private static final class Pieces extends InputStream {
        private final InputStream in;
        private final int piece;
        private boolean closed;
        private int taken;

        Pieces(String canonical, int piece) {
            in = new ByteArrayInputStream(octets(canonical));
            this.piece = piece;
        }

        @Override
        public int read() throws IOException {
            return in.read();
        }

        @Override
        public int read(byte[] target, int offset, int length) throws IOException {
            int count = in.read(target, offset, Math.min(length, piece));
            taken += Math.max(0, count);
            return count;
        }

        @Override
        public void close() {
            closed = true;
        }
    }

    private static Content content(AsciiView view) {
        return switch (view) {
            case AsciiView.AsStored(Content content) -> content;
            case AsciiView.Surrogate(Content content) -> content;
            case AsciiView.Impossible(String why) -> throw new AssertionError(why);
        };
    }

    private static String read(Content content) throws IOException {
        try (content) {
            byte[] all = CanonicalInputStream.of(content).readAllBytes();
            assertThat(content.octets()).isEqualTo(all.length);
            return new String(all, StandardCharsets.ISO_8859_1);
        }
    }

    private static final class Sent implements WireSink {
        private final ByteArrayOutputStream octets = new ByteArrayOutputStream();

        @Override
        public void write(byte[] block, int offset, int length) {
            octets.write(block, offset, length);
        }

        @Override
        public void transfer(FileChannel file, long offset, long count) throws IOException {
            file.transferTo(offset, count, Channels.newChannel(octets));
        }

        String text() {
            return octets.toString(StandardCharsets.ISO_8859_1);
        }
    }

    private static String top(Content content, long lines) throws IOException {
        Sent sent = new Sent();
        WireOutput out = new WireOutput(sent);
        out.top(content, lines);
        out.flush();
        return sent.text();
    }

    /** As a file, with what was read for its header's sake and again without. */
    private static void assertSentAsStored(Content file, String canonical) throws IOException {
        try (Content content = ((AsciiView.AsStored) AsciiView.of(file)).content()) {
            assertThat(content).hasSameClassAs(file);
            for (int time = 1; time <= 2; time++) {
                Sent sent = new Sent();
                WireOutput out = new WireOutput(sent);
                out.message(content);
                out.flush();
                assertThat(sent.text()).isEqualTo(canonical + ".\r\n");
            }
        }
    }

    @Test
    void whatWasReadForTheHeaderIsNotReadAgain() throws IOException {
        Content.LocalFile file = local("A: b\n\nbody\n");
        try (Content content = content(AsciiView.of(file))) {
            Files.write(folder.resolve("local"), new byte[0]);
            assertThat(top(content, 1)).isEqualTo("A: b\r\n\r\nbody\r\n.\r\n");
            Sent sent = new Sent();
            WireOutput out = new WireOutput(sent);
            out.message(content);
            out.flush();
            assertThat(sent.text()).isEqualTo("A: b\r\n\r\nbody\r\n.\r\n");
        }
    }

    @Test
    @Spec({"U8-004", "U8-005"})
    void anAsciiHeaderGoesAsItIsStoredWhateverTheBodyHolds() throws IOException {
        for (String stored :
                new String[] {
                    "A: b\r\n\r\n" + BODY, "\r\n" + BODY, "A: b\r\n", "", "A: b\rc\r\n\r\n\u00ff"
                }) {
            assertSentAsStored(file(stored), stored);
            Pieces in = new Pieces(stored, 5);
            AsciiView view = AsciiView.of(new Content.Stream(in, stored.length()));
            assertThat(view).isInstanceOf(AsciiView.AsStored.class);
            assertThat(read(content(view))).isEqualTo(stored);
            assertThat(in.closed).isTrue();
        }
    }

    @Test
    @Spec({"U8-004", "U8-005"})
    void ofAnotherProgramsFileTheHeaderDecidesAsWell() throws IOException {
        for (String ascii :
                new String[] {
                    "A: b\n\n\u00ff\n",
                    "\n\u00ff",
                    "\r\n\u00ff",
                    "A: b\n\r\n\u00ff",
                    "A: b",
                    "",
                    "A: b\n\n" + "x".repeat(3 * Blocks.OCTETS),
                    "A: b" + "x".repeat(3 * Blocks.OCTETS) + "\n\nbody\n"
                }) {
            String canonical = ascii.replace("\r", "").replace("\n", "\r\n");
            assertSentAsStored(
                    local(ascii),
                    canonical.isEmpty() || canonical.endsWith("\n")
                            ? canonical
                            : canonical + "\r\n");
        }
        Content.LocalFile file = local(STORED.replace("\r\n", "\n"));
        assertThat(read(content(AsciiView.of(file)))).isEqualTo(SURROGATE);
        assertThat(file.channel().isOpen()).isFalse();
        // A line of one octet ends no header, whichever octet that is.
        for (String line : new String[] {"x", " "}) {
            assertThat(AsciiView.of(local("A: b\n" + line + "\nSubject: \u00c3\u00bc\n\n")))
                    .isInstanceOf(AsciiView.Surrogate.class);
        }
        String endless = "A: \u00fc\n" + ("x".repeat(62) + "\n").repeat(20_000);
        Content.LocalFile large = local(endless);
        assertThat(AsciiView.of(large)).isInstanceOf(AsciiView.Impossible.class);
        assertThat(large.channel().isOpen()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 7, 1000, 100000})
    @Spec({"U8-004", "U8-005"})
    void anInternationalizedHeaderIsRewrittenInFrontOfItsBody(int piece) throws IOException {
        String long8bit = "\u00ff".repeat(20000) + "\r\n";
        Pieces in = new Pieces(STORED + long8bit, piece);
        AsciiView view = AsciiView.of(new Content.Stream(in, STORED.length() + long8bit.length()));
        assertThat(view).isInstanceOf(AsciiView.Surrogate.class);
        assertThat(in.taken).isLessThanOrEqualTo(HeaderScan.BLOCK_OCTETS);
        assertThat(read(content(view))).isEqualTo(SURROGATE + long8bit);
        assertThat(in.closed).isTrue();
    }

    @Test
    @Spec({"U8-004", "U8-005"})
    void aFilesSurrogateEndsWhereTheMessageEndsAndClosesTheFile() throws IOException {
        Content.WireFile file = file(STORED);
        assertThat(read(content(AsciiView.of(file)))).isEqualTo(SURROGATE);
        assertThat(file.channel().isOpen()).isFalse();
    }

    @Test
    void aMessageWithoutABodyGetsNone() throws IOException {
        String stored = "Subject: \u00c3\u00bc\r\n";
        String surrogate = "Subject: =?utf-8?B?w7w=?=\r\n";
        assertThat(read(content(AsciiView.of(file(stored))))).isEqualTo(surrogate);
        Content stream = new Content.Stream(new Pieces(stored, 1), stored.length());
        assertThat(read(content(AsciiView.of(stream)))).isEqualTo(surrogate);
    }

    @Test
    @Spec("U8-008")
    void topCountsTheLinesOfTheSurrogate() throws IOException {
        String stored =
                "Subject: " + "\u00c3\u00bc".repeat(50) + "\r\n\r\none\r\n.two\r\nthree\r\n";
        String whole = read(content(AsciiView.of(file(stored))));
        int headerEnd = whole.indexOf("\r\n\r\n") + 4;
        // The field has more lines than it had.
        assertThat(whole.substring(0, headerEnd).lines()).hasSizeGreaterThan(3);
        String header = whole.substring(0, headerEnd);
        String[] bodies = {"", "one\r\n", "one\r\n..two\r\n", "one\r\n..two\r\nthree\r\n"};
        for (int lines = 0; lines < bodies.length; lines++) {
            try (Content file = content(AsciiView.of(file(stored)))) {
                assertThat(top(file, lines)).isEqualTo(header + bodies[lines] + ".\r\n");
            }
            Content stream = new Content.Stream(new Pieces(stored, 3), stored.length());
            assertThat(top(content(AsciiView.of(stream)), lines))
                    .isEqualTo(header + bodies[lines] + ".\r\n");
        }
    }

    @Test
    @Spec("U8-004")
    void aHeaderOverTheLimitIsRefusedUnlessItIsAscii() throws IOException {
        String line = "A: " + "x".repeat(59) + "\r\n";
        String ascii = line.repeat(AsciiView.HEADER_OCTETS_MAX / line.length() + 1);
        assertSentAsStored(file(ascii + "\r\nbody\r\n"), ascii + "\r\nbody\r\n");

        for (String header : new String[] {ascii + "B: \u00fc\r\n", "B: \u00fc\r\n" + ascii}) {
            Content.WireFile other = file(header + "\r\nbody\r\n");
            assertThat(AsciiView.of(other)).isInstanceOf(AsciiView.Impossible.class);
            assertThat(other.channel().isOpen()).isFalse();
        }
        String mixed = "B: \u00fc\r\n" + ascii;
        Pieces in = new Pieces(mixed, 100000);
        assertThat(AsciiView.of(new Content.Stream(in, mixed.length())))
                .isInstanceOf(AsciiView.Impossible.class);
        assertThat(in.closed).isTrue();
        assertThat(in.taken).isLessThanOrEqualTo(AsciiView.HEADER_OCTETS_MAX);

        // What never ends and is ASCII so far is no header: nobody is kept from his mail by it.
        Content stream = new Content.Stream(new Pieces(ascii, 100000), ascii.length());
        assertThat(read(((AsciiView.AsStored) AsciiView.of(stream)).content())).isEqualTo(ascii);
    }

    @Test
    void aHeaderJustBelowTheLimitIsRewritten() throws IOException {
        String start = "B: \u00c3\u00bc\r\nA: ";
        String header = start + "x".repeat(AsciiView.HEADER_OCTETS_MAX - start.length() - 4);
        String stored = header + "\r\n\r\n" + BODY;
        assertThat(read(content(AsciiView.of(file(stored))))).endsWith("x\r\n\r\n" + BODY);
        Content stream = new Content.Stream(new Pieces(stored, 9999), stored.length());
        assertThat(read(content(AsciiView.of(stream)))).endsWith("x\r\n\r\n" + BODY);
    }

    @Test
    void aFileThatEndsInItsHeaderFailsAndIsClosed() throws IOException {
        Path path = folder.resolve("short");
        Files.write(path, octets("Subject: \u00fc\r\n"));
        Content.WireFile file = new Content.WireFile(FileChannel.open(path), 0, 500);
        assertThatThrownBy(() -> AsciiView.of(file)).isInstanceOf(EOFException.class);
        assertThat(file.channel().isOpen()).isFalse();
    }
}
