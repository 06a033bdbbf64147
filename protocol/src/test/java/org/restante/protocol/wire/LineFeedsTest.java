package org.restante.protocol.wire;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.util.Arrays;
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

    /** Up to 39 octets, some of which the arithmetic could take for an LF, or borrow and carry. */
    private static byte[] awkward(Random random) {
        byte[] awkward = {'\n', '\r', 0, 1, 0x0B, (byte) 0x8A, (byte) 0xFF, (byte) 0x80, 'a'};
        byte[] octets = new byte[random.nextInt(40)];
        int kinds = 1 + random.nextInt(awkward.length);
        for (int i = 0; i < octets.length; i++) {
            octets[i] = awkward[awkward.length - 1 - random.nextInt(kinds)];
        }
        return octets;
    }

    @Test
    void theFirstIsFoundWhereverItIsAndWhateverIsAroundIt() {
        Random random = new Random(1939);
        for (int round = 0; round < 20_000; round++) {
            byte[] octets = awkward(random);
            int from = random.nextInt(octets.length + 1);
            int to = from + random.nextInt(octets.length - from + 1);
            assertThat(LineFeeds.next(octets, from, to)).isEqualTo(naive(octets, from, to));
        }
    }

    @Test
    void whatIsBeforeTheFirstIsCopiedAndNothingBeyondTheRoomBehindIt() {
        Random random = new Random(937);
        for (int round = 0; round < 20_000; round++) {
            byte[] octets = awkward(random);
            int from = random.nextInt(octets.length + 1);
            int to = from + random.nextInt(octets.length - from + 1);
            int place = random.nextInt(20);
            byte[] before = new byte[place + octets.length + 20];
            random.nextBytes(before);
            byte[] target = before.clone();
            int lf = LineFeeds.copyBefore(octets, from, to, target, place);
            assertThat(lf).isEqualTo(naive(octets, from, to));
            int end = place + lf - from;
            assertThat(Arrays.copyOf(target, place)).isEqualTo(Arrays.copyOf(before, place));
            assertThat(Arrays.copyOfRange(target, place, end))
                    .isEqualTo(Arrays.copyOfRange(octets, from, lf));
            assertThat(Arrays.copyOfRange(target, end + 8, target.length))
                    .isEqualTo(Arrays.copyOfRange(before, end + 8, before.length));
        }
    }

    @Test
    void eachValueOfAnOctetIsToldFromLf() {
        for (int value = 0; value < 256; value++) {
            byte[] octets = new byte[17];
            Arrays.fill(octets, (byte) value);
            assertThat(LineFeeds.next(octets, 0, 17)).isEqualTo(value == '\n' ? 0 : 17);
            octets[9] = '\n';
            assertThat(LineFeeds.next(octets, 1, 17)).isEqualTo(value == '\n' ? 1 : 9);
        }
    }
}
