package org.restante.protocol.wire;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.restante.protocol.wire.LineReader.Ends;
import org.restante.spec.Spec;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

final class DotReaderTest {
    /** What was read: the message, whether its end came, its bare line ends, what is left. */
    private record Data(String message, boolean ended, long bareLineEnds, String behind) {}

    private static byte[] octets(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    private static Data read(String octets, int piece) throws IOException {
        LineReader lines = new LineReader(new TrickleStream(octets, piece), Ends.CRLF, 16);
        DotReader data = new DotReader(lines);
        ByteArrayOutputStream message = new ByteArrayOutputStream();
        boolean ended = data.copy(message::write);
        StringBuilder behind = new StringBuilder();
        while (lines.next(4096) instanceof Line.Text(var text)) {
            behind.append(text).append('|');
        }
        return new Data(
                message.toString(StandardCharsets.ISO_8859_1),
                ended,
                data.bareLineEnds(),
                behind.toString());
    }

    private static void assertReads(String octets, Data expected) throws IOException {
        for (int piece = 1; piece <= octets.length(); piece++) {
            assertThat(read(octets, piece)).as("in %d: %s", piece, octets).isEqualTo(expected);
        }
    }

    @Test
    void dataIsReadInLargeBlocksAndWhatIsBehindItInSmallOnes() throws IOException {
        List<Integer> asked = new ArrayList<>();
        InputStream parts =
                new SequenceInputStream(
                        new ByteArrayInputStream(octets("a\r\n")),
                        new ByteArrayInputStream(octets("b\r\n.\r\n")));
        InputStream in =
                new FilterInputStream(
                        new SequenceInputStream(
                                parts, new ByteArrayInputStream(octets("QUIT\r\n")))) {
                    @Override
                    public int read(byte[] octets, int offset, int length) throws IOException {
                        asked.add(length);
                        return super.read(octets, offset, length);
                    }
                };
        LineReader lines = new LineReader(in, Ends.CRLF, 4096);
        ByteArrayOutputStream message = new ByteArrayOutputStream();
        assertThat(new DotReader(lines).copy(message::write)).isTrue();
        assertThat(lines.next(100)).isEqualTo(new Line.Text("QUIT"));
        assertThat(asked).containsExactly(65536, 65536, 4096);
    }

    @Test
    @Spec({"SG-001", "SG-003"})
    void onlyCrlfFullStopCrlfEndsTheData() throws IOException {
        assertReads("a\r\n.\r\nQUIT\r\n", new Data("a\r\n", true, 0, "QUIT|"));
    }

    @Test
    @Spec("SG-001")
    void theEndOfTheCommandLineMayBeItsFirstPair() throws IOException {
        assertReads(".\r\nQUIT\r\n", new Data("", true, 0, "QUIT|"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\n.\n",
                "\n.\r\n",
                "\r\n.\n",
                "\r.\r",
                "\r.\r\n",
                "\r\n.\r",
                "\n.\r",
                "\r.\n",
                "\r\n.\r\r\n",
                "\r\n.\r\0\r\n",
                "\r\n.\0\r\n",
                "\r\n. \r\n"
            })
    @Spec({"SG-002", "SG-003"})
    void nothingElseEndsTheData(String almost) throws IOException {
        String octets = "a" + almost + "MAIL FROM:<x@y>\r\n.\r\nQUIT\r\n";
        for (int piece = 1; piece <= octets.length(); piece++) {
            Data data = read(octets, piece);
            assertThat(data.message()).endsWith("MAIL FROM:<x@y>\r\n");
            assertThat(data.behind()).isEqualTo("QUIT|");
        }
    }

    @Test
    @Spec("SG-004")
    void aFullStopBehindABareLineEndIsKept() throws IOException {
        assertReads("x\n.y\r\n.\r\n", new Data("x\r\n.y\r\n", true, 1, ""));
        assertReads("x\r.y\r\n.\r\n", new Data("x\r\n.y\r\n", true, 1, ""));
    }

    @Test
    void aFullStopBehindATrueLineEndIsRemoved() throws IOException {
        assertReads("..\r\n.x\r\n...\r\n.\r\n", new Data(".\r\nx\r\n..\r\n", true, 0, ""));
    }

    @Test
    @Spec("SG-016")
    void nulIsDataLikeAnyOther() throws IOException {
        assertReads("a\0b\r\n.\r\n", new Data("a\0b\r\n", true, 0, ""));
    }

    @Test
    void dataWithoutItsEndIsNoMessage() throws IOException {
        assertReads("a\r\n.\r", new Data("a\r\n", false, 0, ""));
    }

    /** The model: find the end, unstuff, make line ends CRLF. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    @Spec({"SG-002", "SG-003", "SG-004", "SG-006"})
    void randomDataReadsAsTheModelSaysInEveryPiece(long seed) throws IOException {
        Random random = new Random(seed);
        for (int round = 0; round < 400; round++) {
            StringBuilder octets = new StringBuilder();
            for (int i = random.nextInt(30); i > 0; i--) {
                octets.append("\r\n\r\n..a\0".charAt(random.nextInt(8)));
            }
            octets.append("\r\n.\r\n");
            String data = "\r\n" + octets;
            String stuffed = data.substring(0, data.indexOf("\r\n.\r\n") + 2);
            String unstuffed = stuffed.replace("\r\n.", "\r\n").substring(2);
            Matcher bare = Pattern.compile("(?<!\r)\n|\r(?!\n)").matcher(unstuffed);
            String canonical = unstuffed.replaceAll("\r\n|\r|\n", "\r\n");
            for (int piece : new int[] {1, 2, 3, 7, 100}) {
                Data read = read(octets.toString(), piece);
                assertThat(read.message()).isEqualTo(canonical);
                assertThat(read.ended()).isTrue();
                assertThat(read.bareLineEnds()).isEqualTo(bare.reset().results().count());
            }
        }
    }
}
