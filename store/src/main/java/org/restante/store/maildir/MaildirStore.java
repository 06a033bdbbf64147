package org.restante.store.maildir;

import org.restante.protocol.UniqueId;
import org.restante.store.Delivery;
import org.restante.store.Expiry;
import org.restante.store.ListedMessage;
import org.restante.store.Maildrop;
import org.restante.store.MaildropName;
import org.restante.store.MaildropStore;
import org.restante.store.Opening;
import org.restante.store.Sweeping;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.random.RandomGenerator;

/**
 * Maildrops that are Maildirs, shared with whatever other programs read and deliver there. See the
 * package's description for what it writes where.
 */
public final class MaildirStore implements MaildropStore {
    private final MaildirOptions options;
    private final String host;
    private final AtomicLong deliveries = new AtomicLong();
    private final Measuring measuring = new Measuring();
    private final Disk disk;
    private final SharedSync sharedSync;

    public MaildirStore(MaildirOptions options) {
        this(options, new RealDisk());
    }

    MaildirStore(MaildirOptions options, Disk disk) {
        this.options = options;
        this.disk = disk;
        this.sharedSync = new SharedSync(disk::sync);
        // A slash would leave the folder, the others end what stands before flags and sizes.
        String host = options.host().replaceAll("[^!-~]|[/:,]", "");
        this.host = host.isEmpty() ? "localhost" : host.substring(0, Math.min(host.length(), 64));
    }

    @Override
    public Opening open(MaildropName name) throws IOException {
        return open(name, false);
    }

    /**
     * Opens a maildrop as {@link #open} does, with what is hidden behind what is listed.
     *
     * @throws IOException if it cannot be read or created; no lock is then held
     */
    public Opening openWhole(MaildropName name) throws IOException {
        return open(name, true);
    }

    private Opening open(MaildropName name, boolean whole) throws IOException {
        MaildirFolder maildir = folder(name);
        if (name.folder().isEmpty()) {
            maildir.create();
        } else if (!maildir.isThere()) {
            return new Opening.NoSuchFolder();
        }
        Optional<MaildirLock> lock = tryLock(name, maildir);
        if (lock.isEmpty()) {
            return new Opening.InUse();
        }
        return new Opening.Opened(
                name.recent()
                        ? openRecent(maildir, lock.get(), whole)
                        : open(maildir, lock.get(), whole));
    }

    private static Optional<MaildirLock> tryLock(MaildropName name, MaildirFolder maildir)
            throws IOException {
        return MaildirLock.tryLock(maildir, name.recent() ? maildir.recentLock() : maildir.lock());
    }

    private static Path hiddenFile(MaildropName name, MaildirFolder maildir) {
        return name.recent() ? maildir.hiddenInRecent() : maildir.hidden();
    }

    /**
     * The view of lately arrived mail: in memory, because whoever holds the maildrop's own lock may
     * write the manifest anew.
     *
     * @param whole with what is hidden in the view
     */
    private OpenMaildir openRecent(MaildirFolder maildir, MaildirLock lock, boolean whole)
            throws IOException {
        boolean opened = false;
        try {
            bringUpToDate(maildir);
            MessageTable table = inventory(maildir).look();
            HiddenIds hidden = HiddenIds.read(disk, maildir.hiddenInRecent());
            long since = Stamp.nanosOf(options.clock().instant().minus(MaildropName.RECENT_TIME));
            BitSet shown = new BitSet();
            for (int place = 0; place < table.count(); place++) {
                byte[] row = table.row(place);
                shown.set(
                        place,
                        Row.file(row).modified() >= since
                                && (whole || !hidden.contains(Row.idText(row))));
            }
            table.keep(shown);
            table.sort(0, DeliveryOrder::delivered);
            OpenMaildir view =
                    new OpenMaildir(
                            maildir,
                            lock,
                            table,
                            Optional.empty(),
                            maildir.hiddenInRecent(),
                            options.clock());
            opened = true;
            return view;
        } finally {
            if (!opened) {
                lock.close();
            }
        }
    }

