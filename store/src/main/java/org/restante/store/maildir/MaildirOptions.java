package org.restante.store.maildir;

import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.random.RandomGenerator;

/**
 * How a {@link MaildirStore} does its work.
 *
 * @param layout where maildrops lie
 * @param lineEnds of the files it writes
 * @param undoWindow how long removed messages are kept in {@code restante-removed/}; zero: not at
 *     all, and those that are still there go with the next removal
 * @param host goes into file names; what may not stand there is left out, and so is the end of a
 *     long one
 * @param journalOctets so long may a file of a maildrop's journal get before it becomes the older
 *     of two; zero: none is kept
 * @param clock dates deliveries and tells how old files are
 * @param random makes names and ids unlike others; used by any number of threads
 */
public record MaildirOptions(
        MaildirLayout layout,
        LineEnds lineEnds,
        Duration undoWindow,
        String host,
        long journalOctets,
        InstantSource clock,
        RandomGenerator random) {
    /** What {@link #journalOctets} is unless somebody says otherwise. */
    public static final long JOURNAL_OCTETS = 1 << 20;

    private static final Duration UNDO_WINDOW = Duration.ofDays(7);

    /** A hundred years: times must not overflow. */
    private static final Duration UNDO_WINDOW_MAX = Duration.ofDays(36_500);

    public MaildirOptions {
        if (undoWindow.isNegative() || undoWindow.compareTo(UNDO_WINDOW_MAX) > 0) {
            throw new IllegalArgumentException(
                    "undo-window is " + undoWindow + ", must be from 0 to 36500 days");
        }
        if (journalOctets < 0) {
            throw new IllegalArgumentException("journal-size is " + journalOctets);
        }
    }

    /** What holds unless the configuration says otherwise. */
    public static MaildirOptions in(Path data) {
        return new MaildirOptions(
                MaildirLayout.hashed(data),
                LineEnds.CRLF,
                UNDO_WINDOW,
                "localhost",
                JOURNAL_OCTETS,
                InstantSource.system(),
                new SecureRandom());
    }
}
