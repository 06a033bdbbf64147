package org.restante.cli.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Optional;

/** What a person sees of a command that takes long, and when nothing is seen. */
final class ProgressBarTest {
    private final ByteArrayOutputStream terminal = new ByteArrayOutputStream();
    private Instant now = Instant.EPOCH;

    private ProgressBar bar(boolean coloured) {
        return new ProgressBar(
                Optional.of(new PrintStream(terminal, true, StandardCharsets.UTF_8)),
                () -> now,
                "messages",
                coloured);
    }

    private String shown() {
        return terminal.toString(StandardCharsets.UTF_8);
    }

    @Test
    void aQuickCommandShowsNothing() {
        try (ProgressBar bar = bar(false)) {
            bar.at(1, 2);
            bar.at(2, 2);
        }
        assertThat(shown()).isEmpty();
    }

    @Test
    void aLongOneIsWrittenOverAndLeavesAnEmptyLine() {
        try (ProgressBar bar = bar(false)) {
            now = now.plusSeconds(1);
            bar.at(1, 3);
            bar.at(2, 3);
            assertThat(shown()).isEqualTo("[##########....................] 1 of 3 messages");
        }
        assertThat(shown()).endsWith("\r" + " ".repeat(48) + "\r");
    }

    @Test
    void colourIsOnlyWhereItIsWanted() {
        now = now.plusSeconds(1);
        try (ProgressBar bar = bar(true)) {
            now = now.plusSeconds(1);
            bar.at(1, 1);
        }
        assertThat(shown()).contains("\033[32m");
    }

    @Test
    void withoutATerminalNothingIsShown() {
        try (ProgressBar bar = new ProgressBar(Optional.empty(), () -> now, "messages", true)) {
            now = now.plusSeconds(1);
            bar.at(1, 2);
        }
        assertThat(shown()).isEmpty();
    }
}
