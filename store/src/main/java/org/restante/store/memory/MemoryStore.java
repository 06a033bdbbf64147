package org.restante.store.memory;

import org.restante.protocol.UniqueId;
import org.restante.store.Delivery;
import org.restante.store.DeliveryId;
import org.restante.store.Expiry;
import org.restante.store.FolderName;
import org.restante.store.Handover;
import org.restante.store.Journal;
import org.restante.store.MaildropName;
import org.restante.store.MaildropStore;
import org.restante.store.Opening;
import org.restante.store.Sweeping;
import org.restante.store.Usage;

import java.time.Instant;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/** Maildrops in memory. Serves any number of threads; nothing outlives the object. */
public final class MemoryStore implements MaildropStore {
    private final ConcurrentMap<Key, MemoryBox> boxes = new ConcurrentHashMap<>();

    private final Journal journal = new MemoryJournal();

    private record Key(String account, Optional<FolderName> folder) {}

    @Override
    public Opening open(MaildropName name) {
        if (name.folder().isPresent() && !boxes.containsKey(key(name))) {
            return new Opening.NoSuchFolder();
        }
        MemoryBox box = box(name);
        return box.tryLock(name.recent())
                ? new Opening.Opened(new MemoryMaildrop(box, name.recent()))
                : new Opening.InUse();
    }

    @Override
    public Delivery deliver(MaildropName name) {
        return new MemoryDelivery(arrival(name)::add);
    }

    @Override
    public Handover deliver(MaildropName name, DeliveryId id) {
        MemoryBox box = arrival(name);
        Optional<UniqueId> before = box.delivered(id);
        return before.isPresent()
                ? new Handover.AlreadyDelivered(before.get())
                : new Handover.Begun(
                        new MemoryDelivery((octets, filed) -> box.addOnce(id, octets, filed)));
    }

    private MemoryBox arrival(MaildropName name) {
        if (name.view().isPresent()) {
            throw new IllegalArgumentException("mail does not arrive in views: " + name);
        }
        return box(name);
    }

    @Override
    public Sweeping sweep(MaildropName name, Optional<Expiry> expiry) {
        MemoryBox box = boxes.get(key(name));
        if (box == null) {
            return new Sweeping.Swept(0, 0);
        }
        if (!box.tryLock(false)) {
            return new Sweeping.InUse(0);
        }
        try {
            Set<UniqueId> expired =
                    expiry.map(each ->
                                    switch (each) {
                                        case Expiry.Arrived(var before) ->
                                                box.arrivedBefore(before);
                                        case Expiry.Retrieved(var before) ->
                                                box.retrievedBefore(before);
                                    })
                            .orElse(Set.of());
            expired.forEach(box::remove);
            return new Sweeping.Swept(expired.size(), 0);
        } finally {
            box.unlock(false);
        }
    }

    @Override
    public Usage usage(MaildropName name) {
        return box(name).usage();
    }

    @Override
    public Journal journal() {
        return journal;
    }

    /**
     * Puts a message into a maildrop as another program might: with any octets, under any id; makes
     * the folder if the name is that of one.
     *
     * @param octets as stored, with any line ends
     * @throws IllegalArgumentException if a message there has this id
     */
    public void place(MaildropName name, UniqueId id, byte[] octets) {
        place(name, id, octets, Instant.now());
    }

    /** The same, as if the message had arrived at another time. */
    public void place(MaildropName name, UniqueId id, byte[] octets, Instant arrived) {
        box(name).add(id, octets.clone(), arrived);
    }

    /** Takes a message away as another program might, whoever has the maildrop open. */
    public void discard(MaildropName name, UniqueId id) {
        box(name).remove(id);
    }

    /**
     * What lies in a maildrop now, hidden or not, oldest first, whoever has it open; copies of the
     * octets as they are stored.
     */
    public SequencedMap<UniqueId, byte[]> contents(MaildropName name) {
        return box(name).contents();
    }

    private MemoryBox box(MaildropName name) {
        return boxes.computeIfAbsent(key(name), _ -> new MemoryBox());
    }

    private static Key key(MaildropName name) {
        return new Key(name.account(), name.folder());
    }
}
