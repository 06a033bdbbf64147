package org.restante.store.maildir;

import org.restante.protocol.UniqueId;
import org.restante.store.DeliveryId;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.random.RandomGenerator;

/**
 * Deliveries that have an id: each is stored once, whatever is repeated and whoever dies (decision
 * 22). Serves any number of threads.
 *
 * <p>The message is on disk in {@code tmp/} under a name that follows from its entry in the log;
 * then the entry is; then it is renamed. From the entry on there are two states: the file is in
 * {@code tmp/}, so it was not delivered, and the next with this id renames it; or it is not, so it
 * was. Therefore a file that an entry names is never removed from {@code tmp/}, by nobody.
 */
final class OnceDeliveries {
    /** So many records of all logs together are found without reading them again. */
    private static final long REMEMBERED_MAX = DeliveryLog.RECORDS_MAX;

    private final RandomGenerator random;
    private final InstantSource clock;
    private final SharedSync sharedSync;
    private final Cache cache = new Cache();

    OnceDeliveries(RandomGenerator random, InstantSource clock, SharedSync sharedSync) {
        this.random = random;
        this.clock = clock;
        this.sharedSync = sharedSync;
    }

    /** Logs that were read, the one used last at the end. */
    private static final class Cache implements DeliveryLog.Remembered {
        /** Guarded by this. */
        private final Map<Path, DeliveryLog.Known> logs = new LinkedHashMap<>(16, 0.75f, true);

        @Override
        public synchronized Optional<DeliveryLog.Known> known(Path file) {
            return Optional.ofNullable(logs.get(file));
        }

        @Override
        public synchronized void keep(Path file, DeliveryLog.Known known) {
            logs.put(file, known);
            long records = logs.values().stream().mapToLong(each -> each.records).sum();
            Iterator<DeliveryLog.Known> oldest = logs.values().iterator();
            while (records > REMEMBERED_MAX && logs.size() > 1) {
                records -= oldest.next().records;
                oldest.remove();
            }
        }
    }

    /**
     * The delivery with this id if there was one; it is on disk when this returns.
     *
     * @return the unique-id of its message
     */
    Optional<UniqueId> delivered(MaildirFolder maildir, DeliveryId id) throws IOException {
        try (DeliveryLog log = open(maildir)) {
            Optional<DeliveryLog.Entry> before = log.find(id);
            return before.isPresent()
                    ? Optional.of(finish(maildir, log, before.get()))
                    : Optional.empty();
        }
    }

    /** How the message of a new delivery with this id arrives. */
    Arrival arrival(MaildirFolder maildir, DeliveryId id, String namePrefix) {
        return new Once(maildir, id, maildir.tmp().resolve(DeliveredName.waitingAs(namePrefix)));
    }

    private DeliveryLog open(MaildirFolder maildir) throws IOException {
        DeliveryLock lock =
                DeliveryLock.take(maildir, DeliveryLock.PATIENCE)
                        .orElseThrow(() ->
                                new IOException(
                                        maildir.deliveriesLock()
                                                + " is held by another delivery for longer than "
                                                + DeliveryLock.PATIENCE.toSeconds()
                                                + " s"));
        return DeliveryLog.open(maildir, random, lock, cache);
    }

    /**
     * What becomes of files that wait in {@code tmp/}: those that were about to be delivered are,
     * the others stay until nobody has touched them for long. Whoever is about to rename one holds
     * the log's lock; if it is busy, the next session does it.
     */
    void settle(MaildirFolder maildir, Set<String> waiting) throws IOException {
        Optional<DeliveryLock> lock = DeliveryLock.take(maildir, Duration.ZERO);
        if (lock.isEmpty()) {
            return;
        }
        try (DeliveryLog log = DeliveryLog.open(maildir, random, lock.get(), cache)) {
            Set<String> others = new HashSet<>(waiting);
            for (DeliveryLog.Entry entry : log.findNamed(waiting)) {
                DeliveredName.waiting(entry.name()).ifPresent(others::remove);
                finish(maildir, log, entry);
            }
            maildir.removeLeftovers(others, clock.instant());
        }
    }

