package org.restante.store.maildir;

import java.io.IOException;
import java.nio.file.NoSuchFileException;
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

    private final Duration length;
    private final InstantSource clock;

    private final Map<Path, Known> known = new ConcurrentHashMap<>();

    /**
     * What is known of one maildrop.
     *
     * @param inode of the folder once its entry was forced to the disk by this process, else 0
     * @param due the earliest time at which something may be due, in nanoseconds of the epoch
     */
    private record Known(long inode, long due) {
        static final Known NOTHING = new Known(0, Long.MIN_VALUE);
    }

    /** A window of this length; with zero, removed messages are gone. */
    UndoWindow(Duration length, InstantSource clock) {
        this.length = length;
        this.clock = clock;
    }

    boolean isOpen() {
        return length.isPositive();
    }

    /** Makes the folder that removed messages go to, durably. */
    void makeFolder(MaildirFolder maildir) throws IOException {
        Disk disk = maildir.disk();
        Optional<FileStatus> there = disk.statusIfThere(maildir.removed());
        Known before = known(maildir);
        if (there.filter(found -> found.inode() == before.inode()).isPresent()) {
            return;
        }
        long now = Stamp.nanosOf(clock.instant());
        maildir.createOne(maildir.removed());
        // Whoever made it may have died before this.
        disk.sync(maildir.path());
        FileStatus made =
                disk.statusIfThere(maildir.removed())
                        .orElseThrow(() -> new NoSuchFileException(maildir.removed().toString()));
        remember(
                maildir,
                new Known(made.inode(), there.isEmpty() ? now + length.toNanos() : before.due()));
    }

    /** Removes for good what is due, if anything can be; returns how many messages that were. */
    int purgeDue(MaildirFolder maildir) throws IOException {
        return Stamp.nanosOf(clock.instant()) >= known(maildir).due() ? purge(maildir) : 0;
    }

    /** The same with a look at each file. */
    int purge(MaildirFolder maildir) throws IOException {
        long now = Stamp.nanosOf(clock.instant());
        long oldest = now;
        List<String> names = new ArrayList<>();
        if (maildir.disk().isFolder(maildir.removed())) {
            maildir.disk().list(maildir.removed(), names::add);
        }
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
        remember(maildir, new Known(known(maildir).inode(), oldest + length.toNanos()));
        return purged;
    }

    private Known known(MaildirFolder maildir) {
        return known.getOrDefault(maildir.path(), Known.NOTHING);
    }

    private void remember(MaildirFolder maildir, Known now) {
        if (known.size() >= MAILDROPS_MAX) {
            known.clear();
        }
        known.put(maildir.path(), now);
    }
}
