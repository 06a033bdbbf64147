package org.restante.store.maildir;

import java.io.IOException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * How long removed messages stay in {@code restante-removed/}, and their end. It remembers of the
 * maildrops that were looked at when something in there is due next: what comes later is due later,
 * so a removal before that time need not look through what earlier ones have left. Serves any
 * number of threads.
 */
final class UndoWindow {
    /** So many maildrops are remembered; with one more each is looked at again. */
    static final int MAILDROPS_MAX = 10_000;

    /**
     * A removal looks through what others left when something of it is longer there than it need
     * be, by this part of the window: in a maildrop from which a little goes every minute, a week
     * later something is due every minute.
     */
    private static final int SLACK_PARTS = 100;

    private final Duration length;

    /** Until a removal looks for what was removed at some time, in nanoseconds. */
    private final long looksAfter;

    private final InstantSource clock;

    private final Map<Path, Known> known = new ConcurrentHashMap<>();

    /**
     * What is known of one maildrop.
     *
     * @param folder as the last removal left it, with its entry on the disk; empty if none has
     * @param look from when on a removal looks for what is due, in nanoseconds of the epoch
     */
    private record Known(Optional<FileStatus> folder, long look) {
        static final Known NOTHING = new Known(Optional.empty(), Long.MIN_VALUE);
    }

    /** A window of this length; with zero, removed messages are gone. */
    UndoWindow(Duration length, InstantSource clock) {
        this.length = length;
        this.looksAfter = length.plus(length.dividedBy(SLACK_PARTS)).toNanos();
        this.clock = clock;
    }

    boolean isOpen() {
        return length.isPositive();
    }

    /** Makes the folder that removed messages go to, durably. */
    void makeFolder(MaildirFolder maildir) throws IOException {
        Optional<FileStatus> there = maildir.disk().statusIfThere(maildir.removed());
        if (there.isPresent() && there.equals(known(maildir).folder())) {
            // Nobody has touched it since a removal of this process forced its entry to the disk.
            return;
        }
        long now = Stamp.nanosOf(clock.instant());
        maildir.createOne(maildir.removed());
        if (!maildir.disk().isFolderItself(maildir.removed())) {
            throw new NotDirectoryException(
                    maildir.removed() + ": removed mail does not go behind a symbolic link");
        }
        // Whoever made it may have died before this.
        maildir.disk().sync(maildir.path());
        if (there.isEmpty()) {
            remember(maildir, new Known(Optional.empty(), now + looksAfter));
        }
    }

    /**
     * After a removal, for which {@link #makeFolder} made the folder: removes for good what is due,
     * if anything has been for a while.
     */
    void removed(MaildirFolder maildir) throws IOException {
        long now = Stamp.nanosOf(clock.instant());
        long look = known(maildir).look();
        // Beyond that nothing is due that is there now: the clock has been set back.
        if (now >= look || look > now + looksAfter) {
            purge(maildir);
        }
        if (isOpen()) {
            remember(
                    maildir,
                    new Known(maildir.disk().status(maildir.removed()), known(maildir).look()));
        }
    }

    /** Removes for good what is due; returns how many messages that were. */
    int purge(MaildirFolder maildir) throws IOException {
        if (!maildir.disk().isFolderItself(maildir.removed())) {
            return 0;
        }
        long now = Stamp.nanosOf(clock.instant());
        long oldest = now;
        List<String> names = new ArrayList<>();
        maildir.disk().list(maildir.removed(), names::add);
        int purged = 0;
        for (String name : names) {
            Path file = FileName.in(maildir.removed(), name);
            Optional<FileStatus> found = maildir.disk().status(file).filter(FileStatus::isFile);
            if (found.isPresent()) {
                // The rename that brought it here was its last change.
                long removed = found.get().changed();
                if (removed < now - length.toNanos()) {
                    maildir.disk().removeIfThere(file);
                    purged++;
                } else {
                    oldest = Math.min(oldest, removed);
                }
            }
        }
        remember(maildir, new Known(known(maildir).folder(), oldest + looksAfter));
        return purged;
    }

    private Known known(MaildirFolder maildir) {
        return known.getOrDefault(maildir.path(), Known.NOTHING);
    }

    private void remember(MaildirFolder maildir, Known now) {
        if (known.size() >= MAILDROPS_MAX && !known.containsKey(maildir.path())) {
            known.clear();
        }
        known.put(maildir.path(), now);
    }
}
