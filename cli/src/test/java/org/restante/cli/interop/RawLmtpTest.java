package org.restante.cli.interop;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.restante.spec.Spec;

import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;

/** The corpus goes in by LMTP and comes out by POP3. */
@Tag("interop")
final class RawLmtpTest {
    private static final Pattern BARE = Pattern.compile("\r(?!\n)|(?<!\r)\n");

    @TempDir private Path folder;

    @Test
    @Spec({"OC-001", "OC-002"})
    void whatGoesInByLmtpComesOutByPop3WithEachBareLineEndMadeCrlf() throws Exception {
        try (ServerProcess server = ServerProcess.start(folder);
                RawLmtp lmtp = new RawLmtp(server.port("lmtp"))) {
            server.account("alice");
            for (Sample sample : Corpus.ALL) {
                assertThat(lmtp.deliver("alice@localhost", sample.octets()))
                        .as(sample.name())
                        .startsWith("250 ");
            }
            List<String> messages = RawPop3.messages(server, "alice");
            assertThat(messages).hasSameSizeAs(Corpus.ALL);
            for (int i = 0; i < messages.size(); i++) {
                Sample sample = Corpus.ALL.get(i);
                String expected = BARE.matcher(RawLmtp.sent(sample.octets())).replaceAll("\r\n");
                String message = messages.get(i);
                assertThat(message.endsWith(expected)).as(sample.name()).isTrue();
                assertThat(message.substring(0, message.length() - expected.length()))
                        .as(sample.name())
                        .matches(
                                "Return-Path: .*\r\n((Delivered-To|Received): .*\r\n(\t.*\r\n)*)+");
            }
        }
    }

    @Test
    void bareLineEndsAreRefusedWhereTheConfigurationSaysSo() throws Exception {
        try (ServerProcess server =
                        ServerProcess.start(folder, "listen.lmtp.bare-line-ends = \"refuse\"");
                RawLmtp lmtp = new RawLmtp(server.port("lmtp"))) {
            server.account("alice");
            int taken = 0;
            for (Sample sample : Corpus.ALL) {
                boolean bare = BARE.matcher(RawLmtp.sent(sample.octets())).find();
                assertThat(lmtp.deliver("alice@localhost", sample.octets()))
                        .as(sample.name())
                        .startsWith(bare ? "550 5.6.0 " : "250 ");
                taken += bare ? 0 : 1;
            }
            assertThat(RawPop3.messages(server, "alice")).hasSize(taken);
        }
    }
}
