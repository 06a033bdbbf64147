package org.restante.protocol.wire;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.util.Random;

final class LineFeedsTest {
    private static int naive(byte[] octets, int from, int to) {
        for (int i = from; i < to; i++) {
            if (octets[i] == '\n') {
                return i;
            }
        }
        return to;
    }

    @Test
    void theFirstIsFoundWhereverItIsAndWhateverIsAroundIt() {
        Random random = new Random(1939);
        // What the arithmetic could take for an LF, and what borrows and carries.
        byte[] awkward = {'\n', '\r', 0, 1, 0x0B, (byte) 0x8A, (byte) 0xFF, (byte) 0x80, 'a'};
        for (int round = 0; round < 20_000; round++) {
            byte[] octets = new byte[random.nextInt(40)];
            int kinds = 1 + random.nextInt(awkward.length);
            for (int i = 0; i < octets.length; i++) {
                octets[i] = awkward[awkward.length - 1 - random.nextInt(kinds)];
            }
            int from = random.nextInt(octets.length + 1);
            int to = from + random.nextInt(octets.length - from + 1);
            assertThat(LineFeeds.next(octets, from, to)).isEqualTo(naive(octets, from, to));
        }
    }

    @Test
    void eachValueOfAnOctetIsToldFromLf() {
        for (int value = 0; value < 256; value++) {
            byte[] octets = new byte[17];
            java.util.Arrays.fill(octets, (byte) value);
            assertThat(LineFeeds.next(octets, 0, 17)).isEqualTo(value == '\n' ? 0 : 17);
            octets[9] = '\n';
            assertThat(LineFeeds.next(octets, 1, 17)).isEqualTo(value == '\n' ? 1 : 9);
        }
    }
}
