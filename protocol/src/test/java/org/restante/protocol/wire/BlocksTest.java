package org.restante.protocol.wire;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** The mail of two sessions must never meet in one block. */
final class BlocksTest {
    @Test
    void whatIsTakenIsNobodyElses() {
        Blocks.giveBack(large());
        Set<byte[]> taken = Collections.newSetFromMap(new IdentityHashMap<>());
        for (int i = 0; i < 200; i++) {
            assertThat(taken.add(Blocks.take())).isTrue();
        }
        assertThat(taken)
                .extracting(block -> block.length)
                .containsOnly(Blocks.OCTETS, Blocks.LEAST_OCTETS);
        assertThat(taken)
                .as("memory for peers that do not read is bounded")
                .filteredOn(block -> block.length == Blocks.OCTETS)
                .hasSizeLessThanOrEqualTo(32);
        taken.forEach(Blocks::giveBack);
        Set<byte[]> again = Collections.newSetFromMap(new IdentityHashMap<>());
        for (int i = 0; i < 200; i++) {
            assertThat(again.add(Blocks.take())).isTrue();
        }
        // Some are the same: that is what it is for.
        assertThat(again).anySatisfy(block -> assertThat(taken.contains(block)).isTrue());
    }

    @Test
    void whatIsNeverGivenBackLeavesRoomForAnother() {
        for (int i = 0; i < 200; i++) {
            assertThat(Blocks.take()).isNotNull();
        }
        Blocks.giveBack(large());
    }

    /** Also when all have been lost: they are garbage then. */
    private static byte[] large() {
        byte[] block = Blocks.take();
        for (int i = 0; i < 100 && block.length < Blocks.OCTETS; i++) {
            System.gc();
            block = Blocks.take();
        }
        assertThat(block).hasSize(Blocks.OCTETS);
        return block;
    }

    @Test
    void threadsAtOnceNeverHaveTheSame() throws Exception {
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<?>> all = new ArrayList<>();
            for (int thread = 1; thread <= 16; thread++) {
                byte mine = (byte) thread;
                all.add(
                        threads.submit(() -> {
                            for (int i = 0; i < 100; i++) {
                                byte[] block = Blocks.take();
                                Arrays.fill(block, mine);
                                assertThat(block).containsOnly(mine);
                                Blocks.giveBack(block);
                            }
                        }));
            }
            for (Future<?> each : all) {
                each.get();
            }
        }
    }
}
