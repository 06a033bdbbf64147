package org.restante.store.maildir;

import org.restante.store.Usage;

import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
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

    /** Deliveries on their way into {@code new/}, by path; guarded by this. */
    private final Map<Path, List<Arriving>> arriving = new HashMap<>();

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

    /** A delivery that is about to go into {@code new/}; closed when it has, or has failed. */
    Arriving arriving(MaildirFolder maildir) {
        Optional<Counted> before = Optional.empty();
        try {
            Optional<Counted> known = known(maildir);
            if (known.isPresent() && known.get().stamps().haveFoldersOf(Stamps.of(maildir))) {
                before = known;
            }
        } catch (IOException _) {
            // Then it is counted with all the others.
        }
        return new Arriving(maildir, before);
    }

    /**
     * One delivery; confined to its thread. What it adds is known only if nothing else came
     * meanwhile: the folders' state after two that came together says nothing of either.
     */
    final class Arriving implements AutoCloseable {
        private final MaildirFolder maildir;

        /** What was counted, if that was all when this began. */
        private final Optional<Counted> before;

        /** Whether another was on its way at the same time; guarded by the usage. */
        private boolean crowded;

        private Arriving(MaildirFolder maildir, Optional<Counted> before) {
            this.maildir = maildir;
            this.before = before;
            begin(this);
        }

        /** Adds the message, which is in {@code new/}. */
        void delivered(long octets) throws IOException {
            if (known(maildir).isPresent()) {
                add(this, Stamps.of(maildir), octets);
            }
        }

        @Override
        public void close() {
            end(this);
        }
    }

    private synchronized void begin(Arriving one) {
        List<Arriving> all = arriving.computeIfAbsent(one.maildir.path(), _ -> new ArrayList<>(1));
        all.add(one);
        if (all.size() > 1) {
            all.forEach(each -> each.crowded = true);
        }
    }

    private synchronized void end(Arriving one) {
        arriving.computeIfPresent(
                one.maildir.path(),
                (_, all) -> {
                    all.remove(one);
                    return all.isEmpty() ? null : all;
                });
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

    private synchronized void add(Arriving one, Stamps stamps, long octets) {
        counted.computeIfPresent(
                one.maildir.path(),
                (_, known) -> {
                    if (known.stamps().haveFoldersOf(stamps)) {
                        return known;
                    }
                    return !one.crowded && one.before.filter(known::equals).isPresent()
                            ? new Counted(
                                    stamps, known.usage().plus(new Usage(1, octets)), known.at())
                            : null;
                });
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
