package org.restante.store.maildir;

import org.restante.protocol.Content;
import org.restante.protocol.UniqueId;
import org.restante.protocol.wire.CanonicalInputStream;
import org.restante.store.ListedMessage;
import org.restante.store.Maildrop;
import org.restante.store.MessageGoneException;

import java.io.IOException;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/** A session's view of a Maildir: what the inventory found when the lock was taken. */
final class OpenMaildir implements Maildrop {
    private final MaildirFolder maildir;
    private final MaildirLock lock;
    private final Removal removal;
    private final List<ListedMessage> listing;
    private final Map<UniqueId, StoredMessage> messages;

    /** The folders as they were when a message was first not found under its name. */
    private Optional<FolderIndex> moved = Optional.empty();

    private boolean closed;

    OpenMaildir(
            MaildirFolder maildir,
            MaildirLock lock,
            List<StoredMessage> messages,
            Removal removal) {
        this.maildir = maildir;
        this.lock = lock;
        this.removal = removal;
        this.listing = messages.stream().map(StoredMessage::listed).toList();
        this.messages = HashMap.newHashMap(messages.size());
        messages.forEach(message -> this.messages.put(message.id(), message));
    }

    @Override
    public List<ListedMessage> listing() {
        return listing;
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
            channel =
                    FileChannel.open(
                            maildir.file(folder, name),
                            StandardOpenOption.READ,
                            LinkOption.NOFOLLOW_LINKS);
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
                : new Content.Stream(
                        new CanonicalInputStream(Channels.newInputStream(channel)),
                        message.octets());
    }

    /** A file is dated when its last octet was written: later than it arrived, never earlier. */
    @Override
    public Set<UniqueId> arrivedBefore(Instant time) {
        long nanos = FileTime.from(time).to(TimeUnit.NANOSECONDS);
        return messages.values().stream()
                .filter(message -> message.file().modified() < nanos)
                .map(StoredMessage::id)
                .collect(Collectors.toUnmodifiableSet());
    }

    @Override
    public Set<UniqueId> remove(Set<UniqueId> ids) throws IOException {
        Map<UniqueId, StoredMessage> marked = new LinkedHashMap<>();
        for (UniqueId id : ids) {
            marked.put(id, message(id));
        }
        return removal.remove(marked, messages.values());
    }

    private StoredMessage message(UniqueId id) {
        if (closed) {
            throw new IllegalStateException("the maildrop is closed");
        }
        StoredMessage message = messages.get(id);
        if (message == null) {
            throw new IllegalArgumentException("message " + id + " is not in the listing");
        }
        return message;
    }

    @Override
    public void close() {
        if (!closed) {
            closed = true;
            lock.close();
        }
    }
}
