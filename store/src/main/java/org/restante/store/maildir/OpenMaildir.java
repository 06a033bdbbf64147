package org.restante.store.maildir;

import org.restante.protocol.Content;
import org.restante.protocol.UniqueId;
import org.restante.store.Filed;
import org.restante.store.ListedMessage;
import org.restante.store.MaildropName;
import org.restante.store.MessageGoneException;
import org.restante.store.Scan;
import org.restante.store.ScanListing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.IntStream;

/**
 * A session's view of a Maildir: what the inventory found when the lock was taken, read from the
 * manifest as it is asked for.
 */
final class OpenMaildir implements AdoptableMaildrop {
    private final MaildirFolder maildir;
    private final MaildirLock lock;
    private final Optional<Removal> removal;
    private final Messages messages;
    private final InstantSource clock;
    private final Opener opener;
    private final ScanListing listing = new Listing();

    /** The message read last: it is the one that is opened next. */
    private Optional<StoredMessage> last = Optional.empty();

    /** Places by id, once a message was asked for that was not read last. */
    private Optional<HashIndex> byId = Optional.empty();

    /** The folders as they were when a message was first not found under its name. */
    private Optional<FolderIndex> moved = Optional.empty();

    private boolean closed;

    /** Opens the maildrop whose lock is held. */
    @FunctionalInterface
    interface Opener {
        OpenMaildir open(MaildirLock lock) throws IOException;
    }

    /**
     * A session's view.
     *
     * @param removal empty in a view from which nothing is removed: it is hidden there
     * @param opener opens it anew
     */
    OpenMaildir(
            MaildirFolder maildir,
            MaildirLock lock,
            Messages messages,
            Optional<Removal> removal,
            InstantSource clock,
            Opener opener) {
        this.clock = clock;
        this.opener = opener;
        this.maildir = maildir;
        this.lock = lock;
        this.removal = removal;
        this.messages = messages;
    }

    @Override
    public ScanListing listing() {
        return listing;
    }

    private final class Listing implements ScanListing {
        @Override
        public int count() {
            return messages.count();
        }

        @Override
        public long octets() {
            return messages.octets();
        }

        @Override
        public ListedMessage message(int number) throws IOException {
            Objects.checkIndex(number - 1, count());
            requireOpen();
            StoredMessage message = messages.message(number - 1);
            last = Optional.of(message);
            return message.listed();
        }

        @Override
        public Iterator<ListedMessage> iterator() {
            requireOpen();
            Messages.Reader reader = messages.ahead();
            return IntStream.range(0, count())
                    .mapToObj(place -> read(reader, place).listed())
                    .iterator();
        }

        @Override
        public Scan scan() {
            requireOpen();
            return messages.scan();
        }

