package org.restante.store.maildir;

import static org.assertj.core.api.Assertions.assertThat;

import org.restante.protocol.UniqueId;
import org.restante.store.Delivery;
import org.restante.store.DeliveryId;
import org.restante.store.Expiry;
import org.restante.store.Handover;
import org.restante.store.ListedMessage;
import org.restante.store.Maildrop;
import org.restante.store.MaildropName;
import org.restante.store.Octets;
import org.restante.store.Opening;
import org.restante.store.Sweeping;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;

/**
 * Deliveries, sessions and removals on a simulated disk, and what was told of each: with that the
 * promises can be checked after whatever happened to the disk. Survives the disk.
 */
final class Course {
    private static final Path DATA = Path.of("/data");
    private static final MaildropName NAME = MaildropName.of("mrose");
    private static final MaildirLayout LAYOUT = MaildirLayout.hashed(DATA);
    private static final String ONCE = "once ";

    private final Duration undoWindow;
    private final boolean oneStore;
    private Optional<MaildirStore> last = Optional.empty();
    private Optional<SimulatedDisk> lastDisk = Optional.empty();

    /** Messages whose delivery was told to be done, by id. */
    private final Map<String, String> delivered = new HashMap<>();

    /** What each id stood for that was ever shown. */
    private final Map<String, String> shown = new HashMap<>();

    /** What QUIT was asked to remove, and of that what it told to be removed. */
    private final Set<String> removing = new HashSet<>();

    private final Set<String> removed = new HashSet<>();

    /** What was asked to be hidden, and of that what was told to be. */
    private final Set<String> hiding = new HashSet<>();

    private final Set<String> hidden = new LinkedHashSet<>();

    /** What was asked to be brought back, and of which nothing was told: here or there. */
    private final Set<String> restoring = new HashSet<>();

    private final List<Adoption> adoptions = new ArrayList<>();

    /** Then removed mail may go. */
    private boolean diskIsFull;

    /** The unique-ids under which each delivery that has an id was told or seen. */
    private final Map<String, Set<String>> once = new HashMap<>();

    private int messages;

    /** New ids by the old ones, and whether it was told that they were taken over. */
    private static final class Adoption {
        private final Map<String, String> ids = new LinkedHashMap<>();
        private boolean done;
    }

    /**
     * A course.
     *
     * @param oneStore whether one store does all on a disk, with what it remembers, or each step
     *     has one of its own, as if a process did no more
     */
    Course(Duration undoWindow, boolean oneStore) {
        this.undoWindow = undoWindow;
        this.oneStore = oneStore;
    }

    /** From now on the disk may be full at times. */
    void diskIsFull() {
        diskIsFull = true;
    }

    /** One after the other; each may be made to fail, and the next one then goes on. */
    @FunctionalInterface
    interface Step {
        void take(SimulatedDisk disk, MaildirStore store) throws IOException;
    }

    /** From an empty disk on: all that writes, most of it more than once. */
    List<Step> steps() {
        return List.of(
                (_, store) -> deliver(store, 10),
                (_, store) -> deliver(store, 3000),
                (_, store) -> session(store, 0),
                (disk, _) -> disk.later(),
                (_, store) -> session(store, 0),
                (_, store) -> deliverOnce(store, "a"),
                // Repeated, with the message there.
                (_, store) -> deliverOnce(store, "a"),
                // Appended to the manifest.
                (_, store) -> deliver(store, 20),
                (_, store) -> session(store, 0),
                // Other programs: their mail has to be read; two files would share an id.
                (disk, _) -> place(disk, Folder.NEW, "1700000000.a", "text\n"),
                (disk, _) -> place(disk, Folder.CUR, "1700000000.a:2,S", "other text\n"),
                (_, store) -> session(store, 0),
                (disk, _) -> disk.later(),
                (_, store) -> adopt(store),
                (_, store) -> session(store, 2),
                (_, store) -> deliver(store, 30),
                (_, store) -> session(store, 1),
                // Repeated, with the message removed.
                (_, store) -> deliverOnce(store, "a"),
                (_, store) -> deliverOnce(store, "b"),
                (_, store) -> session(store, 0),
                (_, store) -> restore(store, 2),
                (_, store) -> session(store, 0),
                (disk, _) -> disk.later(),
                (_, store) -> session(store, 1),
                (_, store) -> hide(store),
                (_, store) -> deliver(store, 40),
                (_, store) -> session(store, 0),
                (disk, _) -> disk.later(),
                (_, store) -> session(store, 0),
                (_, store) -> hide(store),
                (_, store) -> unhide(store),
                (_, store) -> expire(store),
                (_, store) -> deliverOnce(store, "b"));
    }

