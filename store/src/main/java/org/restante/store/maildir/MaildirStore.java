package org.restante.store.maildir;

import org.restante.store.Delivery;
import org.restante.store.MaildropName;
import org.restante.store.MaildropStore;
import org.restante.store.Opening;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
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
        MaildirFolder maildir = folder(name);
        if (name.folder().isEmpty()) {
            maildir.create();
        } else if (!maildir.isThere()) {
            return new Opening.NoSuchFolder();
        }
        Optional<MaildirLock> lock = MaildirLock.tryLock(maildir);
        return lock.isEmpty() ? new Opening.InUse() : new Opening.Opened(open(maildir, lock.get()));
    }

    private OpenMaildir open(MaildirFolder maildir, MaildirLock lock) throws IOException {
        boolean opened = false;
        try {
            RandomGenerator random = options.random();
            maildir.removeLeftovers(options.clock().instant());
            Inventory.Result found = inventory(maildir).take();
            Removal removal =
                    new Removal(
                            maildir, found.twins(), options.undoWindow(), options.clock(), random);
            OpenMaildir maildrop = new OpenMaildir(maildir, lock, found.messages(), removal);
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
                putInOrder(maildir);
            }
            return new Restoring.Restored(restored);
        }
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
        Optional<MaildirLock> lock = MaildirLock.tryLock(maildir);
        if (lock.isEmpty()) {
            return new Rebuilding.InUse();
        }
        try (MaildirLock _ = lock.get()) {
            Optional<Path> aside = mendAssignedIds(maildir);
            Inventory.Result result =
                    new Inventory(maildir, options.clock(), options.random(), measuring, knownIds)
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

    @Override
    public Delivery deliver(MaildropName name) throws IOException {
        if (name.folder().isPresent()) {
            throw new IllegalArgumentException("mail does not arrive in folders: " + name);
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

    /** Where a maildrop lies, or one of its folders; absolute. It need not exist. */
    public Path place(MaildropName name) {
        return folder(name).path();
    }

    /** The place as the account gives it, or the layout; never relative, never with {@code ..}. */
    private MaildirFolder folder(MaildropName name) {
        Path place = name.place().orElseGet(() -> options.layout().folder(name));
        MaildirFolder maildir = new MaildirFolder(disk, place.toAbsolutePath().normalize());
        return name.folder().map(maildir::inner).orElse(maildir);
    }
}
