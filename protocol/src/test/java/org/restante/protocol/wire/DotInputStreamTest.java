package org.restante.protocol.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.restante.spec.Spec;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;

final class DotInputStreamTest {
    /** Hands out so many octets at a time. */
    private static InputStream inPieces(byte[] octets, int piece) {
        return new ByteArrayInputStream(octets) {
            @Override
            public synchronized int read(byte[] target, int offset, int length) {
                return super.read(target, offset, Math.min(length, piece));
            }
        };
    }

    private record Opened(LineReader reader, DotInputStream body) {}

    private static Opened open(String wire, int piece, int block) throws IOException {
        LineReader reader =
                new LineReader(
                        inPieces(wire.getBytes(StandardCharsets.ISO_8859_1), piece),
                        LineReader.Ends.CRLF_OR_LF,
                        block);
        assertThat(reader.next(512)).isInstanceOf(Line.Text.class);
        return new Opened(reader, new DotInputStream(reader));
    }

    private static String read(InputStream in, int atATime) throws IOException {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        byte[] target = new byte[atATime];
        for (int count = in.read(target); count >= 0; count = in.read(target)) {
            assertThat(count).isPositive();
            all.write(target, 0, count);
        }
        return all.toString(StandardCharsets.ISO_8859_1);
    }

    private static void check(String wire, String expected, String behind) throws IOException {
        for (int piece : new int[] {1, 2, 3, 7, 1000}) {
            for (int block : new int[] {1, 2, 5, 64}) {
                for (int atATime : new int[] {1, 2, 3, 100}) {
                    Opened opened = open(wire + behind, piece, block);
                    assertThat(read(opened.body(), atATime)).isEqualTo(expected);
                    assertThat(opened.body().ended()).isTrue();
                    assertThat(opened.body().octets()).isEqualTo(expected.length());
                    assertThat(opened.body().read()).isEqualTo(-1);
                    if (!behind.isEmpty()) {
                        assertThat(opened.reader().next(512)).isEqualTo(new Line.Text("+OK next"));
                    }
                    DotInputStream raw =
                            DotInputStream.asOnTheWire(open(wire + behind, piece, block).reader());
                    assertThat(read(raw, atATime))
                            .isEqualTo(wire.substring(wire.indexOf('\n') + 1));
                    assertThat(raw.read()).isEqualTo(-1);
                }
            }
        }
    }

    @Test
    @Spec({"CL-002", "CL-003", "CL-004", "CL-006"})
    void stuffingGoesAndOnlyTheTerminatorEnds() throws IOException {
        String next = "+OK next\r\n";
        check("+OK\r\n.\r\n", "", next);
        check("+OK\r\n\r\n.\r\n", "\r\n", next);
        check("+OK\r\n..\r\n...\r\n..x\r\n.\r\n", ".\r\n..\r\n.x\r\n", next);
        check("+OK\r\na\n.\nb\r.\rc\n.\r\nd\r\n.\r\n", "a\n.\nb\r.\rc\n.\r\nd\r\n", next);
        check("+OK\r\n.\rx\r\n.\ny\r\n.\r\n", "\rx\r\n\ny\r\n", next);
        check("+OK\r\n\0\u00FF\r\r\n.\r\n", "\0\u00FF\r\r\n", next);
    }

    @Test
    @Spec({"CL-004", "RW-042"})
    void aPeerOfBareLineFeedsEndsAtThem() throws IOException {
        check("+OK\na\n..b\n.\n", "a\n.b\n", "");
        check("+OK\na\r\n.\r\n", "a\r\n", "+OK next\n");
        check("+OK\n.\n", "", "+OK next\n");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "a", "a\r", "a\r\n", "a\r\n.", "a\r\n.\r", "a\r\n.x", ".", "a\n.\r\n"})
    @Spec("CL-013")
    void aCutBodyIsNeverWhole(String cut) throws IOException {
        DotInputStream body = open("+OK\r\n" + cut, 2, 8).body();
        assertThatThrownBy(() -> read(body, 3)).isInstanceOf(EOFException.class);
        assertThat(body.ended()).isFalse();
    }

    @Test
    @Spec("CL-007")
    void aLineOfAnyLengthTakesNoMoreThanABlock() throws IOException {
        byte[] status = "+OK\r\n".getBytes(StandardCharsets.US_ASCII);
        InputStream endless =
                new InputStream() {
                    private int at;

                    @Override
                    public int read() {
                        return at < status.length ? status[at++] : 'x';
                    }

                    @Override
                    public int read(byte[] target, int offset, int length) {
                        if (at < status.length) {
                            target[offset] = (byte) read();
                            return 1;
                        }
                        Arrays.fill(target, offset, offset + length, (byte) 'x');
                        return length;
                    }
                };
        LineReader reader = new LineReader(endless, LineReader.Ends.CRLF_OR_LF, 8192);
        assertThat(reader.next(512)).isEqualTo(new Line.Text("+OK"));
        DotInputStream body = new DotInputStream(reader);
        byte[] target = new byte[64 * 1024];
        while (body.octets() < 50L * 1024 * 1024) {
            assertThat(body.read(target)).isPositive();
        }
        assertThat(reader.buffer).hasSize(8192);
    }

    @Test
    void whatIsStuffedComesBackAsItWas() throws IOException {
        Random random = new Random(24);
        String alphabet = "..\r\r\n\nab\0";
        for (int round = 0; round < 3000; round++) {
            StringBuilder message = new StringBuilder();
            int length = random.nextInt(40);
            for (int i = 0; i < length; i++) {
                message.append(alphabet.charAt(random.nextInt(alphabet.length())));
            }
            message.append("\r\n");
            String stuffed = message.toString().replaceAll("(\\A|(?<=\r\n))\\.", "..");
            Opened opened =
                    open(
                            "+OK\r\n" + stuffed + ".\r\n",
                            1 + random.nextInt(9),
                            1 + random.nextInt(20));
            assertThat(read(opened.body(), 1 + random.nextInt(9))).isEqualTo(message.toString());
        }
    }
}
