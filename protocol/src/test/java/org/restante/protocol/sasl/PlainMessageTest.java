package org.restante.protocol.sasl;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.restante.protocol.Secret;
import org.restante.spec.Spec;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.Random;

final class PlainMessageTest {
    private static Optional<PlainMessage> parse(String message) {
        return PlainMessage.parse(message.getBytes(StandardCharsets.UTF_8));
    }

    private static Optional<PlainMessage> vector(String base64) {
        return SaslBase64.decode(base64).flatMap(PlainMessage::parse);
    }

    @Test
    @Spec("SA-023")
    void theVectorsAreRead() {
        assertThat(vector("dGVzdAB0ZXN0AHRlc3Q="))
                .contains(new PlainMessage("test", "test", new Secret("test")));
        assertThat(vector("AGFsaWNlAHMzY3JldCBwdw=="))
                .contains(new PlainMessage("", "alice", new Secret("s3cret pw")));
        assertThat(vector("AGFsaWNlAHB3"))
                .contains(new PlainMessage("", "alice", new Secret("pw")));
        assertThat(vector("YWxpY2UAcHc=")).isEmpty();
        assertThat(vector("AGFsaWNlAHB3AA==")).isEmpty();
        assertThat(vector("dGVzdA")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "alice", "\0\0", "\0\0pw", "\0alice\0", "a\0\0\0pw"})
    @Spec("SA-023")
    void aPartThatIsMissingOrTooManyMakesItMalformed(String message) {
        assertThat(parse(message)).isEmpty();
    }

    @Test
    @Spec("SA-023")
    void eachPartMayHave255OctetsAndNoMore() {
        String longest = "ä".repeat(127) + "x";
        assertThat(parse(longest + "\0" + longest + "\0" + longest))
                .contains(new PlainMessage(longest, longest, new Secret(longest)));
        assertThat(parse(longest + "x\0alice\0pw")).isEmpty();
        assertThat(parse("\0" + longest + "x\0pw")).isEmpty();
        assertThat(parse("\0alice\0" + longest + "x")).isEmpty();
    }

    @Test
    @Spec("SA-023")
    void invalidUtf8IsMalformed() {
        for (int[] invalid : new int[][] {{0xC0, 0xAF}, {0xED, 0xA0, 0x80}, {0xFF}, {0xC3}}) {
            byte[] message = "\0alice\0pw...".getBytes(StandardCharsets.US_ASCII);
            for (int i = 0; i < invalid.length; i++) {
                message[message.length - invalid.length + i] = (byte) invalid[i];
            }
            assertThat(PlainMessage.parse(message)).isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"\0alice\r\nDELE 1\0pw", "\0alice\0p\nw", "a\rb\0alice\0pw"})
    @Spec("SA-026")
    void aLineEndInAnyPartIsRefused(String message) {
        assertThat(parse(message)).isEmpty();
    }

    @Test
    void randomOctetsNeverFail() {
        Random random = new Random(11);
        for (int round = 0; round < 5000; round++) {
            byte[] octets = new byte[random.nextInt(20)];
            for (int i = 0; i < octets.length; i++) {
                octets[i] = (byte) (random.nextInt(4) == 0 ? 0 : random.nextInt(256));
            }
            PlainMessage.parse(octets)
                    .ifPresent(plain -> assertThat(plain.authenticationId()).isNotEmpty());
        }
    }
}
