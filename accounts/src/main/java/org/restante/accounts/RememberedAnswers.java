package org.restante.accounts;

import org.restante.server.login.Account;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;

/**
 * What a database in SQLite answered while nothing has changed. Whoever commits, in whatever
 * process, writes into its write-ahead log first: as long as the log's size and time are what they
 * were before an answer was found, the answer is still true. Any thread may call.
 *
 * <p>What is written counts only when it is on the disk, which may take longer than {@link
 * #GRANULARITY}: an answer that is found meanwhile is the old one, and the log will not change
 * again. So whoever commits, or is told of it, has everything forgotten afterwards.
 */
final class RememberedAnswers {
    /** Some hundred octets each; the one not asked for longest makes room. */
    private static final int ANSWERS_MAX = 20_000;

    /**
     * File systems date changes in steps of up to 2 s: two within a step look like one, so nothing
     * is believed of a log that was written a moment ago.
     */
    private static final Duration GRANULARITY = Duration.ofSeconds(2);

    private final Path log;

    /** Guarded by this, as is what it says the answers are true of. */
    private final Map<Object, Answer> answers =
            new LinkedHashMap<>(16, 0.75f, true) {
                private static final long serialVersionUID = 1;

                @Override
                protected boolean removeEldestEntry(Map.Entry<Object, Answer> eldest) {
                    return size() > ANSWERS_MAX;
                }
            };

    private Optional<State> answersState = Optional.empty();

    /** How often everything was forgotten. */
    private final AtomicLong forgotten = new AtomicLong();

    /** The log as it was when looked at, and what was forgotten before. */
    record State(long forgotten, Object key, long size, FileTime modified) {}

    /** Whose account it is, if it is anybody's. */
    record Answer(Optional<Account> account) {}

    RememberedAnswers(Path database) {
        this.log = database.resolveSibling(database.getFileName() + "-wal");
    }

    /**
     * The log's state; empty if its next change might not show. To be asked before the database.
     */
    Optional<State> state() throws IOException {
        long before = forgotten.get();
        BasicFileAttributes found;
        try {
            found = Files.readAttributes(log, BasicFileAttributes.class);
        } catch (NoSuchFileException _) {
            return Optional.empty();
        }
        FileTime modified = found.lastModifiedTime();
        return modified.toInstant().isBefore(Instant.now().minus(GRANULARITY))
                        && found.fileKey() != null
                ? Optional.of(new State(before, found.fileKey(), found.size(), modified))
                : Optional.empty();
    }

    /** The answer to an equal question that was found in this state. */
    synchronized Optional<Answer> find(State state, Object question) {
        return answersState.equals(Optional.of(state))
                ? Optional.ofNullable(answers.get(question))
                : Optional.empty();
    }

    /** Remembers what was found after the log was seen in this state. */
    synchronized void add(State before, Object question, Optional<Account> account) {
        if (!answersState.equals(Optional.of(before))) {
            answers.clear();
            answersState = Optional.of(before);
        }
        answers.put(question, new Answer(account));
    }

    /** Forgets everything, and what is being looked up is not remembered. */
    synchronized void forget() {
        var _ = forgotten.incrementAndGet();
        answers.clear();
        answersState = Optional.empty();
    }
}