    /** One delivery that has an id, each time the same. */
    void repeat(SimulatedDisk disk) throws IOException {
        deliverOnce(store(disk), "repeated");
    }

    MaildirStore store(SimulatedDisk disk) {
        if (oneStore && lastDisk.filter(disk::equals).isPresent()) {
            return last.orElseThrow();
        }
        MaildirStore store = newStore(disk);
        last = Optional.of(store);
        lastDisk = Optional.of(disk);
        return store;
    }

    private MaildirStore newStore(SimulatedDisk disk) {
        return new MaildirStore(
                new MaildirOptions(
                        LAYOUT,
                        LineEnds.CRLF,
                        undoWindow,
                        "mail.example.org",
                        MaildirOptions.JOURNAL_OCTETS,
                        disk.clock(),
                        new Random(messages)),
                disk);
    }

    private static MaildirFolder maildir(SimulatedDisk disk) {
        return new MaildirFolder(disk, LAYOUT.folder(NAME));
    }

    private void deliver(MaildirStore store, int octets) throws IOException {
        String text = ++messages + "." + "x".repeat(octets) + "\r\n";
        try (Delivery delivery = store.deliver(NAME)) {
            delivery.write(Octets.of(text), 0, text.length());
            delivered.put(delivery.commit().value(), text);
        }
    }

    /** Delivers a message unless it was. */
    private void deliverOnce(MaildirStore store, String name) throws IOException {
        String text = ONCE + name + "\r\n";
        UniqueId id =
                switch (store.deliver(NAME, new DeliveryId(name))) {
                    case Handover.AlreadyDelivered(var before) -> before;
                    case Handover.Begun(var begun) -> {
                        try (Delivery delivery = begun) {
                            delivery.write(Octets.of(text), 0, text.length());
                            yield delivery.commit();
                        }
                    }
                };
        delivered.put(id.value(), text);
        isOnce(id.value(), text);
    }

    private void isOnce(String id, String text) {
        Set<String> ids = once.computeIfAbsent(text, _ -> new HashSet<>());
        ids.add(base(id));
        assertThat(ids).as("what was delivered once: %s", text).hasSize(1);
    }

    /** As another program delivers that forces what it does to disk. */
    private void place(SimulatedDisk disk, Folder folder, String name, String text)
            throws IOException {
        MaildirFolder maildir = maildir(disk);
        Path file = maildir.file(folder, name);
        // Nobody gives one name twice: what was removed does not come again.
        if (disk.status(file).isPresent() || shown.containsValue(Octets.canonical(text))) {
            return;
        }
        Path fresh = maildir.tmp().resolve("placed." + ++messages);
        try (FileChannel channel = disk.create(fresh)) {
            Disk.write(channel, ByteBuffer.wrap(Octets.of(text)));
            channel.force(true);
        }
        disk.rename(fresh, file);
        disk.sync(maildir.folder(folder));
    }

    /** Lists, fetches all, and removes so many, the oldest first. */
    private void session(MaildirStore store, int remove) throws IOException {
        try (Maildrop maildrop = open(store)) {
            Map<String, String> listed = fetch(maildrop);
            Set<UniqueId> marked = new HashSet<>();
            for (String id : listed.keySet()) {
                if (marked.size() < remove) {
                    marked.add(new UniqueId(id));
                    removing.add(id);
                }
            }
            Set<UniqueId> failed = maildrop.remove(marked);
            marked.removeAll(failed);
            // These are still there, so they have to stay.
            failed.forEach(id -> removing.remove(id.value()));
            marked.forEach(id -> removed.add(id.value()));
        }
    }

    /** Brings so many back, those that were removed last. */
    private void restore(MaildirStore store, int count) throws IOException {
        List<RemovedMessage> kept = store.removed(NAME).orElseThrow();
        List<RemovedMessage> chosen = kept.subList(0, Math.min(count, kept.size()));
        for (RemovedMessage message : chosen) {
            restoring.add(message.id().value());
            removed.remove(message.id().value());
        }
        if (store.restore(NAME, chosen) instanceof Restoring.Restored(var messages)) {
            for (RemovedMessage message : messages) {
                restoring.remove(message.id().value());
                removing.remove(message.id().value());
            }
        }
    }

