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
    private final InstantSource clock;
    private final List<Delivery> staged = new ArrayList<>();

    /**
     * A maildrop.
     *
     * @param collection what the maildrop's journal is to call the source
     */
    public StoreDestination(
            MaildropStore store, MaildropName maildrop, String collection, InstantSource clock) {
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
            try {
                byte[] block = new byte[BLOCK_OCTETS];
                for (int count = octets.read(block); count >= 0; count = octets.read(block)) {
                    delivery.write(block, 0, count);
                }
                whole = true;
            } finally {
                if (!whole) {
                    delivery.close();
                }
            }
            staged.add(delivery);
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
        for (Delivery delivery : staged) {
            UniqueId id = delivery.commit();
            delivery.close();
            told.add(
                    new JournalEntry(
                            clock.instant(),
                            JournalEntry.Kind.DELIVERED,
                            "collect",
                            "local",
                            collection,
                            "",
                            Optional.of(id),
                            OptionalLong.empty(),
                            ""));
        }
        staged.clear();
        store.journal().write(maildrop, told);
        return Map.of();
    }

    @Override
    public void close() throws IOException {
        for (Delivery delivery : staged) {
            delivery.close();
        }
    }
}