        private static StoredMessage read(Messages.Reader reader, int place) {
            try {
                return reader.message(place);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    @Override
    public Content open(UniqueId id) throws IOException {
        StoredMessage message = message(id);
        FoundFile file = message.file();
        Optional<Content> content = content(message, file.folder(), file.name());
        // One look at what was found earlier, one at the folders as they are now.
        for (int look = 1; content.isEmpty() && look <= 2; look++) {
            FolderIndex index = movedSince(look);
            for (FolderScan.Entry entry : index.named(file.base())) {
                if (content.isEmpty()) {
                    content = content(message, entry.folder(), entry.name());
                }
            }
        }
        return content.orElseThrow(() ->
                new MessageGoneException(
                        "message "
                                + id
                                + " in "
                                + maildir.path()
                                + " was removed or changed by another program"));
    }

    /** Lists the folders only if they have changed, so that many lost messages cost one listing. */
    private FolderIndex movedSince(int look) throws IOException {
        FolderIndex index =
                moved.isPresent() && (look == 1 || moved.get().isCurrent(maildir))
                        ? moved.get()
                        : FolderIndex.of(maildir);
        moved = Optional.of(index);
        return index;
    }

    /** The content if the file of this name is there, and is the one that was listed. */
    private Optional<Content> content(StoredMessage message, Folder folder, String name)
            throws IOException {
        FileChannel channel;
        try {
            channel = maildir.disk().read(maildir.file(folder, name));
        } catch (NoSuchFileException _) {
            return Optional.empty();
        }
        boolean given = false;
        try {
            // Java cannot ask the channel for its inode. The name is looked up after opening: a
            // file that was put in the other's place before that shows here.
            given =
                    FoundFile.look(maildir, folder, name)
                            .filter(now -> now.isUnchangedFrom(message.file()))
                            .isPresent();
            if (!given) {
                messages.doubt();
            }
            return given ? Optional.of(content(message, channel)) : Optional.empty();
        } finally {
            if (!given) {
                channel.close();
            }
        }
    }

    private static Content content(StoredMessage message, FileChannel channel) {
        return message.wireForm()
                ? new Content.WireFile(channel, 0, message.octets())
                : new Content.LocalFile(channel, message.file().size(), message.octets());
    }

    @Override
    public Filed filed(UniqueId id) throws IOException {
        FoundFile file = message(id).file();
        return Filed.of(Stamp.instantOf(file.modified()), FileName.flags(file.name()));
    }

    /** A file is dated when its last octet was written: later than it arrived, never earlier. */
    @Override
    public Set<UniqueId> arrivedBefore(Instant time) throws IOException {
        requireOpen();
        long nanos = Stamp.nanosOf(time);
        KeptTimes times = KeptTimes.read(maildir);
        return matching(message ->
                message.file().modified() < nanos && !times.isRestoredSince(message.id(), time));
    }

    @Override
    public Set<UniqueId> retrievedBefore(Instant time) throws IOException {
        requireOpen();
        KeptTimes times = KeptTimes.read(maildir);
        return matching(message ->
                times.retrieved(message.id()).filter(first -> first.isBefore(time)).isPresent()
                        && !times.isRestoredSince(message.id(), time));
    }

    private Set<UniqueId> matching(Predicate<StoredMessage> condition) throws IOException {
        Set<UniqueId> ids = new HashSet<>();
        Messages.Reader reader = messages.ahead();
        for (int place = 0; place < messages.count(); place++) {
            StoredMessage message = reader.message(place);
            if (condition.test(message)) {
                ids.add(message.id());
            }
        }
        return Set.copyOf(ids);
    }

    @Override
    public void retrieved(Set<UniqueId> ids, Instant time) throws IOException {
        requireOpen();
        if (removal.isEmpty()) {
            // Nothing expires by what is done in a view; its lock does not guard that file.
            return;
        }
        KeptTimes times = KeptTimes.read(maildir);
        times.addRetrieved(ids, time);
        if (times.isLargeFor(messages.count())) {
            HiddenIds others = HiddenIds.read(maildir.disk(), hidden());
            Set<UniqueId> listed = matching(_ -> true);
            times.compact(id -> listed.contains(id) || others.contains(id.value()));
        }
    }

    private Path hidden() {
        return removal.isEmpty() ? maildir.hiddenInRecent() : maildir.hidden();
    }

    @Override
    public void hide(Set<UniqueId> ids) throws IOException {
        requireOpen();
        if (ids.isEmpty()) {
            return;
        }
        requireListed(ids, matching(message -> ids.contains(message.id())));
        HiddenIds all = HiddenIds.read(maildir.disk(), hidden());
        if (removal.isEmpty()) {
            // What was hidden that long ago has left the view.
            all.forget(clock.instant().minus(MaildropName.RECENT_TIME), _ -> false);
        }
        all.add(ids, clock.instant());
        all.write(maildir.disk(), hidden());
    }

    private static void requireListed(Set<UniqueId> ids, Set<UniqueId> found) {
        if (found.size() < ids.size()) {
            Set<UniqueId> unknown = new HashSet<>(ids);
            unknown.removeAll(found);
            throw new IllegalArgumentException("not in the listing: " + unknown);
        }
    }

    @Override
    public Set<UniqueId> remove(Set<UniqueId> ids) throws IOException {
        requireOpen();
        if (removal.isEmpty()) {
            hide(ids);
            return Set.of();
        }
        if (ids.isEmpty()) {
            return Set.of();
        }
        Map<UniqueId, StoredMessage> marked = LinkedHashMap.newLinkedHashMap(ids.size());
        Messages.Reader reader = messages.ahead();
        for (int place = 0; place < messages.count(); place++) {
            StoredMessage message = reader.message(place);
            if (ids.contains(message.id())) {
                marked.put(message.id(), message);
            }
        }
        requireListed(ids, marked.keySet());
        Set<UniqueId> failed = removal.get().remove(marked, messages);
        if (!failed.isEmpty()) {
            messages.doubt();
        }
        return failed;
    }

    @Override
    public List<MessageFile> files() throws IOException {
        requireOpen();
        List<MessageFile> files = new ArrayList<>(messages.count());
        Messages.Reader reader = messages.ahead();
        for (int place = 0; place < messages.count(); place++) {
            StoredMessage message = reader.message(place);
            files.add(new MessageFile(message.id(), message.octets(), message.file().name()));
        }
        return files;
    }

    @Override
    public Set<UniqueId> unavailable() throws IOException {
        requireOpen();
        return AssignedIds.read(maildir.disk(), maildir.assignedIds())
                .othersThan(Set.copyOf(keys().values()));
    }

    @Override
    public void adopt(Map<UniqueId, UniqueId> ids) throws IOException {
        requireOpen();
        Map<UniqueId, FoundFile.Key> listed = keys();
        Map<FoundFile.Key, UniqueId> given = new LinkedHashMap<>();
        listed.forEach((id, key) -> {
            UniqueId adopted = ids.get(id);
            if (adopted != null) {
                given.put(key, adopted);
            }
        });
        if (given.size() < ids.size()) {
            throw new IllegalArgumentException("not all of these are in the listing: " + ids);
        }
        if (!given.isEmpty()) {
            AssignedIds assigned = AssignedIds.read(maildir.disk(), maildir.assignedIds());
            assigned.replace(given, Set.copyOf(listed.values()));
            assigned.write(maildir.disk(), maildir.assignedIds());
        }
    }

    @Override
    public AdoptableMaildrop relisted() throws IOException {
        requireOpen();
        closed = true;
        messages.close();
        return opener.open(lock);
    }

    /** In the order of the listing. */
    private Map<UniqueId, FoundFile.Key> keys() throws IOException {
        Map<UniqueId, FoundFile.Key> keys = LinkedHashMap.newLinkedHashMap(messages.count());
        Messages.Reader reader = messages.ahead();
        for (int place = 0; place < messages.count(); place++) {
            StoredMessage message = reader.message(place);
            keys.put(message.id(), message.file().key());
        }
        return keys;
    }

    private void requireOpen() {
        if (closed) {
            throw new IllegalStateException("the maildrop is closed");
        }
    }

    private StoredMessage message(UniqueId id) throws IOException {
        requireOpen();
        if (last.isPresent() && last.get().id().equals(id)) {
            return last.get();
        }
        HashIndex index = byId.isPresent() ? byId.get() : indexById();
        byId = Optional.of(index);
        List<Integer> places = new ArrayList<>(1);
        index.each(id.hashCode(), places::add);
        for (int place : places) {
            StoredMessage message = messages.message(place);
            if (message.id().equals(id)) {
                return message;
            }
        }
        throw new IllegalArgumentException("message " + id + " is not in the listing");
    }

    private HashIndex indexById() throws IOException {
        HashIndex index = new HashIndex(messages.count());
        Messages.Reader reader = messages.ahead();
        for (int place = 0; place < messages.count(); place++) {
            try {
                index.add(reader.message(place).id().hashCode(), place);
            } catch (DamagedManifestException _) {
                // That message cannot be asked for in this session; the others can.
            }
        }
        return index;
    }

    @Override
    public void close() {
        if (!closed) {
            closed = true;
            messages.close();
            lock.close();
        }
    }
}