    /** Gives ids of another server to all that have none of one yet. */
    private void adopt(MaildirStore store) throws IOException {
        try (AdoptableMaildrop maildrop = ((AdoptableMaildrop) open(store)).relisted()) {
            Adoption adoption = new Adoption();
            Map<UniqueId, UniqueId> ids = new LinkedHashMap<>();
            for (String id : fetch(maildrop).keySet()) {
                if (!id.startsWith("adopted.")) {
                    String adopted = "adopted." + ++messages;
                    adoption.ids.put(id, adopted);
                    ids.put(new UniqueId(id), new UniqueId(adopted));
                }
            }
            adoptions.add(adoption);
            maildrop.adopt(ids);
            adoption.done = true;
        }
    }

    /** All of an adoption's ids are in force, or none is. */
    private void checkAdoptions(Map<String, String> listed, Map<String, String> kept) {
        for (Adoption adoption : adoptions) {
            boolean inForce =
                    adoption.done
                            || adoption.ids.values().stream()
                                    .anyMatch(id ->
                                            listed.containsKey(id)
                                                    || removing.contains(id)
                                                    || hiding.contains(id));
            adoption.ids.forEach((old, adopted) -> {
                String text = kept.get(old);
                if (inForce && text != null) {
                    assertThat(listed).as("adopted, was %s", old).doesNotContainKey(old);
                    kept.remove(old);
                    if (!removing.contains(adopted) && !hiding.contains(adopted)) {
                        kept.put(adopted, text);
                    }
                }
            });
        }
    }

    /** The base name of a file that once was listed under this id. */
    private String base(String id) {
        for (Adoption adoption : adoptions) {
            for (Map.Entry<String, String> each : adoption.ids.entrySet()) {
                if (each.getValue().equals(id)) {
                    return base(each.getKey());
                }
            }
        }
        return id.startsWith("assigned.") ? "1700000000.a" : id;
    }

    /** Hides the oldest. */
    private void hide(MaildirStore store) throws IOException {
        try (Maildrop maildrop = open(store)) {
            Map<String, String> listed = fetch(maildrop);
            Set<UniqueId> chosen = new HashSet<>();
            listed.keySet().stream().limit(1).forEach(id -> chosen.add(new UniqueId(id)));
            chosen.forEach(id -> hiding.add(id.value()));
            maildrop.hide(chosen);
            chosen.forEach(id -> hidden.add(id.value()));
        }
    }

    /** Lists again what was hidden last. */
    private void unhide(MaildirStore store) throws IOException {
        Set<UniqueId> chosen = new HashSet<>();
        hidden.stream().skip(1).forEach(id -> chosen.add(new UniqueId(id)));
        chosen.forEach(id -> hidden.remove(id.value()));
        if (store.unhide(NAME, chosen)) {
            chosen.forEach(id -> hiding.remove(id.value()));
        }
    }

    /** Has all that was retrieved removed, hidden or not: the oldest that is listed. */
    private void expire(MaildirStore store) throws IOException {
        Instant retrieved = Instant.EPOCH;
        String id;
        try (Maildrop maildrop = open(store)) {
            if (maildrop.listing().count() == 0) {
                return;
            }
            UniqueId first = maildrop.listing().message(1).id();
            maildrop.retrieved(Set.of(first), retrieved);
            id = first.value();
        }
        removing.add(id);
        if (store.sweep(NAME, Optional.of(new Expiry.Retrieved(retrieved.plusSeconds(1))))
                instanceof Sweeping.Swept(int expired, _)) {
            if (expired == 1) {
                removed.add(id);
            } else if (expired == 0) {
                // What was noted is lost: it stays.
                removing.remove(id);
            }
        }
    }

    private static Maildrop open(MaildirStore store) throws IOException {
        return switch (store.open(NAME)) {
            case Opening.Opened(var maildrop) -> maildrop;
            case Opening.InUse() -> throw new AssertionError("a lock was left");
            case Opening.NoSuchFolder() -> throw new AssertionError("no folder was asked for");
        };
    }

