package org.restante.protocol.pop3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.restante.protocol.Content;
import org.restante.protocol.wire.RecordingSink;
import org.restante.protocol.wire.WireOutput;
import org.restante.spec.Spec;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

final class ReplyWriterTest {
    private static String written(Reply reply) throws IOException {
        RecordingSink sink = new RecordingSink();
        WireOutput out = new WireOutput(sink);
        new ReplyWriter(out).write(reply);
        out.flush();
        return sink.text();
    }

    @Test
    @Spec({"P3-007", "P3-008"})
    void aStatusLineIsTheIndicatorASpaceAndAText() throws IOException {
        assertThat(written(Reply.ok("bye"))).isEqualTo("+OK bye\r\n");
        assertThat(written(Reply.err("no such message"))).isEqualTo("-ERR no such message\r\n");
    }

    @Test
    @Spec({"RC-001", "RC-002"})
    void aCodeStandsInBracketsDirectlyBehindTheIndicator() throws IOException {
        for (ResponseCode code : ResponseCode.values()) {
            assertThat(written(Reply.err(code, "because")))
                    .isEqualTo("-ERR [" + code.text() + "] because\r\n");
            assertThat(code.text()).matches("[!-.0-\\\\^-~]+(/[!-.0-\\\\^-~]+)*");
        }
    }

    @Test
    @Spec({"P3-023", "P3-024"})
    void aListingIsStuffedAndTerminated() throws IOException {
        assertThat(written(new Reply.Listing("none", List.of()))).isEqualTo("+OK none\r\n.\r\n");
        assertThat(written(new Reply.Listing("some", List.of("1 2", ".", ".x"))))
                .isEqualTo("+OK some\r\n1 2\r\n..\r\n..x\r\n.\r\n");
    }

    @Test
    @Spec({"SA-004", "SA-005"})
    void aChallengeIsPlusSpaceAndBase64() throws IOException {
        assertThat(written(new Reply.Challenge(""))).isEqualTo("+ \r\n");
        assertThat(written(new Reply.Challenge("AA=="))).isEqualTo("+ AA==\r\n");
    }

    @Test
    @Spec("P3-016")
    void aStatusLineHasAtMost512Octets() throws IOException {
        assertThat(written(Reply.ok("x".repeat(506)))).hasSize(512);
        assertThatThrownBy(() -> written(Reply.ok("x".repeat(507))))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    @Spec({"P3-005", "P3-022"})
    void aTextCannotBecomeASecondReply() {
        assertThatThrownBy(() -> written(Reply.ok("a\r\n+OK b")))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> written(new Reply.Listing("x", List.of("a\n.\n+OK"))))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void aMessageIsClosedEvenIfItFails() throws IOException {
        byte[] octets = "A: b\r\n".getBytes(StandardCharsets.US_ASCII);
        ClosingStream whole = new ClosingStream(octets);
        assertThat(written(new Reply.Message("6 octets", new Content.Stream(whole, 6))))
                .isEqualTo("+OK 6 octets\r\nA: b\r\n.\r\n");
        assertThat(whole.closed).isTrue();

        ClosingStream part = new ClosingStream(octets);
        assertThatThrownBy(
                        () -> written(new Reply.Message("7 octets", new Content.Stream(part, 7))))
                .isInstanceOf(IOException.class);
        assertThat(part.closed).isTrue();

        ClosingStream top = new ClosingStream(octets);
        assertThat(written(new Reply.Top("top", new Content.Stream(top, 6), 0)))
                .isEqualTo("+OK top\r\nA: b\r\n.\r\n");
        assertThat(top.closed).isTrue();
    }

    private static final class ClosingStream extends ByteArrayInputStream {
        private boolean closed;

        ClosingStream(byte[] octets) {
            super(octets);
        }

        @Override
        public void close() {
            closed = true;
        }
    }
}
