package org.restante.collect;

import org.restante.protocol.UniqueId;
import org.restante.store.Delivery;
import org.restante.store.DeliveryId;
import org.restante.store.Handover;
import org.restante.store.JournalEntry;
import org.restante.store.MaildropName;
import org.restante.store.MaildropStore;

import java.io.IOException;
import java.io.InputStream;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/**
 * A maildrop of a store, beside whatever serves it. The store itself delivers once what has one
 * {@link DeliveryId}, also if the collector's journal is lost.
 */
public final class StoreDestination implements Destination {
    /** So many deliveries are open at a time. */
    private static final int GROUP_MESSAGES_MAX = 64;

    private static final int BLOCK_OCTETS = 64 * 1024;

    private final MaildropStore store;
    private final MaildropName maildrop;
    private final String collection;
    private final Room room;
    private final InstantSource clock;
    private final List<Staged> staged = new ArrayList<>();

    /** Says whether a message may still come in. */
    @FunctionalInterface
    public interface Room {
        /**
         * Why it may not; empty if it may.
         *
         * @throws IOException if that cannot be told
         */
        Optional<String> missing(long octets) throws IOException;
    }

    private record Staged(String id, Delivery delivery, long octets) {}

    /**
     * A maildrop.
     *
     * @param collection what the maildrop's journal is to call the source
     * @param room asked before each message is committed
     */
    public StoreDestination(
            MaildropStore store,
            MaildropName maildrop,
            String collection,
            Room room,
            InstantSource clock) {
        this.room = room;
        this.store = store;
        this.maildrop = maildrop;
        this.collection = collection;
        this.clock = clock;
    }

    @Override
    public String where() {
        return "the account " + maildrop.account();
    }

    @Override
    public int groupMessagesMax() {
        return GROUP_MESSAGES_MAX;
    }

    private Handover begin(Incoming message) throws IOException {
        return store.deliver(maildrop, new DeliveryId("collect\n" + message.id()));
    }

    @Override
    public Set<String> recover(List<Incoming> group, String note) throws IOException {
        Set<String> arrived = new HashSet<>();
        for (Incoming message : group) {
            switch (begin(message)) {
                case Handover.AlreadyDelivered _ -> arrived.add(message.id());
                case Handover.Begun(var delivery) -> delivery.close();
            }
        }
        return arrived;
    }

    @Override
    public void stage(Incoming message, InputStream octets) throws IOException {
        if (begin(message) instanceof Handover.Begun(var delivery)) {
            boolean whole = false;
            long size = 0;
            try {
                byte[] block = new byte[BLOCK_OCTETS];
                for (int count = octets.read(block); count >= 0; count = octets.read(block)) {
                    delivery.write(block, 0, count);
                    size += count;
                }
                whole = true;
            } finally {
                if (!whole) {
                    delivery.close();
                }
            }
            staged.add(new Staged(message.id(), delivery, size));
        }
    }

    /** The store itself knows after a crash what was committed. */
    @Override
    public String prepare() {
        return "";
    }

    @Override
    public Map<String, Refusal> publish() throws IOException {
        List<JournalEntry> told = new ArrayList<>();
        Map<String, Refusal> refused = new LinkedHashMap<>();
        for (Staged each : staged) {
            Optional<String> missing = room.missing(each.octets);
            if (missing.isPresent()) {
                // The message stays where it is until somebody has made room.
                refused.put(each.id, new Refusal(true, missing.get()));
                told.add(entry(JournalEntry.Kind.REFUSED, Optional.empty(), missing.get()));
            } else {
                UniqueId id = each.delivery.commit();
                told.add(entry(JournalEntry.Kind.DELIVERED, Optional.of(id), ""));
            }
            each.delivery.close();
        }
        staged.clear();
        store.journal().write(maildrop, told);
        return refused;
    }

    private JournalEntry entry(JournalEntry.Kind kind, Optional<UniqueId> id, String detail) {
        return new JournalEntry(
                clock.instant(),
                kind,
                "collect",
                "local",
                collection,
                "",
                id,
                OptionalLong.empty(),
                detail);
    }

    @Override
    public void close() throws IOException {
        for (Staged each : staged) {
            each.delivery.close();
        }
    }
}
