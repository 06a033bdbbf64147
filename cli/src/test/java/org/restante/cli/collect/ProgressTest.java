package org.restante.cli.collect;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.restante.cli.terminal.ProgressBar;
import org.restante.collect.RunEvent;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Optional;

/** What a person sees of several runs at once. */
final class ProgressTest {
    private final ByteArrayOutputStream terminal = new ByteArrayOutputStream();
    private Instant now = Instant.EPOCH;

    private Progress progress(int collections) {
        PrintStream stream = new PrintStream(terminal, true, StandardCharsets.UTF_8);
        return new Progress(
                new ProgressBar(Optional.of(stream), () -> now, "", false), () -> now, collections);
    }

    private String shown() {
        String text = terminal.toString(StandardCharsets.UTF_8);
        terminal.reset();
        return text;
    }

    @Test
    void allRunsTogetherAreOneLine() {
        try (Progress progress = progress(2)) {
            progress.happened("a", new RunEvent.Listed(10, 2, 300_000));
            progress.happened("b", new RunEvent.Listed(10, 3, 700_000));
            now = now.plusSeconds(10);
            progress.happened("a", new RunEvent.Fetched(250_000));
            assertThat(shown())
                    .isEqualTo(
                            "[#######.......................] 0 of 2 accounts, 1 of 5 messages,"
                                    + " 250 kB of 1000 kB, 25 kB/s, 0:30 left");
            progress.ended(() -> {});
            now = now.plusSeconds(10);
            progress.happened("b", new RunEvent.Delivered("1", 1));
            assertThat(shown()).contains("] 1 of 2 accounts, 1 of 5 messages");
            // A second session of the same run, and a server that guessed too little.
            progress.happened("a", new RunEvent.Listed(10, 1, 50_000));
            now = now.plusSeconds(10);
            progress.happened("a", new RunEvent.Fetched(90_000));
            assertThat(shown()).contains("2 of 5 messages, 340 kB of 1040 kB");
        }
        assertThat(shown()).endsWith("\r");
    }

    @Test
    void whereNothingIsToBeFetchedNothingIsShown() {
        try (Progress progress = progress(1)) {
            progress.happened("a", new RunEvent.Listed(10, 0, 0));
            now = now.plusSeconds(10);
            progress.happened("a", new RunEvent.Removed("1"));
        }
        assertThat(shown()).isEmpty();
    }
}
