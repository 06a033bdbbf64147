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
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * A maildrop of a store, beside whatever serves it. The store itself delivers once what has one
 * {@link DeliveryId}, also if the collector's journal is lost. A message's octets are in its id:
 * servers use unique-ids again (RFC 1939 §7), and the store remembers for longer than the journal.
 */
public final class StoreDestination implements Destination {
    /** So many deliveries are open at a time. */
    private static final int GROUP_MESSAGES_MAX = 64;

    private static final int BLOCK_OCTETS = 64 * 1024;

    /** So much of a message's id tells it in a group. */
    private static final int ID_DIGITS = 16;

    private static final FileAttribute<?> OWNER_ONLY =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));

    private final MaildropStore store;
    private final MaildropName maildrop;
    private final String collection;
    private final Path spool;
    private final Room room;
    private final InstantSource clock;
    private final List<Staged> staged = new ArrayList<>();

    /** Of the octets of all messages of the group, by their ids. */
    private final Map<String, String> prints = new LinkedHashMap<>();

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
     * @param spool a file for the message on its way
     * @param room asked before each message is committed
     */
    public StoreDestination(
            MaildropStore store,
            MaildropName maildrop,
            String collection,
            Path spool,
            Room room,
            InstantSource clock) {
        this.spool = spool;
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

    private Handover begin(Incoming message, Optional<String> print) throws IOException {
        return store.deliver(
                maildrop,
                new DeliveryId("collect\n" + message.id() + print.map(it -> "\n" + it).orElse("")));
    }

    private static String key(String id) {
        return id.substring(0, ID_DIGITS);
    }

    @Override
    public Set<String> recover(List<Incoming> group, String note) throws IOException {
        Set<String> arrived = new HashSet<>();
        Map<String, String> known = new HashMap<>();
        for (String each : note.split(" ", -1)) {
            int colon = each.indexOf(':');
            known.put(each.substring(0, Math.max(0, colon)), each.substring(colon + 1));
        }
        for (Incoming message : group) {
            // Versions that noted no octets had none in the id, either.
            switch (begin(message, Optional.ofNullable(known.get(key(message.id()))))) {
                case Handover.AlreadyDelivered _ -> arrived.add(message.id());
                case Handover.Begun(var delivery) -> delivery.close();
            }
        }
        return arrived;
    }

    @Override
    public void stage(Incoming message, InputStream octets) throws IOException {
        Files.deleteIfExists(spool);
        Files.createFile(spool, OWNER_ONLY);
        Measured measured = new Measured(octets);
        try (OutputStream out = Files.newOutputStream(spool)) {
            measured.transferTo(out);
        }
        String print = measured.print().toString();
        if (begin(message, Optional.of(print)) instanceof Handover.Begun(var delivery)) {
            boolean whole = false;
            try (InputStream in = Files.newInputStream(spool)) {
                byte[] block = new byte[BLOCK_OCTETS];
                for (int count = in.read(block); count >= 0; count = in.read(block)) {
                    delivery.write(block, 0, count);
                }
                whole = true;
            } finally {
                if (!whole) {
                    delivery.close();
                }
            }
            staged.add(new Staged(message.id(), delivery, measured.count()));
        }
        prints.put(message.id(), print);
    }

    /** The store itself knows after a crash what was committed, by these. */
    @Override
    public String prepare() {
        return prints.entrySet().stream()
                .map(it -> key(it.getKey()) + ":" + it.getValue())
                .collect(Collectors.joining(" "));
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
        prints.clear();
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
        Files.deleteIfExists(spool);
    }
}
