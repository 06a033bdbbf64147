package org.restante.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;

import org.restante.protocol.Content;
import org.restante.protocol.utf8.AsciiView;
import org.restante.protocol.wire.CanonicalInputStream;

import java.io.ByteArrayInputStream;
import java.io.IOException;

/** What a client without UTF8 gets is a message with an ASCII header and the same body. */
final class SurrogateFuzzTest {
    /**
     * How many octets may stand for one. The worst that is known are addresses of one octet: each
     * becomes an encoded word and the address of nobody.
     */
    private static final int EXPANSION_MAX = 64;

    @FuzzTest
    void surrogates(byte[] stored) throws IOException {
        byte[] octets = new CanonicalInputStream(new ByteArrayInputStream(stored)).readAllBytes();
        String message = Wire.text(octets);
        int headerOctets = headerOctets(message);
        String header = message.substring(0, headerOctets);
        Content.Stream content =
                new Content.Stream(new ByteArrayInputStream(octets), octets.length);
        switch (AsciiView.of(content)) {
            case AsciiView.AsStored(var same) -> {
                assertThat(isAscii(header)).isTrue();
                assertThat(read(same)).isEqualTo(message);
            }
            case AsciiView.Surrogate(var surrogate) -> {
                assertThat(isAscii(header)).isFalse();
                String text = read(surrogate);
                assertThat(text.length()).isEqualTo((int) surrogate.octets());
                int newOctets = headerOctets(text);
                assertThat(text.substring(newOctets)).isEqualTo(message.substring(headerOctets));
                String changed = text.substring(0, newOctets);
                assertThat(isAscii(changed)).isTrue();
                assertThat(changed.replace("\r\n", "")).doesNotContain("\r", "\n");
                assertThat(newOctets).isLessThanOrEqualTo(64 + EXPANSION_MAX * headerOctets);
            }
            // Only for what is larger than any input here.
            case AsciiView.Impossible(var why) ->
                    assertThat(octets.length).as(why).isGreaterThan(1 << 20);
        }
    }

    private static String read(Content content) throws IOException {
        try (content) {
            return Wire.text(((Content.Stream) content).in().readAllBytes());
        }
    }

    private static int headerOctets(String message) {
        int emptyLine = message.startsWith("\r\n") ? 0 : message.indexOf("\r\n\r\n") + 2;
        return emptyLine == 1 ? message.length() : emptyLine + 2;
    }

    private static boolean isAscii(String text) {
        return text.chars().allMatch(c -> c < 0x80);
    }
}
