package org.restante.store.memory;

import org.restante.protocol.UniqueId;
import org.restante.protocol.wire.CanonicalForm;
import org.restante.store.DeliveryId;
import org.restante.store.Filed;
import org.restante.store.ListedMessage;
import org.restante.store.MaildropName;
import org.restante.store.Usage;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;

/** One account's messages, oldest first, and the lock on them. Serves any number of threads. */
final class MemoryBox {
    private final AtomicBoolean locked = new AtomicBoolean();
    private final AtomicBoolean recentLocked = new AtomicBoolean();

    private static final class Stored {
        final byte[] octets;
        final Filed filed;
        Optional<Instant> retrieved = Optional.empty();
        boolean hidden;
        boolean hiddenInRecent;

        boolean isListed(boolean recent) {
            return recent
                    ? !hiddenInRecent
                            && filed.arrived()
                                    .isAfter(Instant.now().minus(MaildropName.RECENT_TIME))
                    : !hidden;
        }

        Stored(byte[] octets, Filed filed) {
            this.octets = octets;
            this.filed = filed;
        }
    }

    /** As stored, by id; guarded by this. */
    private final Map<UniqueId, Stored> messages = new LinkedHashMap<>();

    /** What was delivered with an id; guarded by this. */
    private final Map<DeliveryId, UniqueId> delivered = new HashMap<>();

    /** How many ids were made; guarded by this. */
    private long made;

    /**
     * Takes one of the two locks.
     *
     * @param recent that of the view of lately arrived mail
     */
    boolean tryLock(boolean recent) {
        return lock(recent).compareAndSet(false, true);
    }

    void unlock(boolean recent) {
        lock(recent).set(false);
    }

    private AtomicBoolean lock(boolean recent) {
        return recent ? recentLocked : locked;
    }

    synchronized UniqueId add(byte[] octets, Filed filed) {
        UniqueId id;
        do {
            id = new UniqueId("memory." + ++made);
        } while (messages.putIfAbsent(id, new Stored(octets, filed)) != null);
        return id;
    }

    /** Adds it unless it was added under this id before. */
    synchronized UniqueId addOnce(DeliveryId once, byte[] octets, Filed filed) {
        return delivered.computeIfAbsent(once, _ -> add(octets, filed));
    }

    synchronized Optional<UniqueId> delivered(DeliveryId once) {
        return Optional.ofNullable(delivered.get(once));
    }

    synchronized void add(UniqueId id, byte[] octets, Instant arrived) {
        if (messages.putIfAbsent(id, new Stored(octets, new Filed(arrived, ""))) != null) {
            throw new IllegalArgumentException("there is a message " + id + " already");
        }
    }

    synchronized Optional<byte[]> find(UniqueId id) {
        return Optional.ofNullable(messages.get(id)).map(stored -> stored.octets);
    }

    synchronized SequencedMap<UniqueId, byte[]> contents() {
        SequencedMap<UniqueId, byte[]> contents = new LinkedHashMap<>();
        messages.forEach((id, stored) -> contents.put(id, stored.octets.clone()));
        return contents;
    }

    synchronized Optional<Filed> filed(UniqueId id) {
        return Optional.ofNullable(messages.get(id)).map(stored -> stored.filed);
    }

    synchronized void remove(UniqueId id) {
        messages.remove(id);
    }

    synchronized List<ListedMessage> listing(boolean recent) {
        List<ListedMessage> listing = new ArrayList<>(messages.size());
        messages.forEach((id, stored) -> {
            if (stored.isListed(recent)) {
                listing.add(new ListedMessage(id, canonical(stored.octets)));
            }
        });
        return List.copyOf(listing);
    }

    synchronized Set<UniqueId> retrievedBefore(Instant time) {
        Set<UniqueId> ids = new HashSet<>();
        messages.forEach((id, stored) -> {
            if (stored.retrieved.filter(first -> first.isBefore(time)).isPresent()) {
                ids.add(id);
            }
        });
        return ids;
    }

    synchronized void retrieved(Set<UniqueId> ids, Instant time) {
        messages.forEach((id, stored) -> {
            if (ids.contains(id) && stored.retrieved.isEmpty()) {
                stored.retrieved = Optional.of(time);
            }
        });
    }

    synchronized void hide(Set<UniqueId> ids, boolean recent) {
        messages.forEach((id, stored) -> {
            if (ids.contains(id)) {
                stored.hidden |= !recent;
                stored.hiddenInRecent |= recent;
            }
        });
    }

    synchronized Usage usage() {
        return new Usage(
                messages.size(),
                messages.values().stream().mapToLong(stored -> stored.octets.length).sum());
    }

    synchronized Set<UniqueId> arrivedBefore(Instant time) {
        Set<UniqueId> ids = new HashSet<>();
        messages.forEach((id, stored) -> {
            if (stored.filed.arrived().isBefore(time)) {
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
