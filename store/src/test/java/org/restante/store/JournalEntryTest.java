package org.restante.store;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;

final class JournalEntryTest {
    @Test
    void aControlCharacterIsASpaceAndNothingElseIs() {
        for (char character = 0; character < 0x100; character++) {
            String name = character + "a" + character;
            boolean control = character < 0x20 || character == 0x7F;
            JournalEntry entry =
                    new JournalEntry(
                            Instant.EPOCH,
                            JournalEntry.Kind.REFUSED,
                            name,
                            name,
                            name,
                            name,
                            Optional.empty(),
                            OptionalLong.empty(),
                            name);
            assertThat(entry)
                    .extracting("session", "peer", "login", "folder", "detail")
                    .as("character %d", (int) character)
                    .containsOnly(control ? " a " : name);
        }
    }
}
