package org.restante.protocol.wire;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.restante.protocol.wire.LineReader.Ends;
import org.restante.spec.Spec;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

final class LineReaderTest {
    private static final int[] PIECES = {1, 2, 3, 7, 4096};

    private static List<Line> read(String octets, Ends ends, int piece, int lineOctetsMax)
            throws IOException {
        List<Line> lines = read(octets, ends, piece, lineOctetsMax, 16);
        assertThat(read(octets, ends, piece, lineOctetsMax, 2)).isEqualTo(lines);
        return lines;
    }

    private static List<Line> read(
            String octets, Ends ends, int piece, int lineOctetsMax, int waitingOctets)
            throws IOException {
        LineReader reader =
                new LineReader(new TrickleStream(octets, piece), ends, waitingOctets, 16);
        List<Line> lines = new ArrayList<>();
        Line line;
        do {
            line = reader.next(lineOctetsMax);
            lines.add(line);
        } while (!(line instanceof Line.End));
        return lines;
    }

    private static void assertLines(String octets, Ends ends, Line... expected) throws IOException {
        for (int piece : PIECES) {
            assertThat(read(octets, ends, piece, 255)).as("in %d", piece).containsExactly(expected);
        }
    }

    private static Line text(String text) {
        return new Line.Text(text);
    }

    @Test
    void aLineComesWithoutItsLineEnd() throws IOException {
        assertLines("NOOP\r\n\r\nQUIT\r\n", Ends.CRLF, text("NOOP"), text(""), text("QUIT"), END);
    }

    @Test
    @Spec({"P3-034", "RW-004"})
    void aBareLfEndsALineWhereThatIsAllowedAndABareCrNever() throws IOException {
        assertLines("A\nB\rC\r\n", Ends.CRLF_OR_LF, text("A"), text("B\rC"), END);
        assertLines("A\nB\rC\r\n", Ends.CRLF, text("A\nB\rC"), END);
    }

    @Test
    @Spec("P3-036")
    void whatHasNoLineEndIsNoLine() throws IOException {
        assertLines("NOOP\r\nQUIT", Ends.CRLF_OR_LF, text("NOOP"), END);
        assertLines("QUIT\r", Ends.CRLF_OR_LF, END);
    }

    @Test
    void eachOctetIsOneCharacter() throws IOException {
        StringBuilder all = new StringBuilder();
        for (char c = 0; c <= 0xFF; c++) {
            if (c != '\n' && c != '\r' && !Character.isDigit(c)) {
                all.append(c);
            }
        }
        assertLines(all + "\r\n", Ends.CRLF, text(all.toString()), END);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 7, 4096})
    @Spec("P3-014")
    void theLimitCountsTheLineEnd(int piece) throws IOException {
        String longest = "x".repeat(253);
        assertThat(read(longest + "\r\n", Ends.CRLF, piece, 255))
                .containsExactly(text(longest), END);
        assertThat(read(longest + "x\r\nNOOP\r\n", Ends.CRLF, piece, 255))
                .containsExactly(new Line.TooLong(), text("NOOP"), END);
    }

    @Test
    @Spec("P3-015")
    void anOverlongLineIsSkippedInBoundedMemory() throws IOException {
        String octets = "A".repeat(1 << 20) + "\r\nNOOP\r\n";
        LineReader reader = new LineReader(new TrickleStream(octets, 1000), Ends.CRLF, 16);
        assertThat(reader.next(255)).isEqualTo(new Line.TooLong());
        assertThat(reader.next(255)).isEqualTo(text("NOOP"));
        assertThat(reader.buffer.length).isLessThanOrEqualTo(1024);
    }

    @Test
    void anOverlongLineWithoutEndIsTheEnd() throws IOException {
        assertLines("A".repeat(5000), Ends.CRLF, END);
    }

    @Test
    void whoWaitsHoldsLittleAndWhoGetsMuchAsksForMuch() throws IOException {
        int[] asked = {0};
        InputStream in =
                new InputStream() {
                    private final InputStream all = new TrickleStream("NOOP\r\n".repeat(8), 4096);

                    @Override
                    public int read() throws IOException {
                        return all.read();
                    }

                    @Override
                    public int read(byte[] target, int offset, int length) throws IOException {
                        asked[0] = length;
                        return all.read(target, offset, length);
                    }
                };
        LineReader reader = new LineReader(in, Ends.CRLF, 8, 32);
        reader.next(255);
        assertThat(asked[0]).isEqualTo(8);
        reader.next(255);
        // Two octets of the second command were there already.
        assertThat(asked[0]).isEqualTo(30);
        for (int command = 3; command <= 8; command++) {
            assertThat(reader.next(255)).isEqualTo(text("NOOP"));
        }
        assertThat(reader.next(255)).isEqualTo(END);
        assertThat(asked[0]).isEqualTo(8);
    }

    @Test
    void whatIsBufferedIsKnownWithoutWaiting() throws IOException {
        LineReader reader =
                new LineReader(new TrickleStream("A\r\nB\r\nC", 100), Ends.CRLF_OR_LF, 64);
        assertThat(reader.hasLine()).isFalse();
        assertThat(reader.hasBuffered()).isFalse();
        reader.next(255);
        assertThat(reader.hasLine()).isTrue();
        reader.next(255);
        assertThat(reader.hasLine()).isFalse();
        assertThat(reader.hasBuffered()).isTrue();
    }

    /** The model: split at each line end, nothing else. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void randomOctetsAreCutAlikeInEveryPiece(long seed) throws IOException {
        Random random = new Random(seed);
        for (int round = 0; round < 300; round++) {
            StringBuilder octets = new StringBuilder();
            for (int i = random.nextInt(60); i > 0; i--) {
                octets.append("\r\n\0a.\u00ff".charAt(random.nextInt(6)));
            }
            for (Ends ends : Ends.values()) {
                List<Line> expected = new ArrayList<>();
                Matcher line = (ends == Ends.CRLF ? CRLF : ANY).matcher(octets);
                while (line.find()) {
                    boolean tooLong = line.group().length() > 20;
                    expected.add(tooLong ? new Line.TooLong() : text(line.group(1)));
                }
                expected.add(END);
                for (int piece : PIECES) {
                    assertThat(read(octets.toString(), ends, piece, 20)).isEqualTo(expected);
                }
            }
        }
    }

    private static final Line END = new Line.End();
    private static final Pattern CRLF = Pattern.compile("(?s)(.*?)\r\n");
    private static final Pattern ANY = Pattern.compile("(?s)(.*?)\r?\n");
}
