package org.restante.store.maildir;

import org.restante.store.Usage;

import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Counts what is in Maildirs by the names of their files, without their manifest: deliveries ask,
 * and they do not hold the lock.
 *
 * <p>What was counted is remembered with the state of the folders, and what this process delivers
 * is added. Nothing of it is on disk, so nothing can be wrong after a crash.
 */
final class MaildirUsage {
    /** So many Maildirs are remembered. */
    private static final int REMEMBERED_MAX = 10_000;

    /**
     * Two programs that change a folder within one step of the file system's clock look like one,
     * and a delivery of another beside one of ours goes uncounted: for no longer than this.
     */
    private static final Duration BELIEVED = Duration.ofMinutes(1);

    private static final Pattern SIZE = Pattern.compile(",S=(\\d{1,18})(?=[,:]|$)");

    private final InstantSource clock;

    /** By path, the one that was asked for last at the end; guarded by this. */
    private final Map<Path, Counted> counted =
            new LinkedHashMap<>(16, 0.75f, true) {
                @Override
                protected boolean removeEldestEntry(Map.Entry<Path, Counted> eldest) {
                    return size() > REMEMBERED_MAX;
                }
            };

    private record Counted(Stamps stamps, Usage usage, Instant at) {}

    MaildirUsage(InstantSource clock) {
        this.clock = clock;
    }

    /** What is in it; nothing if it does not exist yet. */
    Usage of(MaildirFolder maildir) throws IOException {
        Stamps stamps = Stamps.of(maildir);
        Instant now = clock.instant();
        Optional<Counted> known = known(maildir);
        if (known.isPresent()
                && known.get().stamps().haveFoldersOf(stamps)
                && now.isBefore(known.get().at().plus(BELIEVED))) {
            return known.get().usage();
        }
        Usage usage = Usage.NONE;
        for (Folder folder : Folder.values()) {
            usage = usage.plus(count(maildir, folder));
        }
        // A delivery that came meanwhile may be counted or not, and would be added once more.
        if (stamps.haveFoldersOf(Stamps.of(maildir))) {
            remember(maildir, new Counted(stamps, usage, now));
        } else {
            forget(maildir);
        }
        return usage;
    }

    /** Adds what this process has just put into {@code new/}. */
    void delivered(MaildirFolder maildir, long octets) throws IOException {
        Optional<Counted> known = known(maildir);
        if (known.isPresent()) {
            Stamps stamps = Stamps.of(maildir);
            if (!known.get().stamps().haveFoldersOf(stamps)) {
                add(maildir, stamps, new Usage(1, octets));
            }
        }
    }

    private synchronized void forget(MaildirFolder maildir) {
        counted.remove(maildir.path());
    }

    private synchronized Optional<Counted> known(MaildirFolder maildir) {
        return Optional.ofNullable(counted.get(maildir.path()));
    }

    private synchronized void remember(MaildirFolder maildir, Counted now) {
        counted.put(maildir.path(), now);
    }

    private synchronized void add(MaildirFolder maildir, Stamps stamps, Usage more) {
        counted.computeIfPresent(
                maildir.path(),
                (_, known) -> new Counted(stamps, known.usage().plus(more), known.at()));
    }

    private static Usage count(MaildirFolder maildir, Folder folder) throws IOException {
        Counter counter = new Counter(maildir, folder);
        try {
            FolderScan.list(maildir, folder, counter::add);
        } catch (NoSuchFileException _) {
            return Usage.NONE;
        }
        return counter.whole();
    }

    /** Adds up one folder. */
    private static final class Counter {
        private final MaildirFolder maildir;
        private final Folder folder;
        private Usage usage = Usage.NONE;
        private Optional<IOException> failed = Optional.empty();

        Counter(MaildirFolder maildir, Folder folder) {
            this.maildir = maildir;
            this.folder = folder;
        }

        void add(String name) {
            try {
                OptionalLong octets = octets(name);
                if (octets.isPresent()) {
                    usage = usage.plus(new Usage(1, octets.getAsLong()));
                }
            } catch (IOException e) {
                failed = failed.or(() -> Optional.of(e));
            }
        }

        /** What the name says, else what the file has; empty if it is no file or gone by now. */
        private OptionalLong octets(String name) throws IOException {
            Matcher said = SIZE.matcher(name);
            if (said.find()) {
                return OptionalLong.of(Long.parseLong(said.group(1)));
            }
            return maildir.disk()
                    .status(maildir.file(folder, name))
                    .filter(FileStatus::isFile)
                    .map(found -> OptionalLong.of(found.size()))
                    .orElseGet(OptionalLong::empty);
        }

        Usage whole() throws IOException {
            if (failed.isPresent()) {
                throw failed.get();
            }
            return usage;
        }
    }
}
