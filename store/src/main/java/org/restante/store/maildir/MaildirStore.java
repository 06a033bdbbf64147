package org.restante.store.maildir;

import org.restante.protocol.UniqueId;
import org.restante.store.Delivery;
import org.restante.store.DeliveryId;
import org.restante.store.Handover;
import org.restante.store.MaildropName;
import org.restante.store.MaildropStore;
import org.restante.store.Opening;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
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

    public MaildirStore(MaildirOptions options) {
        this(options, new RealDisk());
    }

    MaildirStore(MaildirOptions options, Disk disk) {
        this.options = options;
        this.disk = disk;
        this.sharedSync = new SharedSync(disk::sync);
        this.onceDeliveries = new OnceDeliveries(options.random(), options.clock(), sharedSync);
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
            settleLeftovers(maildir);
            Inventory.Result found =
                    new Inventory(maildir, options.clock(), random, measuring).take();
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
     * Where a maildrop lies and what is beside its messages, without its lock.
     *
     * @return empty if there is no Maildir of this name
     */
    public Optional<Whereabouts> look(MaildropName name) throws IOException {
        MaildirFolder maildir = folder(name);
        if (!isThere(name, maildir)) {
            return Optional.empty();
        }
        List<String> folders = new ArrayList<>();
        disk.list(
                maildir.path(),
                entry -> {
                    if (entry.length() > 1 && entry.startsWith(".") && !entry.equals("..")) {
                        folders.add(entry);
                    }
                });
        List<String> maildirs = new ArrayList<>();
        for (String inner : folders) {
            if (new MaildirFolder(disk, FileName.in(maildir.path(), inner)).isThere()) {
                maildirs.add(inner.substring(1).replace('.', '/'));
            }
        }
        List<Long> removed = new ArrayList<>();
        if (disk.isFolder(maildir.removed())) {
            List<String> names = new ArrayList<>();
            disk.list(maildir.removed(), names::add);
            for (String each : names) {
                disk.status(FileName.in(maildir.removed(), each))
                        .filter(FileStatus::isFile)
                        .ifPresent(found -> removed.add(found.size()));
            }
        }
        Optional<Whereabouts.Counts> counts = Optional.empty();
        Optional<Manifest> opened = Manifest.openToRead(maildir);
        if (opened.isPresent()) {
            try (Manifest manifest = opened.get()) {
                counts = Optional.of(new Whereabouts.Counts(manifest.count(), manifest.octets()));
            }
        }
        return Optional.of(
                new Whereabouts(
                        maildir.path(),
                        maildirs.stream().sorted().toList(),
                        removed.size(),
                        removed.stream().mapToLong(Long::longValue).sum(),
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

    private MaildirFolder arrivalsOf(MaildropName name) throws IOException {
        if (name.folder().isPresent()) {
            throw new IllegalArgumentException("mail does not arrive in folders: " + name);
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
        return new MaildirDelivery(maildir, prefix, host, options.lineEnds(), arrival);
    }

    /** The place as the account gives it, or the layout; never relative, never with {@code ..}. */
    private MaildirFolder folder(MaildropName name) {
        Path place = name.place().orElseGet(() -> options.layout().folder(name));
        MaildirFolder maildir = new MaildirFolder(disk, place.toAbsolutePath().normalize());
        return name.folder().map(maildir::inner).orElse(maildir);
    }
}
