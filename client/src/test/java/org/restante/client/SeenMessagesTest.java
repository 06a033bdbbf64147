package org.restante.client;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.restante.spec.Spec;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

final class SeenMessagesTest {
    private static List<Listed> listing(String... ids) {
        List<Listed> all = new ArrayList<>();
        for (String id : ids) {
            all.add(new Listed(all.size() + 1, 10, id.isEmpty() ? null : id));
        }
        return all;
    }

    @Test
    @Spec({"CL-014", "CL-015", "RW-059"})
    void messagesAreKnownByTheirIdsWhateverTheirNumbers() {
        List<Listed> listing = listing("b", "B", "c");
        SeenMessages seen = SeenMessages.compare(Map.of("a", 1, "b", 1, "c", 1), listing);
        assertThat(seen.known()).containsExactly(listing.get(0), listing.get(2));
        assertThat(seen.fresh()).containsExactly(listing.get(1));
        assertThat(seen.gone()).containsExactly(Map.entry("a", 1));
        assertThat(seen.shared()).isEmpty();
        assertThat(seen.allChanged()).isFalse();
    }

    @Test
    @Spec({"CL-017", "RW-037"})
    void anIdCountsAsOftenAsItIsThere() {
        List<Listed> twice = listing("x", "x", "y");
        SeenMessages first = SeenMessages.compare(Map.of(), twice);
        assertThat(first.fresh()).isEqualTo(twice);
        assertThat(first.shared()).containsExactly(twice.get(0), twice.get(1));

        SeenMessages later = SeenMessages.compare(Map.of("x", 2, "y", 1), listing("x", "y"));
        assertThat(later.fresh()).isEmpty();
        assertThat(later.gone()).containsExactly(Map.entry("x", 1));

        SeenMessages third = SeenMessages.compare(Map.of("x", 2), listing("x", "x", "x"));
        assertThat(third.known()).hasSize(2);
        assertThat(third.fresh()).hasSize(1);
    }

    @Test
    @Spec({"CL-018", "CL-022", "CL-023", "RW-057"})
    void whatHasNoIdIsSetApartAndAChangeOfAllIdsIsNoticed() {
        List<Listed> listing = listing("", "new1", "new2");
        SeenMessages seen = SeenMessages.compare(Map.of("old1", 1, "old2", 1), listing);
        assertThat(seen.unnamed()).containsExactly(listing.get(0));
        assertThat(seen.allChanged()).isTrue();
        assertThat(SeenMessages.compare(Map.of("old1", 1, "old2", 1), listing("n")).allChanged())
                .isFalse();
        assertThat(SeenMessages.compare(Map.of(), listing("n")).allChanged()).isFalse();
    }
}
