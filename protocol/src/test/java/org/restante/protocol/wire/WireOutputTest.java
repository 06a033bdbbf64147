package org.restante.protocol.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.restante.protocol.Content;
import org.restante.spec.Spec;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;

final class WireOutputTest {
    private final RecordingSink sink = new RecordingSink();
    private final WireOutput out = new WireOutput(sink);

    private static byte[] octets(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    private static Content stream(String canonical) {
        return new Content.Stream(new ByteArrayInputStream(octets(canonical)), canonical.length());
    }

    private static String sent(Content content) throws IOException {
        RecordingSink sink = new RecordingSink();
        WireOutput out = new WireOutput(sink);
        out.message(content);
        out.flush();
        return sink.text();
    }

    private static String top(Content content, long bodyLines) throws IOException {
        RecordingSink sink = new RecordingSink();
        WireOutput out = new WireOutput(sink);
        out.top(content, bodyLines);
        out.flush();
        return sink.text();
    }

    @Test
    @Spec("U8-014")
    void aLineGoesOutInUtf8() throws IOException {
        out.line("fr Français");
        out.flush();
        assertThat(sink.text()).isEqualTo("fr Fran\u00c3\u00a7ais\r\n");
    }

    @Test
    void numberedLinesAreWholeWhereverTheBufferEnds() throws IOException {
        StringBuilder expected = new StringBuilder();
        byte[] text = octets("an id" + "x".repeat(65));
        long[] figures = {0, 9, 10, 1_234_567_890_123L, Long.MAX_VALUE};
        for (int number = 1; number <= 20_000; number++) {
            long figure = figures[number % figures.length];
            out.numberedLine(number, figure);
            expected.append(number).append(' ').append(figure).append("\r\n");
            int length = 1 + number % text.length;
            out.numberedLine(Integer.MAX_VALUE - number, text, length);
            expected.append(Integer.MAX_VALUE - number)
                    .append(' ')
                    .append(new String(text, 0, length, StandardCharsets.ISO_8859_1))
                    .append("\r\n");
        }
        out.flush();
        assertThat(sink.text()).isEqualTo(expected.toString());
    }

    @Test
    @Spec("P3-005")
    void aLineGetsItsCrlfAndMayHoldNone() throws IOException {
        out.line("+OK");
        out.flush();
        assertThat(sink.text()).isEqualTo("+OK\r\n");
        for (String notALine : new String[] {"a\rb", "a\nb", "a\r\n"}) {
            assertThatThrownBy(() -> out.line(notALine))
                    .isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    @Spec({"P3-024", "P3-025"})
    void eachLineThatStartsWithAFullStopGetsOneMore() throws IOException {
        assertThat(sent(stream(".\r\n..\r\n.x\r\na.b\r\n\r\n.")))
                .isEqualTo("..\r\n...\r\n..x\r\na.b\r\n\r\n...\r\n");
        out.dataLine(".x");
        out.dataLine("y.");
        out.terminator();
        out.flush();
        assertThat(sink.text()).isEqualTo("..x\r\ny.\r\n.\r\n");
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 7, 4096})
    @Spec("P3-026")
    void theSameOctetsGoOutHoweverTheMessageIsSplit(int piece) throws IOException {
        StringBuilder message = new StringBuilder();
        Random random = new Random(7);
        for (int line = 0; line < 20_000; line++) {
            message.append(".".repeat(random.nextInt(3)))
                    .append("x".repeat(random.nextInt(40)))
                    .append("\r\n");
        }
        String canonical = message.toString();
        Content pieces =
                new Content.Stream(new TrickleStream(canonical, piece), canonical.length());
        assertThat(sent(pieces)).isEqualTo(sent(stream(canonical)));
        assertThat(unstuffed(sent(stream(canonical)))).isEqualTo(canonical);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 7, 50_000, 200_000})
    @Spec({"P2-015", "P1-006"})
    void octetsAreSentAsTheyAreAndNothingBehindThem(int lines, @TempDir Path folder)
            throws IOException {
        String message = ".\r\n".repeat(lines);
        out.octets(stream(message));
        Path file = Files.write(folder.resolve("message"), octets("ab" + message + "c"));
        try (FileChannel channel = FileChannel.open(file)) {
            out.octets(new Content.WireFile(channel, 2, message.length()));
        }
        out.flush();
        assertThat(sink.text()).isEqualTo(message + message);
    }

    @ParameterizedTest
    @CsvSource({
        "0, 1",
        "1, 0",
        "160000, 159999",
        "159999, 160000",
        "131072, 262144",
        "262144, 131072"
    })
    @Spec({"P2-015", "P1-006"})
    void aMessageOfOtherOctetsThanListedIsNeverSentWhole(int octets, int listed) {
        InputStream in = new ByteArrayInputStream(new byte[octets]);
        assertThatThrownBy(() -> out.octets(new Content.Stream(in, listed)))
                .isInstanceOf(ContentFailedException.class);
        assertThat(sink.octets().length).isLessThan(Math.max(listed, 1));
    }

    private static String unstuffed(String sent) {
        String lines = "\r\n" + sent;
        assertThat(lines.indexOf("\r\n.\r\n")).isEqualTo(lines.length() - 5);
        return lines.substring(0, lines.length() - 3).replace("\r\n.", "\r\n").substring(2);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    @Spec({"P3-024", "P3-028", "OC-002"})
    void unstuffingRandomOctetsGivesTheirCanonicalForm(long seed) throws IOException {
        Random random = new Random(seed);
        for (int round = 0; round < 500; round++) {
            StringBuilder octets = new StringBuilder();
            for (int i = random.nextInt(50); i > 0; i--) {
                octets.append("\r\n\n..a\0\u00ff".charAt(random.nextInt(8)));
            }
            String stored = octets.toString();
            // A lone CR at the end becomes part of the line end that completes it.
            String canonical = stored.replaceAll("(?<!\r)\n", "\r\n");
            if (!canonical.isEmpty() && !canonical.endsWith("\n")) {
                canonical += "\r\n";
            }
            CanonicalForm form = new CanonicalForm();
            form.update(octets(stored), 0, stored.length());
            InputStream in = new CanonicalInputStream(new ByteArrayInputStream(octets(stored)));
            assertThat(unstuffed(sent(new Content.Stream(in, form.octets())))).isEqualTo(canonical);
        }
    }

    /** Of any size around the blocks that it is read in, its line ends mixed and cut. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6})
    @Spec({"P3-024", "P3-028", "OC-002"})
    void aFileOfAnotherProgramGoesOutAsItsCanonicalFormWould(long seed, @TempDir Path folder)
            throws IOException {
        Random random = new Random(seed);
        String[] parts = {"\n", "\r\n", "\r", ".", "..", "\n.", "a", "\0", "\u00ff"};
        for (int round = 0; round < 60; round++) {
            StringBuilder octets = new StringBuilder();
            int size =
                    round % 3 == 0
                            ? random.nextInt(40)
                            : 2 * Blocks.OCTETS - 20 + random.nextInt(40);
            while (octets.length() < size) {
                boolean isLong = size > 1000 && random.nextInt(4) > 0;
                octets.append(
                        isLong
                                ? "x".repeat(random.nextInt(5000))
                                : parts[random.nextInt(parts.length)]);
            }
            byte[] stored = octets(octets.toString());
            Path file = Files.write(folder.resolve("message"), stored);
            CanonicalForm form = new CanonicalForm();
            form.update(stored, 0, stored.length);
            InputStream in = new CanonicalInputStream(new ByteArrayInputStream(stored));
            Content reference = new Content.Stream(in, form.octets());
            try (Content content =
                    new Content.LocalFile(FileChannel.open(file), stored.length, form.octets())) {
                assertThat(sent(content)).isEqualTo(sent(reference));
                String canonical = unstuffed(sent(content));
                RecordingSink whole = new RecordingSink();
                WireOutput other = new WireOutput(whole);
                other.octets(content);
                other.flush();
                assertThat(whole.text()).isEqualTo(canonical);
                assertThat(top(content, 3)).isEqualTo(top(stream(canonical), 3));
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"-2, 0", "1, 0", "0, -1", "0, 1"})
    @Spec("P3-030")
    void aFileOfAnotherSizeThanListedGetsNoTerminator(int stored, int listed, @TempDir Path folder)
            throws IOException {
        Path file = Files.write(folder.resolve("message"), octets("A: b\n\nx\ny\n"));
        try (Content content =
                new Content.LocalFile(FileChannel.open(file), 10 + stored, 14 + listed)) {
            assertThatThrownBy(() -> out.message(content))
                    .isInstanceOf(ContentFailedException.class);
            assertThatThrownBy(() -> out.top(content, 9))
                    .isInstanceOf(ContentFailedException.class);
        }
        out.flush();
        assertThat(sink.text()).doesNotContain("\r\n.\r\n");
    }

    @Test
    @Spec({"P3-029", "RW-013", "RW-085"})
    void theTerminatorIsNeverSplitNorSentAlone() throws IOException {
        for (int octets = Blocks.OCTETS - 8; octets <= Blocks.OCTETS + 8; octets++) {
            RecordingSink one = new RecordingSink();
            WireOutput wire = new WireOutput(one);
            String message = "x".repeat(octets - 2) + "\r\n";
            wire.message(stream(message));
            wire.flush();
            assertThat(one.text()).isEqualTo(message + ".\r\n");
            assertThat(new String(one.writes().getLast(), StandardCharsets.ISO_8859_1))
                    .as("%d octets", octets)
                    .endsWith("x\r\n.\r\n");
        }
    }

    /** Each of them fits into the buffer, and all together do not. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6})
    @Spec({"P3-068", "P3-029", "P3-024"})
    void messagesThatAreAskedForInARowGoOutWholeAndInTheirOrder(long seed, @TempDir Path folder)
            throws IOException {
        Random random = new Random(seed);
        StringBuilder expected = new StringBuilder();
        for (int number = 1; number <= 30; number++) {
            String message = (number + " ").repeat(1 + random.nextInt(20_000)) + "\r\n";
            boolean wire = random.nextBoolean();
            Path file = folder.resolve("message");
            Files.writeString(file, wire ? message : message.replace("\r\n", "\n"));
            out.line("+OK");
            try (FileChannel channel = FileChannel.open(file)) {
                out.message(
                        wire
                                ? new Content.WireFile(channel, 0, message.length())
                                : new Content.LocalFile(
                                        channel, message.length() - 1, message.length()));
            }
            expected.append("+OK\r\n").append(message).append(".\r\n");
        }
        out.flush();
        assertThat(expected.length()).isGreaterThan(3 * Blocks.OCTETS);
        assertThat(sink.text()).isEqualTo(expected.toString());
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 1000, 65535, 65536, 65537, 131072, 300000})
    @Spec({"P3-068", "P3-029"})
    void aFileInWireFormGoesOutAsItIs(int octets, @TempDir Path folder) throws IOException {
        String message = "x".repeat(octets - 2) + "\r\n";
        Path file = folder.resolve("message");
        Files.writeString(file, "skipped" + message + "behind", StandardCharsets.ISO_8859_1);
        try (Content content = new Content.WireFile(FileChannel.open(file), 7, octets)) {
            out.message(content);
            out.flush();
        }
        assertThat(sink.text()).isEqualTo(message + ".\r\n");
        assertThat(new String(sink.writes().getLast(), StandardCharsets.ISO_8859_1))
                .endsWith((octets > 2 ? "x" : "") + "\r\n.\r\n");
    }

    @ParameterizedTest
    @ValueSource(ints = {100, 300000})
    @Spec("P3-030")
    void aFileThatIsTooShortGetsNoTerminator(int octets, @TempDir Path folder) throws IOException {
        Path file = folder.resolve("message");
        Files.writeString(file, "x".repeat(octets - 3) + "\r\n", StandardCharsets.ISO_8859_1);
        try (Content content = new Content.WireFile(FileChannel.open(file), 0, octets)) {
            assertThatThrownBy(() -> out.message(content))
                    .isInstanceOf(ContentFailedException.class);
            assertThatThrownBy(() -> out.top(content, 10))
                    .isInstanceOf(ContentFailedException.class);
        }
        out.flush();
        assertThat(sink.text()).doesNotContain(".\r\n");
    }

    @ParameterizedTest
    @CsvSource({"-1", "1"})
    @Spec("P3-030")
    void aMessageOfAnotherSizeThanListedGetsNoTerminator(int difference) throws IOException {
        byte[] message = octets("A: b\r\n\r\nx\r\n");
        Content retr =
                new Content.Stream(new ByteArrayInputStream(message), message.length + difference);
        Content top =
                new Content.Stream(new ByteArrayInputStream(message), message.length + difference);
        assertThatThrownBy(() -> out.message(retr)).isInstanceOf(ContentFailedException.class);
        assertThatThrownBy(() -> out.top(top, 9)).isInstanceOf(ContentFailedException.class);
        out.flush();
        assertThat(sink.text()).doesNotContain(".\r\n");
    }

    @Test
    @Spec("P3-030")
    void aMessageThatFailsAfterAnyOctetGetsNoTerminator() throws IOException {
        String message = "A: b\r\n\r\n.x\r\n";
        for (int n = 0; n < message.length(); n++) {
            RecordingSink one = new RecordingSink();
            WireOutput wire = new WireOutput(one);
            InputStream failing =
                    new SequenceInputStream(
                            new ByteArrayInputStream(octets(message.substring(0, n))),
                            new FailingStream());
            assertThatThrownBy(() -> wire.message(new Content.Stream(failing, message.length())))
                    .isInstanceOf(ContentFailedException.class)
                    .hasMessage("the disk failed");
            wire.flush();
            assertThat("\r\n" + one.text()).doesNotContain("\r\n.\r\n");
        }
    }

    private static final class FailingStream extends InputStream {
        @Override
        public int read() throws IOException {
            throw new IOException("the disk failed");
        }

        @Override
        public int read(byte[] target, int offset, int length) throws IOException {
            return read();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "A: b\r\n\r\n1\r\n.2\r\n\r\n4\r\n.\r\n", "A: b\r\nC: d\r\n", "\r\n1\r\n2\r\n",
                "A: b\r\n\r\n", "", ".a: b\r\n\r\n..\r\n"
            })
    @Spec({"P3-096", "P3-097", "P3-098", "P3-099", "P3-102"})
    void topSendsTheHeaderTheEmptyLineAndSoManyBodyLines(String message) throws IOException {
        for (long lines : new long[] {0, 1, 2, 3, 4, 5, 99_999_999L, 1L << 32, Long.MAX_VALUE}) {
            int end = ("\r\n" + message).indexOf("\r\n\r\n") + 2;
            for (long i = 0; end > 1 && i < lines && end < message.length(); i++) {
                end = message.indexOf("\r\n", end) + 2;
            }
            String expected = end > 1 ? message.substring(0, end) : message;
            assertThat(unstuffed(top(stream(message), lines))).isEqualTo(expected);
        }
    }

    @Test
    @Spec("P3-098")
    void topTellsAnEmptyLineFromALineWithACarriageReturn() throws IOException {
        assertThat(top(stream("A: b\r\n\r\r\nC: d\r\n\r\n1\r\n2\r\n"), 1))
                .isEqualTo("A: b\r\n\r\r\nC: d\r\n\r\n1\r\n.\r\n");
    }

    @Test
    @Spec("P3-038")
    void whatIsWrittenLeavesAtTheFlushInOnePiece() throws IOException {
        for (int i = 0; i < 10; i++) {
            out.line("+OK nothing done");
        }
        assertThat(sink.writes()).isEmpty();
        out.flush();
        assertThat(sink.writes()).hasSize(1);
        out.flush();
        assertThat(sink.writes()).hasSize(1);
    }

    @Test
    @Spec("RW-083")
    void everyOctetPassesUnchanged() throws IOException {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (int octet = 0; octet <= 0xFF; octet++) {
            all.write(octet);
        }
        all.writeBytes(octets("\r\n"));
        String message = all.toString(StandardCharsets.ISO_8859_1);
        assertThat(sent(stream(message))).isEqualTo(message + ".\r\n");
    }
}
