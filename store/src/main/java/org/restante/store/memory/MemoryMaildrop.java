package org.restante.store.memory;

import org.restante.protocol.Content;
import org.restante.protocol.UniqueId;
import org.restante.protocol.wire.CanonicalInputStream;
import org.restante.store.Filed;
import org.restante.store.ListedMessage;
import org.restante.store.Maildrop;
import org.restante.store.MessageGoneException;
import org.restante.store.ScanListing;

import java.io.ByteArrayInputStream;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** A session's view of a box: what was there when it was opened. */
final class MemoryMaildrop implements Maildrop {
    private final MemoryBox box;
    private final ScanListing listing;
    private final Map<UniqueId, ListedMessage> listed = new HashMap<>();
    private final boolean recent;
    private boolean closed;

    /**
     * What is in a box that is locked.
     *
     * @param recent whether as the view of lately arrived mail
     */
    MemoryMaildrop(MemoryBox box, boolean recent) {
        this.box = box;
        this.recent = recent;
        this.listing = ScanListing.of(box.listing(recent));
        listing.forEach(message -> listed.put(message.id(), message));
    }

    @Override
    public ScanListing listing() {
        return listing;
    }

    @Override
    public Content open(UniqueId id) throws MessageGoneException {
        long octets = message(id).octets();
        byte[] stored =
                box.find(id)
                        .orElseThrow(() -> new MessageGoneException("message " + id + " is gone"));
        return new Content.Stream(
                new CanonicalInputStream(new ByteArrayInputStream(stored)), octets);
    }

    @Override
    public Filed filed(UniqueId id) throws MessageGoneException {
        message(id);
        return box.filed(id)
                .orElseThrow(() -> new MessageGoneException("message " + id + " is gone"));
    }

    @Override
    public Set<UniqueId> arrivedBefore(Instant time) {
        return box.arrivedBefore(time).stream()
                .filter(listed::containsKey)
                .collect(Collectors.toUnmodifiableSet());
    }

    @Override
    public Set<UniqueId> retrievedBefore(Instant time) {
        return box.retrievedBefore(time).stream()
                .filter(listed::containsKey)
                .collect(Collectors.toUnmodifiableSet());
    }

    @Override
    public void retrieved(Set<UniqueId> ids, Instant time) {
        ids.forEach(this::message);
        if (!recent) {
            box.retrieved(ids, time);
        }
    }

    @Override
    public void hide(Set<UniqueId> ids) {
        ids.forEach(this::message);
        box.hide(ids, recent);
    }

    @Override
    public Set<UniqueId> remove(Set<UniqueId> ids) {
        ids.forEach(this::message);
        if (recent) {
            box.hide(ids, true);
        } else {
            ids.forEach(box::remove);
        }
        return Set.of();
    }

    private ListedMessage message(UniqueId id) {
        if (closed) {
            throw new IllegalStateException("the maildrop is closed");
        }
        ListedMessage message = listed.get(id);
        if (message == null) {
            throw new IllegalArgumentException("message " + id + " is not in the listing");
        }
        return message;
    }

    @Override
    public void close() {
        if (!closed) {
            closed = true;
            box.unlock(recent);
        }
    }
}
