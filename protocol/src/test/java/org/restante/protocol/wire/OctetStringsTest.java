package org.restante.protocol.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

final class OctetStringsTest {
    @Test
    void eachComesBackAsItWas() {
        Random random = new Random(1939);
        OctetStrings strings = new OctetStrings();
        List<byte[]> all = new ArrayList<>();
        for (int i = 0; i < 5000; i++) {
            byte[] string = new byte[i % 100 == 0 ? random.nextInt(10_000) : random.nextInt(4)];
            random.nextBytes(string);
            assertThat(strings.add(string)).isEqualTo(i);
            all.add(string);
        }
        assertThat(strings.size()).isEqualTo(5000);
        for (int i = 0; i < 5000; i++) {
            assertThat(strings.get(i)).isEqualTo(all.get(i));
            assertThat(strings.equals(i, all.get(i))).isTrue();
            int next = (i + 1) % 5000;
            assertThat(strings.equals(i, all.get(next)))
                    .isEqualTo(Arrays.equals(all.get(i), all.get(next)));
        }
        assertThatThrownBy(() -> strings.get(5000)).isInstanceOf(IndexOutOfBoundsException.class);
    }
}