    /** What is listed, with the right sizes, and not under an id that stood for something else. */
    private Map<String, String> fetch(Maildrop maildrop) throws IOException {
        Map<String, String> listed = new LinkedHashMap<>();
        List<ListedMessage> listing = new ArrayList<>();
        try {
            maildrop.listing().forEach(listing::add);
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
        long octets = 0;
        for (int number = 1; number <= listing.size(); number++) {
            ListedMessage message = maildrop.listing().message(number);
            assertThat(message).isEqualTo(listing.get(number - 1));
            String id = message.id().value();
            String text = Octets.text(maildrop.open(message.id()));
            assertThat(text.length()).as("octets of %s", id).isEqualTo(message.octets());
            assertThat(listed.put(id, text)).as("%s is listed once", id).isNull();
            String before = shown.putIfAbsent(id, text);
            assertThat(before == null ? text : before).as("what %s stands for", id).isEqualTo(text);
            octets += message.octets();
            if (text.startsWith(ONCE)) {
                isOnce(id, text);
            }
        }
        assertThat(maildrop.listing().count()).isEqualTo(listing.size());
        assertThat(maildrop.listing().octets()).isEqualTo(octets);
        return listed;
    }

    /** All that was told is true on this disk. */
    void check(SimulatedDisk disk) throws IOException {
        Map<String, String> listed = listed(disk);
        Map<String, String> kept = new HashMap<>(shown);
        kept.keySet().removeAll(removing);
        kept.keySet().removeAll(hiding);
        delivered.forEach((id, text) -> {
            if (!removing.contains(id) && !hiding.contains(id)) {
                kept.put(id, text);
            }
        });
        // Of a delivery that was not told to be done a session may have seen what is gone now.
        kept.keySet().removeIf(id -> id.contains("mail.example") && !delivered.containsKey(id));
        checkAdoptions(listed, kept);
        assertThat(listed).as("what was not removed").containsAllEntriesOf(kept);
        assertThat(listed).doesNotContainKeys(removed.toArray(String[]::new));
        assertThat(listed).doesNotContainKeys(hidden.toArray(String[]::new));
        Map<String, String> whole = whole(disk);
        for (String id : hiding) {
            if (!removing.contains(id)) {
                assertThat(whole).as("what is hidden is there").containsKey(id);
            }
        }
        if (undoWindow.isPositive() && !diskIsFull) {
            Set<String> waiting = new HashSet<>();
            if (disk.isFolder(maildir(disk).removed())) {
                disk.list(maildir(disk).removed(), name -> waiting.add(FileName.base(name)));
            }
            Set<String> found = new HashSet<>(waiting);
            for (String id : listed.keySet()) {
                found.add(id);
                found.add(base(id));
            }
            for (String id : restoring) {
                assertThat(found).as("what is on its way back").containsAnyOf(id, base(id));
            }
            for (String id : removed) {
                assertThat(waiting).as("what can be restored").contains(base(id));
            }
        }
        Set<String> tmp = new HashSet<>();
        disk.list(maildir(disk).tmp(), tmp::add);
        disk.removeIfThere(maildir(disk).manifest());
        Map<String, String> again = listed(disk);
        // Whoever lists the folders delivers what died before its rename.
        again.keySet().removeIf(id -> !listed.containsKey(id) && waited(id, tmp));
        assertThat(again).as("without the manifest").isEqualTo(listed);
    }

    private static boolean waited(String id, Set<String> tmp) {
        return tmp.stream()
                .filter(DeliveredName::isWaiting)
                .anyMatch(name -> id.startsWith(name.substring(0, name.lastIndexOf('.'))));
    }

    /** Nothing is there of a delivery that failed. */
    void checkNothingElse(SimulatedDisk disk) throws IOException {
        for (String id : listed(disk).keySet()) {
            assertThat(!id.contains("mail.example") || delivered.containsKey(id))
                    .as("%s was delivered", id)
                    .isTrue();
        }
    }

    private Map<String, String> whole(SimulatedDisk disk) throws IOException {
        if (store(disk).openWhole(NAME) instanceof Opening.Opened(var maildrop)) {
            try (maildrop) {
                return fetch(maildrop);
            }
        }
        throw new AssertionError("a lock was left");
    }

    /** A damaged record may show once: from then on nothing is believed. */
    private Map<String, String> listed(SimulatedDisk disk) throws IOException {
        try (Maildrop maildrop = open(store(disk))) {
            return fetch(maildrop);
        } catch (DamagedManifestException _) {
            // The next session has to be right.
        }
        try (Maildrop maildrop = open(store(disk))) {
            return fetch(maildrop);
        }
    }
}
