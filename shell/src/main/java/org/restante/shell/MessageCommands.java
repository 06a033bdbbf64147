package org.restante.shell;

import org.restante.protocol.wire.BlockInputStream;
import org.restante.shell.mail.Columns;
import org.restante.shell.mail.MessageHead;
import org.restante.shell.mail.MessageView;
import org.restante.shell.script.Answer;
import org.restante.shell.text.WireText;
import org.restante.shell.text.Words;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.LongStream;

/** The commands that show messages as people read them. For one thread. */
final class MessageCommands {
    /** Of the newest messages, when nobody said which. */
    private static final int HEADERS_MAX = 50;

    /** Messages that a search looks at; it says so when there are more. */
    private static final int SEARCHED_MAX = 5000;

    /** Commands on their way at a time: their octets fit into any socket's buffer. */
    private static final int AHEAD_MAX = 50;

    private final Words words;
    private final Console console;
    private final Display display;

    MessageCommands(Words words, Console console, Display display) {
        this.words = words;
        this.console = console;
        this.display = display;
    }

    private long number(String word) throws UsageException {
        if (!word.matches("[1-9]\\d{0,9}")) {
            throw new UsageException(words.say("shell.no-number", word));
        }
        return Long.parseLong(word);
    }

    /** Looks up what has not been looked up yet of these messages; shows nothing. */
    void heads(Talk open, LongStream numbers) throws IOException {
        Facts facts = open.facts();
        List<Long> missing =
                numbers.filter(it -> facts.head(it).isEmpty() && !facts.isMarked(it))
                        .boxed()
                        .toList();
        boolean ahead = !missing.isEmpty() && open.capabilities().pipelining();
        for (int from = 0; from < missing.size(); from += AHEAD_MAX) {
            List<Long> some = missing.subList(from, Math.min(missing.size(), from + AHEAD_MAX));
            display.quietly(() ->
                    open.fetch(
                            some.stream().map(it -> "TOP " + it + " 0").toList(),
                            ahead,
                            (i, octets) -> facts.head(some.get(i), MessageHead.read(octets))));
        }
    }

    /** Looks up the sizes, once; shows nothing. */
    void sizes(Talk open) throws IOException {
        if (!open.facts().listed()) {
            display.quietly(() -> open.say("LIST"));
        }
    }

    Answer headers(Talk open, String argument) throws IOException {
        sizes(open);
        Facts facts = open.facts();
        List<Long> numbers;
        if (argument.isEmpty()) {
            List<Long> all = List.copyOf(facts.sizes().keySet());
            numbers = all.subList(Math.max(0, all.size() - HEADERS_MAX), all.size());
            if (numbers.size() < all.size()) {
                display.note(words.say("shell.newest", numbers.size(), all.size()));
            }
        } else {
            numbers = List.of(number(argument.strip()));
        }
        heads(open, numbers.stream().mapToLong(Long::longValue));
        boolean any = false;
        for (long each : numbers) {
            Optional<MessageHead> head = facts.head(each);
            head.ifPresent(it -> display.note(line(open.facts(), each, it)));
            any |= head.isPresent();
        }
        if (!any && !numbers.isEmpty()) {
            throw new UsageException(words.say("shell.no-headers"));
        }
        return Answer.DONE;
    }

    private String line(Facts facts, long number, MessageHead head) {
        long octets = facts.sizes().getOrDefault(number, 0L);
        int left = console.columns() - 22;
        return String.format(
                Locale.ROOT,
                "%4d%s %9d  %s  %s",
                number,
                facts.isMarked(number) ? "*" : " ",
                octets,
                Columns.fit(head.from(), left / 3),
                Columns.cut(head.subject(), left - left / 3));
    }

    Answer show(Talk open, String argument) throws IOException {
        String retr = "RETR " + number(argument.strip());
        return one(
                open,
                retr,
                octets -> {
                    StringBuilder text = new StringBuilder();
                    new MessageView(words).write(octets, text);
                    text.toString().lines().forEach(display::note);
                });
    }

    private interface One {
        void take(InputStream octets) throws IOException;
    }

    private Answer one(Talk open, String line, One sink) throws IOException {
        Answer answer =
                display.quietly(() ->
                                open.fetch(List.of(line), false, (_, octets) -> sink.take(octets)))
                        .getFirst();
        if (!answer.isPositive()) {
            display.bad("S: " + WireText.shown(answer.status().orElse("")));
        }
        return answer;
    }

    Answer save(Talk open, String argument) throws IOException {
        String[] parts = argument.strip().split("\\s+", 2);
        if (parts.length < 2) {
            throw new UsageException(words.say("usage.save"));
        }
        String retr = "RETR " + number(parts[0]);
        Path file = path(words, parts[1]);
        if (Files.exists(file)) {
            throw new UsageException(words.say("shell.exists", file));
        }
        Path part = part(file);
        try {
            return one(
                    open,
                    retr,
                    octets -> {
                        keep(octets, part, file);
                        display.event(words.say("shell.saved", file, Files.size(file)));
                    });
        } finally {
            Files.deleteIfExists(part);
        }
    }

    /** What the disk does not take is no failure of the connection. */
    private void keep(InputStream octets, Path part, Path file) throws IOException {
        boolean[] reading = new boolean[1];
        InputStream in =
                new BlockInputStream() {
                    @Override
                    public int read(byte[] target, int offset, int length) throws IOException {
                        reading[0] = true;
                        int count = octets.read(target, offset, length);
                        reading[0] = false;
                        return count;
                    }
                };
        try {
            Files.copy(in, part, StandardCopyOption.REPLACE_EXISTING);
            Files.move(part, file);
        } catch (FileAlreadyExistsException _) {
            throw new UsageException(words.say("shell.exists", file));
        } catch (IOException e) {
            if (reading[0]) {
                throw e;
            }
            throw new UsageException(
                    words.say("shell.not-saved", file, String.valueOf(e.getMessage())));
        }
    }

    /** A file for what has not come in whole; a folder that takes none costs no connection. */
    private Path part(Path file) throws UsageException {
        try {
            return Files.createTempFile(file.toAbsolutePath().getParent(), ".", ".part");
        } catch (IOException _) {
            throw new UsageException(words.say("shell.no-file", file));
        }
    }

    Answer search(Talk open, String text) throws IOException {
        if (text.isBlank()) {
            throw new UsageException(words.say("usage.search"));
        }
        sizes(open);
        List<Long> all = List.copyOf(open.facts().sizes().keySet());
        List<Long> numbers = all.subList(Math.max(0, all.size() - SEARCHED_MAX), all.size());
        if (numbers.size() < all.size()) {
            display.note(words.say("shell.newest", numbers.size(), all.size()));
        }
        heads(open, numbers.stream().mapToLong(Long::longValue));
        int found = 0;
        for (long each : numbers) {
            Optional<MessageHead> head =
                    open.facts().head(each).filter(it -> it.matches(text.strip()));
            head.ifPresent(it -> display.note(line(open.facts(), each, it)));
            found += head.isPresent() ? 1 : 0;
        }
        display.note(words.say("shell.found", found));
        return Answer.DONE;
    }

    static Path path(Words words, String name) throws UsageException {
        try {
            return Path.of(name);
        } catch (InvalidPathException _) {
            throw new UsageException(words.say("shell.no-file", name));
        }
    }
}
