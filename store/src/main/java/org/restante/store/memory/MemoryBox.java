package org.restante.store.memory;

import org.restante.protocol.UniqueId;
import org.restante.protocol.wire.CanonicalForm;
import org.restante.store.ListedMessage;
import org.restante.store.Usage;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;

/** One account's messages, oldest first, and the lock on them. Serves any number of threads. */
final class MemoryBox {
    private final AtomicBoolean locked = new AtomicBoolean();

    private static final class Stored {
        final byte[] octets;
        final Instant arrived;

        Stored(byte[] octets, Instant arrived) {
            this.octets = octets;
            this.arrived = arrived;
        }
    }

    /** As stored, by id; guarded by this. */
    private final Map<UniqueId, Stored> messages = new LinkedHashMap<>();

    /** How many ids were made; guarded by this. */
    private long made;

    boolean tryLock() {
        return locked.compareAndSet(false, true);
    }

    void unlock() {
        locked.set(false);
    }

    synchronized UniqueId add(byte[] octets) {
        UniqueId id;
        do {
            id = new UniqueId("memory." + ++made);
        } while (messages.putIfAbsent(id, new Stored(octets, Instant.now())) != null);
        return id;
    }

    synchronized void add(UniqueId id, byte[] octets, Instant arrived) {
        if (messages.putIfAbsent(id, new Stored(octets, arrived)) != null) {
            throw new IllegalArgumentException("there is a message " + id + " already");
        }
    }

    synchronized Optional<byte[]> find(UniqueId id) {
        return Optional.ofNullable(messages.get(id)).map(stored -> stored.octets);
    }

    synchronized void remove(UniqueId id) {
        messages.remove(id);
    }

    synchronized List<ListedMessage> listing() {
        List<ListedMessage> listing = new ArrayList<>(messages.size());
        messages.forEach(
                (id, stored) -> listing.add(new ListedMessage(id, canonical(stored.octets))));
        return List.copyOf(listing);
    }

    synchronized Usage usage() {
        return new Usage(
                messages.size(),
                messages.values().stream().mapToLong(stored -> stored.octets.length).sum());
    }

    synchronized Set<UniqueId> arrivedBefore(Instant time) {
        Set<UniqueId> ids = new HashSet<>();
        messages.forEach((id, stored) -> {
            if (stored.arrived.isBefore(time)) {
                ids.add(id);
            }
        });
        return ids;
    }

    private static long canonical(byte[] octets) {
        CanonicalForm form = new CanonicalForm();
        form.update(octets, 0, octets.length);
        return form.octets();
    }
}
