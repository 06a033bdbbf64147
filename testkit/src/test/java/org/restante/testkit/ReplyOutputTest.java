package org.restante.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.restante.protocol.wire.WireSink;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

final class ReplyOutputTest {
    private final List<String> writes = new ArrayList<>();
    private final WireSink sink =
            new WireSink() {
                @Override
                public void write(byte[] octets, int offset, int length) {
                    writes.add(new String(octets, offset, length, StandardCharsets.US_ASCII));
                }

                @Override
                public void transfer(FileChannel file, long offset, long octets) {
                    throw new IllegalStateException("there are no files here");
                }
            };

    private ReplyOutput output(Fault... faults) {
        return new ReplyOutput(
                sink,
                List.of(faults),
                () -> {
                    throw new IOException("stalled");
                });
    }

    private static byte[] octets(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    @Test
    void aReplyLeavesInOneWriteWithWhatIsInjected() throws Exception {
        ReplyOutput out = output();
        out.status(octets("+OK\r\n"));
        out.body(octets("1 2\r\n"));
        out.body(octets(".\r\n"));
        out.end("more");
        assertThat(writes).containsExactly("+OK\r\n1 2\r\n.\r\nmore");
    }

    @Test
    void piecesAreWritesOfTheirOwn() throws Exception {
        ReplyOutput out = output(Fault.pieces(2));
        out.status(octets("+OK\r\n"));
        out.end("");
        assertThat(writes).containsExactly("+O", "K\r", "\n");
    }

    @Test
    void aBreakBehindTheLastOctetIsMade() throws Exception {
        ReplyOutput out = output(Fault.cut("NOOP", 5));
        out.status(octets("+OK\r\n"));
        assertThatThrownBy(() -> out.end("more")).isInstanceOf(PlannedEndException.class);
        assertThat(writes).containsExactly("+OK\r\n");
    }

    @Test
    void theEarlierOfTwoBreaksIsMade() throws Exception {
        ReplyOutput out = output(Fault.cut("RETR 1", 9), Fault.stallInMessage(1, 2));
        out.status(octets("+OK\r\n"));
        assertThatThrownBy(() -> out.body(octets("abcdef"))).hasMessage("stalled");
        assertThat(String.join("", writes)).isEqualTo("+OK\r\nab");
    }
}
