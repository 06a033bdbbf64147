package org.restante.store.maildir;

import org.restante.store.Delivery;
import org.restante.store.MaildropName;
import org.restante.store.MaildropStore;
import org.restante.store.Opening;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
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

    /**
     * The folders that an account has beside the maildrop where its mail arrives, in alphabetical
     * order of their names on disk.
     *
     * @throws IOException if they cannot be listed
     */
    public List<MaildropName> folders(MaildropName name) throws IOException {
        MaildropName own = new MaildropName(name.account(), name.place());
        return folder(own).innerNames().stream()
                .map(inner -> new MaildropName(name.account(), name.place(), Optional.of(inner)))
                .toList();
    }

    /** The place as the account gives it, or the layout; never relative, never with {@code ..}. */
    private MaildirFolder folder(MaildropName name) {
        Path place = name.place().orElseGet(() -> options.layout().folder(name));
        MaildirFolder maildir = new MaildirFolder(disk, place.toAbsolutePath().normalize());
        return name.folder().map(maildir::inner).orElse(maildir);
    }
}
