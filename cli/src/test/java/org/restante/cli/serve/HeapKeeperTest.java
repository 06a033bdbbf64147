package org.restante.cli.serve;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** When a heap is looked through. */
final class HeapKeeperTest {
    private long used;
    private long stays;
    private int collections;
    private final HeapKeeper keeper =
            new HeapKeeper(
                    () -> used,
                    () -> {
                        collections++;
                        used = stays;
                    });

    @Test
    void aSmallHeapIsLeftAlone() {
        look(HeapKeeper.LEAST);
        assertThat(collections).isZero();
    }

    @Test
    void aHeapThatGrewIsLookedThroughEachTimeThatItHasDoubled() {
        stays = HeapKeeper.LEAST;
        look(HeapKeeper.LEAST + 1);
        assertThat(collections).isOne();
        look(2 * stays);
        assertThat(collections).isOne();
        look(2 * stays + 1);
        assertThat(collections).isEqualTo(2);
    }

    @Test
    void afterwardsTheLimitIsWhatItWas() {
        stays = 10 * HeapKeeper.LEAST;
        look(stays + 1);
        stays = 1;
        look(20 * HeapKeeper.LEAST + 1);
        assertThat(collections).isEqualTo(2);
        look(HeapKeeper.LEAST + 1);
        assertThat(collections).isEqualTo(3);
    }

    private void look(long octets) {
        used = octets;
        keeper.look();
    }
}
