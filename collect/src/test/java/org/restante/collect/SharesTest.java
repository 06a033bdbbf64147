package org.restante.collect;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.restante.collect.Shares.Share;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What is partly delivered, over crashes. */
final class SharesTest {
    private static final Share ONE = new Share(Set.of("a b%+?"), Set.of("c"));

    @TempDir Path folder;
    private Instant now = Instant.parse("2026-01-01T00:00:00Z");

    private Shares open() throws IOException {
        return Shares.open(folder.resolve("work.partly"), () -> now);
    }

    @Test
    void whatWasPutIsThereUntilItIsForgotten() throws IOException {
        try (Shares shares = open()) {
            assertThat(shares.find("1")).isEqualTo(Share.NONE);
            shares.put(Map.of());
            assertThat(folder.resolve("work.partly")).doesNotExist();
            shares.put(Map.of("1", ONE, "2", ONE));
            shares.put(Map.of("2", Share.NONE));
        }
        try (Shares shares = open()) {
            assertThat(shares.find("1")).isEqualTo(ONE);
            assertThat(shares.find("2")).isEqualTo(Share.NONE);
            shares.forget("1"::equals);
            assertThat(shares.find("1")).isEqualTo(Share.NONE);
        }
        now = now.plus(Duration.ofDays(401));
        try (Shares shares = open()) {
            assertThat(shares.find("1")).isEqualTo(Share.NONE);
        }
    }

    @Test
    void aLineThatIsDamagedOrCutOffTakesNoOtherWithIt() throws IOException {
        try (Shares shares = open()) {
            for (String id : List.of("1", "2", "3")) {
                shares.put(Map.of(id, ONE));
            }
        }
        Path file = folder.resolve("work.partly");
        String text = Files.readString(file).replace(" 2 ", " 4 ");
        Files.writeString(file, text.substring(0, text.length() - 5));
        try (Shares shares = open()) {
            assertThat(shares.find("1")).isEqualTo(ONE);
            assertThat(shares.find("4")).isEqualTo(Share.NONE);
            assertThat(shares.find("3")).isEqualTo(Share.NONE);
            shares.put(Map.of("5", ONE));
        }
        try (Shares shares = open()) {
            assertThat(shares.find("1")).isEqualTo(ONE);
            assertThat(shares.find("5")).isEqualTo(ONE);
        }
    }

    @Test
    void anOctetThatIsNoTextDamagesItsLineAlone() throws IOException {
        try (Shares shares = open()) {
            shares.put(Map.of("1", ONE));
            shares.put(Map.of("2", ONE));
        }
        Path file = folder.resolve("work.partly");
        byte[] octets = Files.readAllBytes(file);
        octets[octets.length - 3] = (byte) 0xE9;
        Files.write(file, octets);
        try (Shares shares = open()) {
            assertThat(shares.find("1")).isEqualTo(ONE);
            assertThat(shares.find("2")).isEqualTo(Share.NONE);
        }
    }

    @Test
    void itDoesNotGrowForEver() throws IOException {
        Path file = folder.resolve("work.partly");
        try (Shares shares = open()) {
            shares.put(Map.of("1", ONE));
        }
        Files.writeString(file, "x\n".repeat(2000), StandardOpenOption.APPEND);
        try (Shares shares = open()) {
            shares.forget("2"::equals);
            shares.put(Map.of("3", ONE));
        }
        assertThat(file).content().hasLineCount(3);
        try (Shares shares = open()) {
            assertThat(shares.find("1")).isEqualTo(ONE);
            assertThat(shares.find("3")).isEqualTo(ONE);
        }
    }
}
