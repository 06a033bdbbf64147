package org.restante.store.maildir;

import org.restante.protocol.UniqueId;
import org.restante.store.Delivery;
import org.restante.store.DeliveryId;
import org.restante.store.Expiry;
import org.restante.store.FolderName;
import org.restante.store.Handover;
import org.restante.store.Journal;
import org.restante.store.JournalEntry;
import org.restante.store.ListedMessage;
import org.restante.store.Maildrop;
import org.restante.store.MaildropName;
import org.restante.store.MaildropStore;
import org.restante.store.Opening;
import org.restante.store.Sweeping;
import org.restante.store.Usage;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.BitSet;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
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
    private final OnceDeliveries onceDeliveries;
    private final MaildirJournal journal;
    private final UndoWindow undo;
    private final MaildirUsage usage;

    public MaildirStore(MaildirOptions options) {
        this(options, new RealDisk());
    }

    MaildirStore(MaildirOptions options, Disk disk) {
        this.options = options;
        this.disk = disk;
        this.sharedSync = new SharedSync(disk::sync);
        this.onceDeliveries = new OnceDeliveries(options.random(), options.clock(), sharedSync);
        this.undo = new UndoWindow(options.undoWindow(), options.clock());
        this.usage = new MaildirUsage(options.clock());
        this.journal = new MaildirJournal(disk, this::account, options.journalOctets());
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
        if (name.folder().isPresent() && !maildir.isThere()) {
            return new Opening.NoSuchFolder();
        }
        Optional<MaildirLock> lock;
        try {
            lock = tryLock(name, maildir);
        } catch (NoSuchFileException e) {
            if (name.folder().isPresent()) {
                throw e;
            }
            maildir.create();
            lock = tryLock(name, maildir);
        }
        if (lock.isEmpty()) {
            return new Opening.InUse();
        }
        return new Opening.Opened(
                name.recent()
                        ? openRecent(maildir, lock.get(), whole)
                        : open(maildir, lock.get(), lock.get().look(), whole));
    }

    private Optional<MaildirLock> tryLock(MaildropName name, MaildirFolder maildir)
            throws IOException {
        return MaildirLock.tryLock(
                maildir, name.recent() ? maildir.recentLock() : maildir.lock(), options.clock());
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
            MessageTable table = inventory(maildir, lock.look()).look();
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
                            options.clock(),
                            same -> openRecent(maildir, same, whole));
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
        Optional<MaildirLock> own = MaildirLock.tryLock(maildir, options.clock());
        if (own.isPresent()) {
            try (MaildirLock lock = own.get()) {
                inventory(maildir, lock.look()).take().messages().close();
            }
        }
    }

    /**
     * What is there, to whoever has the lock.
     *
     * @param folder as it was before it was locked, or after what was done under the lock
     */
    private OpenMaildir open(
            MaildirFolder maildir, MaildirLock lock, FolderLook folder, boolean whole)
            throws IOException {
        boolean opened = false;
        try {
            RandomGenerator random = options.random();
            Inventory inventory = inventory(maildir, folder);
            Inventory.Result found = whole ? inventory.takeWhole() : inventory.take();
            Removal removal = new Removal(maildir, found.twins(), undo, random);
            OpenMaildir maildrop =
                    new OpenMaildir(
                            maildir,
                            lock,
                            whole ? found.whole() : found.messages(),
                            Optional.of(removal),
                            options.clock(),
                            same -> openAgain(maildir, same, whole));
            opened = true;
            return maildrop;
        } finally {
            if (!opened) {
                lock.close();
            }
        }
    }

    /** After something was done under the lock, which is given up if this fails. */
    private OpenMaildir openAgain(MaildirFolder maildir, MaildirLock lock, boolean whole)
            throws IOException {
        FolderLook folder;
        try {
            folder = FolderLook.now(maildir, options.clock());
        } catch (IOException e) {
            lock.close();
            throw e;
        }
        return open(maildir, lock, folder, whole);
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
        if (!maildir.disk().isFolderItself(maildir.removed())) {
            return new Restoring.Restored(List.of());
        }
        Optional<MaildirLock> lock = MaildirLock.tryLock(maildir, options.clock());
        if (lock.isEmpty()) {
            return new Restoring.InUse();
        }
        try (MaildirLock _ = lock.get()) {
            RemovedMail removed = new RemovedMail(maildir);
            List<RemovedMessage> there = removed.stillThere(messages);
            List<UniqueId> ids = there.stream().map(RemovedMessage::id).toList();
            // First: once they are back, nothing but this keeps them from expiring once more.
            KeptTimes.read(maildir).addRestored(ids, options.clock().instant());
            unhide(maildir.hidden(), ids);
            List<RemovedMessage> restored = removed.restore(there, options.random());
            if (!restored.isEmpty()) {
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
        int purged = purge(maildir) + purgeFolders(maildir);
        if (expiry.isEmpty() || !mayHaveExpired(maildir, expiry.get())) {
            return new Sweeping.Swept(0, purged);
        }
        Optional<MaildirLock> lock = MaildirLock.tryLock(maildir, options.clock());
        if (lock.isEmpty()) {
            return new Sweeping.InUse(purged);
        }
        try (OpenMaildir maildrop = open(maildir, lock.get(), lock.get().look(), true)) {
            Set<UniqueId> expired = maildrop.expired(expiry.get());
            Set<UniqueId> gone = new HashSet<>(expired);
            gone.removeAll(maildrop.remove(expired));
            journal.write(name, gone.stream().map(id -> swept(id, now)).toList());
            return new Sweeping.Swept(gone.size(), purged);
        }
    }

    private static JournalEntry swept(UniqueId id, Instant now) {
        return new JournalEntry(
                now,
                JournalEntry.Kind.EXPIRED,
                "sweep",
                "local",
                "",
                "",
                Optional.of(id),
                OptionalLong.empty(),
                "");
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

    private int purge(MaildirFolder maildir) throws IOException {
        settleLeftovers(maildir);
        return undo.purge(maildir);
    }

    /** The same for the folders in there. */
    private int purgeFolders(MaildirFolder maildir) throws IOException {
        int purged = 0;
        for (FolderName name : maildir.innerNames()) {
            purged += purge(maildir.inner(name));
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
            inventory(maildir, FolderLook.now(maildir, options.clock())).takeInOrder();
        } catch (IOException _) {
            // They are back all the same: the next login lists them behind the others.
        }
    }

    private Inventory inventory(MaildirFolder maildir, FolderLook folder) {
        return new Inventory(
                maildir,
                folder,
                options.clock(),
                options.random(),
                measuring,
                () -> prepare(maildir),
                KnownIds.none());
    }

    /** Before folders are listed: another program may have taken one away. */
    private void prepare(MaildirFolder maildir) throws IOException {
        maildir.create();
        settleLeftovers(maildir);
    }

    /**
     * Where a maildrop lies and what is beside its messages, without its lock.
     *
     * @return empty if there is no Maildir of this name
     */
    public Optional<Whereabouts> look(MaildropName name) throws IOException {
        MaildirFolder maildir = folder(name);
        if (!isThere(name, maildir)) {
            return Optional.empty();
        }
        Collection<FileStatus> removed = new RemovedMail(maildir).files().values();
        Optional<Whereabouts.Counts> counts = Optional.empty();
        Optional<Manifest> opened = Manifest.openToRead(disk, maildir.manifest());
        if (opened.isPresent()) {
            try (Manifest manifest = opened.get()) {
                counts = Optional.of(new Whereabouts.Counts(manifest.count(), manifest.octets()));
            }
        }
        return Optional.of(
                new Whereabouts(
                        maildir.path(),
                        maildir.innerNames(),
                        removed.size(),
                        removed.stream().mapToLong(FileStatus::size).sum(),
                        counts));
    }

    /**
     * Looks at a maildrop and changes nothing, whether or not a session has it open: it waits for
     * no lock and takes none. Every message is read.
     *
     * @param told gets what is found, as it is found
     * @return empty if there is no Maildir of this name
     * @throws IOException if the folders cannot be read; of a file that cannot a finding is told
     */
    public Optional<Inspected> verify(MaildropName name, Consumer<Finding> told, Progress progress)
            throws IOException {
        MaildirFolder maildir = folder(name);
        return isThere(name, maildir)
                ? Optional.of(
                        new Inspection(maildir, options.clock().instant(), told, progress).take())
                : Optional.empty();
    }

    /**
     * Makes the manifest anew by reading every message, and keeps every unique-id that can be known
     * in any way. Assigned ids that cannot be understood are kept aside in a file of their own.
     *
     * @param knownIds what else is known
     */
    public Rebuilding rebuild(MaildropName name, KnownIds knownIds) throws IOException {
        MaildirFolder maildir = folder(name);
        if (!isThere(name, maildir)) {
            return new Rebuilding.NotThere();
        }
        maildir.create();
        Optional<MaildirLock> lock = MaildirLock.tryLock(maildir, options.clock());
        if (lock.isEmpty()) {
            return new Rebuilding.InUse();
        }
        try (MaildirLock _ = lock.get()) {
            Optional<Path> aside = mendAssignedIds(maildir);
            Inventory.Result result =
                    new Inventory(
                                    maildir,
                                    FolderLook.now(maildir, options.clock()),
                                    options.clock(),
                                    options.random(),
                                    measuring,
                                    () -> prepare(maildir),
                                    knownIds)
                            .takeAnew();
            try (Messages messages = result.messages()) {
                return new Rebuilding.Rebuilt(messages.count(), messages.octets(), aside);
            }
        }
    }

    /** One of the account's own may lack folders, which the next login makes. */
    private static boolean isThere(MaildropName name, MaildirFolder maildir) throws IOException {
        return name.folder().isPresent()
                ? maildir.isThere()
                : maildir.disk().isFolder(maildir.path());
    }

    /**
     * Keeps what is right of the assigned ids. The damaged file is copied before it is replaced: at
     * no moment is there none, which would pass for a maildrop that has no such ids.
     */
    private Optional<Path> mendAssignedIds(MaildirFolder maildir) throws IOException {
        AssignedIds.Salvaged read = AssignedIds.salvage(disk, maildir.assignedIds());
        Optional<Path> aside = Optional.empty();
        if (!read.bad().isEmpty()) {
            Path copy = free(maildir.assignedIds(), options.clock().instant());
            try (FileChannel damaged = disk.read(maildir.assignedIds())) {
                disk.replace(copy, true, (_, channel) -> Disk.copy(damaged, channel));
            }
            aside = Optional.of(copy);
        }
        int followed = read.ids().follow(maildir, FolderIndex.of(maildir));
        if (aside.isPresent() || followed > 0) {
            read.ids().write(disk, maildir.assignedIds());
        }
        return aside;
    }

    private Path free(Path file, Instant now) throws IOException {
        String name = file.getFileName() + ".damaged-" + now.getEpochSecond();
        Path free = file.resolveSibling(name);
        for (int again = 2; disk.status(free).isPresent(); again++) {
            free = file.resolveSibling(name + "-" + again);
        }
        return free;
    }

    private void settleLeftovers(MaildirFolder maildir) throws IOException {
        Set<String> waiting = maildir.removeLeftovers(options.clock().instant());
        if (!waiting.isEmpty()) {
            try {
                onceDeliveries.settle(maildir, waiting);
            } catch (IOException _) {
                // They lie in tmp/ as before, for a repeated delivery or the next session; this
                // one can do without.
            }
        }
    }

    @Override
    public Delivery deliver(MaildropName name) throws IOException {
        MaildirFolder maildir = arrivalsOf(name);
        String prefix = namePrefix();
        Path tmp = maildir.tmp().resolve(prefix + "." + host);
        return delivery(maildir, prefix, new Arrival.Plain(maildir, tmp, sharedSync));
    }

    @Override
    public Handover deliver(MaildropName name, DeliveryId id) throws IOException {
        MaildirFolder maildir = arrivalsOf(name);
        Optional<UniqueId> before = onceDeliveries.delivered(maildir, id);
        if (before.isPresent()) {
            return new Handover.AlreadyDelivered(before.get());
        }
        String prefix = namePrefix();
        Arrival arrival = onceDeliveries.arrival(maildir, id, prefix);
        return new Handover.Begun(delivery(maildir, prefix, arrival));
    }

    /**
     * The delivery with this id if there was one; begins none.
     *
     * @return the unique-id that it gave its message; an adoption may have given it another since
     */
    public Optional<UniqueId> delivered(MaildropName name, DeliveryId id) throws IOException {
        return onceDeliveries.delivered(arrivalsOf(name), id);
    }

    private MaildirFolder arrivalsOf(MaildropName name) throws IOException {
        if (name.view().isPresent()) {
            throw new IllegalArgumentException("mail does not arrive in views: " + name);
        }
        MaildirFolder maildir = folder(name);
        maildir.create();
        return maildir;
    }

    private String namePrefix() {
        return DeliveredName.prefix(
                options.clock().instant(),
                ProcessHandle.current().pid(),
                deliveries.incrementAndGet(),
                options.random().nextLong());
    }

    private Delivery delivery(MaildirFolder maildir, String prefix, Arrival arrival)
            throws IOException {
        return new MaildirDelivery(maildir, prefix, host, options.lineEnds(), arrival, usage);
    }

    /** Where a maildrop lies, or one of its folders; absolute. It need not exist. */
    public Path place(MaildropName name) {
        return folder(name).path();
    }

    @Override
    public Usage usage(MaildropName name) throws IOException {
        return usage.of(folder(name));
    }

    @Override
    public Journal journal() {
        return journal;
    }

    /** Where the account's mail arrives, whichever of its folders this is. */
    private MaildirFolder account(MaildropName name) {
        return folder(new MaildropName(name.account(), name.place()));
    }

    /**
     * The folders that an account has beside the maildrop where its mail arrives, in alphabetical
     * order of their names on disk.
     *
     * @throws IOException if they cannot be listed
     */
    public List<MaildropName> folders(MaildropName name) throws IOException {
        MaildropName own = new MaildropName(name.account(), name.place());
        return folder(own).innerNames().stream()
                .map(inner ->
                        new MaildropName(name.account(), name.place(), Optional.of(inner), false))
                .toList();
    }

    /** The place as the account gives it, or the layout; never relative, never with {@code ..}. */
    MaildirFolder folder(MaildropName name) {
        Path place = name.place().orElseGet(() -> options.layout().folder(name));
        MaildirFolder maildir = new MaildirFolder(disk, place.toAbsolutePath().normalize());
        return name.folder().map(maildir::inner).orElse(maildir);
    }
}
