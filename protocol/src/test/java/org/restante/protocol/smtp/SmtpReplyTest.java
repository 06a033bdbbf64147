package org.restante.protocol.smtp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.restante.protocol.wire.WireOutput;
import org.restante.protocol.wire.WireSink;
import org.restante.spec.Spec;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.util.List;

class SmtpReplyTest {
    @Test
    void oneLineHasCodeAndStatusAndText() throws IOException {
        assertThat(written(SmtpReply.of(550, "5.1.1", "no such recipient")))
                .isEqualTo("550 5.1.1 no such recipient\r\n");
    }

    @Test
    @Spec("SM-080")
    void eachOfSeveralLinesHasCodeAndStatus() throws IOException {
        assertThat(written(new SmtpReply(214, "2.0.0", List.of("one", "two", "three"))))
                .isEqualTo("214-2.0.0 one\r\n214-2.0.0 two\r\n214 2.0.0 three\r\n");
    }

    @Test
    void aPlainReplyHasNoStatus() throws IOException {
        assertThat(written(SmtpReply.plain(250, "host", "PIPELINING")))
                .isEqualTo("250-host\r\n250 PIPELINING\r\n");
    }

    @Test
    @Spec("SM-022")
    void codesStartWithTwoToFive() {
        assertThatIllegalArgumentException().isThrownBy(() -> SmtpReply.plain(199, "no"));
        assertThatIllegalArgumentException().isThrownBy(() -> SmtpReply.plain(600, "no"));
    }

    @Test
    @Spec("SM-080")
    void theStatusAgreesWithTheCode() {
        assertThatIllegalArgumentException().isThrownBy(() -> SmtpReply.of(250, "5.0.0", "no"));
    }

    @Test
    void aReplyHasLinesOfPrintableAsciiAndNoOthers() {
        assertThatIllegalArgumentException().isThrownBy(() -> SmtpReply.plain(250));
        assertThatIllegalArgumentException().isThrownBy(() -> SmtpReply.plain(250, "a\r\n250 b"));
        assertThatIllegalArgumentException().isThrownBy(() -> SmtpReply.plain(250, "größer"));
    }

    @Test
    void successAndGoingOnArePositive() {
        assertThat(SmtpReply.plain(250, "ok").isPositive()).isTrue();
        assertThat(SmtpReply.plain(354, "go").isPositive()).isTrue();
        assertThat(SmtpReply.plain(451, "later").isPositive()).isFalse();
        assertThat(SmtpReply.plain(550, "no").isPositive()).isFalse();
    }

    private static String written(SmtpReply reply) throws IOException {
        ByteArrayOutputStream octets = new ByteArrayOutputStream();
        WireOutput out =
                new WireOutput(
                        new WireSink() {
                            @Override
                            public void write(byte[] block, int offset, int length) {
                                octets.write(block, offset, length);
                            }

                            @Override
                            public void transfer(FileChannel file, long offset, long length) {
                                throw new IllegalStateException("a reply is no file");
                            }
                        });
        reply.write(out);
        out.flush();
        return octets.toString(StandardCharsets.ISO_8859_1);
    }
}
