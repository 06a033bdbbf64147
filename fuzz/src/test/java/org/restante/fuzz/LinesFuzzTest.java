package org.restante.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;

import org.restante.protocol.wire.Line;
import org.restante.protocol.wire.LineReader;
import org.restante.protocol.wire.LineReader.Ends;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Lines are where their ends are, however the octets arrive. */
final class LinesFuzzTest {
    @FuzzTest
    void lines(byte[] data) throws IOException {
        int octetsMax = 1 + Wire.first(data) % 32;
        byte[] octets = Wire.behindFirst(data);
        for (Ends ends : Ends.values()) {
            List<Line> expected = expected(Wire.text(octets), ends, octetsMax);
            for (int piece : new int[] {1, 2, 3, 7, Integer.MAX_VALUE}) {
                for (int block : new int[] {1, 16}) {
                    assertThat(read(octets, ends, octetsMax, piece, block))
                            .as("%s, pieces of %d, blocks of %d", ends, piece, block)
                            .isEqualTo(expected);
                }
            }
        }
    }

    private static List<Line> read(byte[] octets, Ends ends, int octetsMax, int piece, int block)
            throws IOException {
        LineReader reader = new LineReader(new Wire.Trickle(octets, piece), ends, block);
        List<Line> lines = new ArrayList<>();
        do {
            lines.add(reader.next(octetsMax));
        } while (!(lines.getLast() instanceof Line.End));
        assertThat(reader.hasBuffered()).isFalse();
        return lines;
    }

    private static List<Line> expected(String octets, Ends ends, int octetsMax) {
        String end = ends == Ends.CRLF ? "\r\n" : "\n";
        List<Line> lines = new ArrayList<>();
        int from = 0;
        for (int at = octets.indexOf(end); at >= 0; at = octets.indexOf(end, from)) {
            int behind = at + end.length();
            String line = octets.substring(from, behind).replaceFirst("\r?\n\\z", "");
            lines.add(behind - from > octetsMax ? new Line.TooLong() : new Line.Text(line));
            from = behind;
        }
        lines.add(new Line.End());
        return lines;
    }
}