    /** Has new mail measured and its unique-ids assigned, unless a session holds the lock. */
    private void bringUpToDate(MaildirFolder maildir) throws IOException {
        Optional<MaildirLock> own = MaildirLock.tryLock(maildir);
        if (own.isPresent()) {
            try (MaildirLock _ = own.get()) {
                inventory(maildir).take().messages().close();
            }
        }
    }

    private OpenMaildir open(MaildirFolder maildir, MaildirLock lock, boolean whole)
            throws IOException {
        boolean opened = false;
        try {
            RandomGenerator random = options.random();
            maildir.removeLeftovers(options.clock().instant());
            Inventory.Result found =
                    whole ? inventory(maildir).takeWhole() : inventory(maildir).take();
            Removal removal =
                    new Removal(
                            maildir, found.twins(), options.undoWindow(), options.clock(), random);
            OpenMaildir maildrop =
                    new OpenMaildir(
                            maildir,
                            lock,
                            whole ? found.whole() : found.messages(),
                            Optional.of(removal),
                            maildir.hidden(),
                            options.clock());
            opened = true;
            return maildrop;
        } finally {
            if (!opened) {
                lock.close();
            }
        }
    }

    /**
     * What was removed of a maildrop and can be brought back, what was removed last first. Needs no
     * lock.
     *
     * @return empty if the account has no such folder
     * @throws IOException if that cannot be told
     */
    public Optional<List<RemovedMessage>> removed(MaildropName name) throws IOException {
        MaildirFolder maildir = folder(name);
        if (name.folder().isPresent() && !maildir.isThere()) {
            return Optional.empty();
        }
        return Optional.of(new RemovedMail(maildir).list(options.undoWindow()));
    }

    /**
     * Brings removed messages back under their unique-ids and flags, into the order of their
     * delivery.
     *
     * @param messages of what {@link #removed} listed
     * @throws IOException if it failed on the way, or cannot be made durable; each of the messages
     *     is in the maildrop again or can still be brought back
     */
    public Restoring restore(MaildropName name, Collection<RemovedMessage> messages)
            throws IOException {
        MaildirFolder maildir = folder(name);
        if (name.folder().isPresent() && !maildir.isThere()) {
            return new Restoring.NoSuchFolder();
        }
        if (!maildir.disk().isFolder(maildir.removed())) {
            return new Restoring.Restored(List.of());
        }
        Optional<MaildirLock> lock = MaildirLock.tryLock(maildir);
        if (lock.isEmpty()) {
            return new Restoring.InUse();
        }
        try (MaildirLock _ = lock.get()) {
            List<RemovedMessage> restored =
                    new RemovedMail(maildir).restore(messages, options.random());
            if (!restored.isEmpty()) {
                List<UniqueId> ids = restored.stream().map(RemovedMessage::id).toList();
                KeptTimes.read(maildir).addRestored(ids, options.clock().instant());
                unhide(maildir.hidden(), ids);
                putInOrder(maildir);
            }
            return new Restoring.Restored(restored);
        }
    }

    /**
     * The messages that are hidden from a maildrop's sessions, by unique-id, and since when.
     *
     * @param maildrop whole, as {@link #openWhole} opened it under this name
     */
    public Map<UniqueId, Instant> hidden(MaildropName name, Maildrop maildrop) throws IOException {
        HiddenIds ids = HiddenIds.read(disk, hiddenFile(name, folder(name)));
        Map<UniqueId, Instant> hidden = new LinkedHashMap<>();
        for (ListedMessage message : maildrop.listing()) {
            ids.since(message.id()).ifPresent(since -> hidden.put(message.id(), since));
        }
        return hidden;
    }

    /**
     * Has sessions list messages again that were hidden, in the order of their delivery; when this
     * returns, that is on disk.
     *
     * @return false if a session holds the maildrop's lock: then nothing was changed
     */
    public boolean unhide(MaildropName name, Collection<UniqueId> ids) throws IOException {
        MaildirFolder maildir = folder(name);
        Optional<MaildirLock> lock = tryLock(name, maildir);
        if (lock.isEmpty()) {
            return false;
        }
        try (MaildirLock _ = lock.get()) {
            if (name.recent()) {
                unhide(maildir.hiddenInRecent(), ids);
                return true;
            }
            KeptTimes.read(maildir).addRestored(ids, options.clock().instant());
            if (unhide(maildir.hidden(), ids)) {
                putInOrder(maildir);
            }
            return true;
        }
    }