    /** Completes what an entry says; it may be on disk already, in whole or in part. */
    private UniqueId finish(MaildirFolder maildir, DeliveryLog log, DeliveryLog.Entry entry)
            throws IOException {
        DeliveredName name =
                DeliveredName.parse(entry.name())
                        .orElseThrow(() ->
                                new IOException(
                                        maildir.deliveries()
                                                + " names a file that is not of this version: "
                                                + entry.name()));
        log.assure(entry);
        Path tmp = maildir.tmp().resolve(DeliveredName.waitingAs(DeliveredName.prefixOf(name)));
        if (maildir.disk().status(tmp).isPresent()) {
            move(maildir, log, tmp, entry);
        } else {
            // Whoever renamed it may have died before that was on disk.
            sharedSync.sync(maildir.folder(Folder.of(FileName.flags(entry.name()))));
        }
        return new UniqueId(name.unique());
    }

    private void move(MaildirFolder maildir, DeliveryLog log, Path tmp, DeliveryLog.Entry entry)
            throws IOException {
        Folder folder = Folder.of(FileName.flags(entry.name()));
        Path target = maildir.file(folder, entry.name());
        if (maildir.disk().status(target).isPresent()) {
            throw new FileAlreadyExistsException(target.toString());
        }
        try {
            maildir.disk().rename(tmp, target);
        } catch (NoSuchFileException e) {
            withdrawWithout(maildir, tmp, log, entry, e);
            throw e;
        }
        try {
            sharedSync.sync(maildir.folder(folder));
        } catch (IOException e) {
            // Back to where it counts as not delivered. If it is not there any more, a session
            // has removed it: then it was.
            try {
                maildir.disk().rename(target, tmp);
            } catch (IOException also) {
                e.addSuppressed(also);
            }
            throw e;
        }
    }

    /** Another program may have cleaned up just now: the entry would say that it was delivered. */
    private static void withdrawWithout(
            MaildirFolder maildir,
            Path tmp,
            DeliveryLog log,
            DeliveryLog.Entry entry,
            NoSuchFileException cause) {
        try {
            if (maildir.disk().status(tmp).isEmpty()) {
                log.withdraw(entry);
            }
        } catch (IOException also) {
            cause.addSuppressed(also);
        }
    }

    /** Of one delivery; confined to its thread. */
    final class Once implements Arrival {
        private final MaildirFolder maildir;
        private final DeliveryId id;
        private final Path tmp;
        private boolean entered;

        private Once(MaildirFolder maildir, DeliveryId id, Path tmp) {
            this.maildir = maildir;
            this.id = id;
            this.tmp = tmp;
        }

        @Override
        public Path tmp() {
            return tmp;
        }

        @Override
        public UniqueId enter(DeliveredName name, String flags) throws IOException {
            UniqueId given = new UniqueId(name.unique());
            // An entry without its file would count as delivered.
            sharedSync.sync(maildir.tmp());
            try (DeliveryLog log = open(maildir)) {
                Optional<DeliveryLog.Entry> before = log.find(id);
                if (before.isPresent()) {
                    UniqueId delivered = finish(maildir, log, before.get());
                    maildir.disk().removeIfThere(tmp);
                    return delivered;
                }
                // Other programs clean tmp/, too: with an entry it would count as delivered.
                if (maildir.disk().status(tmp).isEmpty()) {
                    throw new NoSuchFileException(
                            tmp.toString(), null, "was removed before it was delivered");
                }
                entered = true;
                String fileName = FileName.withFlags(name.fileName(), flags);
                move(maildir, log, tmp, log.append(id, clock.instant(), fileName));
                return given;
            }
        }

        @Override
        public boolean mayBeFinished() {
            return entered;
        }
    }
}
