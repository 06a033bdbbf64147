package org.restante.collect;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.restante.collect.Entry.State;
import org.restante.collect.Entry.Trouble;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.function.Predicate;

final class EntryTableTest {
    private static final Random RANDOM = new Random(1939);
    private static final List<State> STATES = List.of(State.values());

    private static Entry entry() {
        return new Entry(
                STATES.get(RANDOM.nextInt(STATES.size())),
                RANDOM.nextLong(),
                RANDOM.nextInt(5),
                new Fingerprint(RANDOM.nextLong(), RANDOM.nextLong()),
                RANDOM.nextInt(4) == 0
                        ? Optional.of(new Trouble(RANDOM.nextInt(), RANDOM.nextLong(), "é"))
                        : Optional.empty());
    }

    /** What a table holds; nothing twice. */
    static Map<String, Entry> map(EntryTable table) {
        Map<String, Entry> map = new HashMap<>();
        table.forEach((key, entry) -> assertThat(map.put(key, entry)).isNull());
        assertThat(map).hasSize(table.size());
        for (Map.Entry<String, Entry> each : table) {
            assertThat(each.getValue()).isEqualTo(map.get(each.getKey()));
        }
        return map;
    }

    @Test
    void itIsAMapWhateverIsPutAndForgotten() {
        EntryTable table = new EntryTable();
        Map<String, Entry> map = new HashMap<>();
        for (int round = 0; round < 20; round++) {
            for (int i = 0; i < 300; i++) {
                String key = "ü" + RANDOM.nextInt(1000);
                Entry entry = entry();
                table.put(key, entry);
                map.put(key, entry);
            }
            assertThat(map(table)).isEqualTo(map);
            int gone = RANDOM.nextInt(5);
            Predicate<Entry> test = it -> it.gone() == gone;
            table.forget(test);
            map.values().removeIf(test);
            assertThat(map(table)).isEqualTo(map);
            for (int i = 0; i < 1000; i++) {
                String key = "ü" + i;
                assertThat(table.find(key)).isEqualTo(Optional.ofNullable(map.get(key)));
            }
        }
    }

    @Test
    void aKeyHasARowOfItsOwn() {
        EntryTable table = new EntryTable();
        table.put("a", entry());
        table.put("b", entry());
        table.put("a", entry());
        assertThat(table.row("a")).isZero();
        assertThat(table.row("b")).isEqualTo(1);
        assertThat(table.row("c")).isNegative();
        assertThat(table.size()).isEqualTo(2);
    }
}