    @Override
    public Sweeping sweep(MaildropName name, Optional<Expiry> expiry) throws IOException {
        MaildirFolder maildir = folder(name);
        if (!disk.isFolder(maildir.tmp())) {
            return new Sweeping.Swept(0, 0);
        }
        // What sessions do there hinders nobody who looks: the lock is only for what has expired.
        Instant now = options.clock().instant();
        int purged = purge(maildir, now) + purgeFolders(maildir, now);
        if (expiry.isEmpty() || !mayHaveExpired(maildir, expiry.get())) {
            return new Sweeping.Swept(0, purged);
        }
        Optional<MaildirLock> lock = MaildirLock.tryLock(maildir);
        if (lock.isEmpty()) {
            return new Sweeping.InUse(purged);
        }
        try (OpenMaildir maildrop = open(maildir, lock.get(), true)) {
            Set<UniqueId> expired = maildrop.expired(expiry.get());
            int failed = maildrop.remove(expired).size();
            return new Sweeping.Swept(expired.size() - failed, purged);
        }
    }

    /** By the files alone: no session must find the maildrop in use for nothing. */
    private static boolean mayHaveExpired(MaildirFolder maildir, Expiry expiry) throws IOException {
        return switch (expiry) {
            case Expiry.Retrieved(var before) ->
                    KeptTimes.read(maildir).isAnyRetrievedBefore(before);
            case Expiry.Arrived(var before) -> {
                long nanos = Stamp.nanosOf(before);
                for (FolderScan.Entry entry : FolderScan.of(maildir).entries()) {
                    if (FoundFile.look(maildir, entry.folder(), entry.name())
                            .filter(file -> file.modified() < nanos)
                            .isPresent()) {
                        yield true;
                    }
                }
                yield false;
            }
        };
    }

    private int purge(MaildirFolder maildir, Instant now) throws IOException {
        maildir.removeLeftovers(now);
        return maildir.purgeRemoved(now.minus(options.undoWindow()));
    }

    /** The same for the folders in there. */
    private int purgeFolders(MaildirFolder maildir, Instant now) throws IOException {
        List<String> names = new ArrayList<>();
        disk.list(maildir.path(), names::add);
        int purged = 0;
        for (String name : names) {
            MaildirFolder inner = new MaildirFolder(disk, FileName.in(maildir.path(), name));
            if (name.startsWith(".") && inner.isThere()) {
                purged += purge(inner, now);
            }
        }
        return purged;
    }

    private boolean unhide(Path file, Collection<UniqueId> ids) throws IOException {
        HiddenIds hidden = HiddenIds.read(disk, file);
        boolean any = hidden.remove(ids);
        if (any) {
            hidden.write(disk, file);
        }
        return any;
    }

    private void putInOrder(MaildirFolder maildir) {
        try {
            inventory(maildir).takeInOrder();
        } catch (IOException _) {
            // They are back all the same: the next login lists them behind the others.
        }
    }

    private Inventory inventory(MaildirFolder maildir) {
        return new Inventory(maildir, options.clock(), options.random(), measuring);
    }

    @Override
    public Delivery deliver(MaildropName name) throws IOException {
        if (name.view().isPresent()) {
            throw new IllegalArgumentException("mail does not arrive in views: " + name);
        }
        MaildirFolder maildir = folder(name);
        maildir.create();
        Instant now = options.clock().instant();
        String prefix =
                DeliveredName.prefix(
                        now,
                        ProcessHandle.current().pid(),
                        deliveries.incrementAndGet(),
                        options.random().nextLong());
        return new MaildirDelivery(maildir, prefix, host, options.lineEnds(), sharedSync);
    }

    /** The place as the account gives it, or the layout; never relative, never with {@code ..}. */
    private MaildirFolder folder(MaildropName name) {
        Path place = name.place().orElseGet(() -> options.layout().folder(name));
        MaildirFolder maildir = new MaildirFolder(disk, place.toAbsolutePath().normalize());
        return name.folder().map(maildir::inner).orElse(maildir);
    }
}
