package org.restante.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;

import org.restante.protocol.Content;
import org.restante.protocol.wire.CanonicalForm;
import org.restante.protocol.wire.CanonicalInputStream;
import org.restante.protocol.wire.DotReader;
import org.restante.protocol.wire.Line;
import org.restante.protocol.wire.LineReader;
import org.restante.protocol.wire.LineReader.Ends;
import org.restante.protocol.wire.WireOutput;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;

/** Stuffing, and the one true end of what is stuffed. */
final class DotsFuzzTest {
    private record Data(String message, boolean ended, long bareLineEnds, String behind) {}

    /** What is stored comes out again behind the canonical form, stuffing and its undoing. */
    @FuzzTest
    void stuffing(byte[] stored) throws IOException {
        CanonicalForm form = new CanonicalForm();
        form.update(stored, 0, stored.length);
        byte[] canonical =
                new CanonicalInputStream(new ByteArrayInputStream(stored)).readAllBytes();
        assertThat((long) canonical.length).isEqualTo(form.octets());
        String lines = Wire.text(stored).replaceAll("(?<!\r)\n", "\r\n");
        String expected = lines.isEmpty() || lines.endsWith("\n") ? lines : lines + "\r\n";
        assertThat(Wire.text(canonical)).isEqualTo(expected);

        Wire.Sink sink = new Wire.Sink();
        WireOutput out = new WireOutput(sink);
        out.message(new Content.Stream(new ByteArrayInputStream(canonical), canonical.length));
        out.flush();
        // A bare CR is data to whoever keeps it, and a line end to whoever takes mail.
        String taken = expected.replaceAll("\r(?!\n)", "\r\n");
        long bare = (long) taken.length() - expected.length();
        assertThat(read(sink.sent(), Integer.MAX_VALUE)).isEqualTo(new Data(taken, true, bare, ""));
    }

    /** Whatever arrives: it ends where it must, cut in any way, and is lines and nothing else. */
    @FuzzTest
    void unstuffing(byte[] sent) throws IOException {
        Data whole = read(sent, Integer.MAX_VALUE);
        for (int piece : new int[] {1, 2, 3, 7}) {
            assertThat(read(sent, piece)).as("in pieces of %d", piece).isEqualTo(whole);
        }
        String octets = "\r\n" + Wire.text(sent);
        int end = octets.indexOf("\r\n.\r\n");
        assertThat(whole.ended).isEqualTo(end >= 0);
        assertThat(whole.message.replace("\r\n", "")).doesNotContain("\r", "\n");
        if (end >= 0) {
            assertThat(whole.message).matches("(?s)|.*\r\n");
            String behind = octets.substring(end + 5);
            int lastLine = behind.lastIndexOf("\r\n") + 1;
            assertThat(whole.behind)
                    .isEqualTo(lastLine == 0 ? "" : behind.substring(0, lastLine + 1));
        }
    }

    private static Data read(byte[] octets, int piece) throws IOException {
        LineReader lines = new LineReader(new Wire.Trickle(octets, piece), Ends.CRLF, 16);
        DotReader data = new DotReader(lines);
        ByteArrayOutputStream message = new ByteArrayOutputStream();
        boolean ended = data.copy(message::write);
        return new Data(
                Wire.text(message.toByteArray()), ended, data.bareLineEnds(), behind(lines));
    }

    /** The whole lines that commands would be read from. */
    private static String behind(LineReader lines) throws IOException {
        StringBuilder behind = new StringBuilder();
        while (lines.next(Integer.MAX_VALUE) instanceof Line.Text(var text)) {
            behind.append(text).append("\r\n");
        }
        return behind.toString();
    }
}
