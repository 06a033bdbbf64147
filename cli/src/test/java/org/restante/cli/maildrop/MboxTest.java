package org.restante.cli.maildrop;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;

/** Mailbox files, as this writes them and as others do. */
final class MboxTest {
    private static final String LINE = "From ann@example.org Mon Nov 23 09:08:07 2026\n";

    @TempDir Path folder;

    private static String text(InputStream in) throws IOException {
        return new String(in.readAllBytes(), StandardCharsets.ISO_8859_1);
    }

    private static InputStream in(String text) {
        return new ByteArrayInputStream(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    private List<String> messages(String mailbox) throws IOException {
        Path file = Files.writeString(folder.resolve("mbox"), mailbox, StandardCharsets.ISO_8859_1);
        List<String> messages = new ArrayList<>();
        Mbox.<RuntimeException>read(
                file,
                part -> {
                    try (InputStream in = part.open(file)) {
                        messages.add(text(in));
                    }
                });
        return messages;
    }

    @Test
    void messagesStartBehindFromLinesThatFollowAnEmptyLine() throws IOException {
        assertThat(messages(LINE + "A: 1\n\n>From x\n>>From y\nFrom z\n\n" + LINE + "B: 2\n\n\n\n"))
                .containsExactly("A: 1\n\nFrom x\n>From y\nFrom z\n", "B: 2\n\n\n");
        assertThat(messages((LINE + "A: 1\n\n" + LINE + "B: 2").replace("\n", "\r\n")))
                .containsExactly("A: 1\r\n", "B: 2");
        assertThat(messages("")).isEmpty();
        assertThat(messages(LINE)).containsExactly("");
        assertThat(messages(LINE + "\n" + LINE)).containsExactly("", "");
        // A sentence is no From line.
        assertThat(messages(LINE + "A: 1\n\nFrom here on it rains.\n"))
                .containsExactly("A: 1\n\nFrom here on it rains.\n");
    }

    @Test
    void sendersAndDatesAreThoseOfTheFromLines() throws IOException {
        Path file = folder.resolve("mbox");
        String others =
                """
                From a Mon Nov 23 09:08:07 2026

                From b Tue Nov  3 09:08:07 +0100 2026

                From c Tue Nov 3 09:08 2026

                From d Tue Xyz 3 09:08:07 2026

                From e at example.org  Tue Nov  3 09:08:07 2026

                From  Tue Nov  3 09:08:07 UTC 2026

                From where I am: Tue Nov  3 09:08:07 2026 is over.
                """;
        Files.writeString(file, others);
        List<String> senders = new ArrayList<>();
        List<Optional<Instant>> dates = new ArrayList<>();
        Mbox.<RuntimeException>read(
                file,
                part -> {
                    senders.add(part.sender());
                    dates.add(part.date());
                });
        assertThat(senders).containsExactly("a", "b", "c", "d", Mbox.NOBODY, Mbox.NOBODY);
        assertThat(dates)
                .containsExactly(
                        Optional.of(Instant.parse("2026-11-23T09:08:07Z")),
                        Optional.of(Instant.parse("2026-11-03T09:08:07Z")),
                        Optional.of(Instant.parse("2026-11-03T09:08:00Z")),
                        Optional.empty(),
                        Optional.of(Instant.parse("2026-11-03T09:08:07Z")),
                        Optional.of(Instant.parse("2026-11-03T09:08:07Z")));
        assertThat(Mbox.fromLine("b", Instant.parse("2026-11-03T09:08:07Z")))
                .isEqualTo("From b Tue Nov  3 09:08:07 2026");
    }

    @Test
    void whatIsWrittenIsReadAgainLineByLine() throws IOException {
        String[] pieces = {"From ", ">", "From", "a", "\r\n", "\r\n", "\r", " ", ">From \r\n"};
        long seed = new Random().nextLong();
        Random random = new Random(seed);
        for (int round = 0; round < 300; round++) {
            List<String> messages = new ArrayList<>();
            StringBuilder mailbox = new StringBuilder();
            for (int message = random.nextInt(4); message >= 0; message--) {
                StringBuilder text = new StringBuilder("A: b\r\n");
                for (int i = random.nextInt(30); i > 0; i--) {
                    text.append(pieces[random.nextInt(pieces.length)]);
                }
                text.append("\r\n");
                messages.add(text.toString());
                mailbox.append(LINE)
                        .append(text(FromLines.quoted(new LfLines(in(text.toString())))))
                        .append('\n');
            }
            List<String> read =
                    messages(mailbox.toString()).stream().map(MboxTest::canonical).toList();
            assertThat(read).as("seed %d, round %d", seed, round).isEqualTo(messages);
        }
    }

    /** LF and CRLF end a line, as when it is delivered. */
    private static String canonical(String stored) {
        return stored.replaceAll("(?<!\r)\n", "\r\n");
    }
}
