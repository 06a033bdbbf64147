package org.restante.store.maildir;

import org.restante.protocol.UniqueId;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;

/**
 * Removes marked messages: unlinks them, or moves them into {@code restante-removed/} when there is
 * an undo window.
 *
 * <p>A file is removed only after a look that shows the inode, size and mtime that were listed;
 * what another program has put in its place stays. Files that are not under their listed name are
 * sought together, with one listing of the folders for all of them. One that two listings in a row
 * do not show is gone, and counts as removed once that is on the disk.
 */
final class Removal {
    /** So often a message is looked for that another program renames meanwhile. */
    private static final int LISTINGS_MAX = 6;

    private static final int ABSENT_LISTINGS = 2;

    private enum Outcome {
        REMOVED,
        /** No file of this name, or one that is not the message's. */
        NOT_THERE,
        /** It is there, but changed or not ours to remove. */
        FAILED
    }

    private final MaildirFolder maildir;
    private final Map<FoundFile.Key, List<FoundFile>> twins;
    private final UndoWindow undo;
    private final RandomGenerator random;
    private final Set<Folder> touched = EnumSet.noneOf(Folder.class);

    /** What makes the next name among removed mail unlike others. */
    private long mark;

    /** Whether what goes is kept among removed mail: not where the disk has no room for that. */
    private boolean keeps;

    /**
     * Ready to remove from one maildrop, for the holder of its lock.
     *
     * @param twins further names of listed files
     */
    Removal(MaildirFolder maildir, List<FoundFile> twins, UndoWindow undo, RandomGenerator random) {
        this.maildir = maildir;
        this.twins =
                twins.isEmpty()
                        ? Map.of()
                        : twins.stream().collect(Collectors.groupingBy(FoundFile::key));
        this.undo = undo;
        this.random = random;
    }

    /**
     * Removes what is marked, durably.
     *
     * @param marked what to remove, all of it listed
     * @param listed all messages of the session
     * @return the ids of those that are still there
     */
    Set<UniqueId> remove(Map<UniqueId, StoredMessage> marked, Messages listed) throws IOException {
        if (marked.isEmpty()) {
            return Set.of();
        }
        keeps = undo.isOpen() && succeedsWithRoom(() -> undo.makeFolder(maildir));
        mark = random.nextLong();
        touched.clear();
        Set<UniqueId> failed = new HashSet<>();
        try {
            List<StoredMessage> missing = new ArrayList<>();
            Set<UniqueId> byTwin = removeTwins(marked.values(), failed);
            for (StoredMessage message : marked.values()) {
                FoundFile file = message.file();
                switch (attempt(file, file.folder(), file.name())) {
                    case REMOVED -> {}
                    case NOT_THERE -> missing.add(message);
                    case FAILED -> failed.add(message.id());
                }
            }
            if (!missing.isEmpty()) {
                seek(missing, listed, byTwin, failed);
            }
        } finally {
            sync();
        }
        if (keeps || !undo.isOpen()) {
            purge();
        }
        return Set.copyOf(failed);
    }

    /** What may fail because the disk is full. */
    @FunctionalInterface
    private interface Step {
        void take() throws IOException;
    }

    /**
     * Does what may need room. On a full disk what was removed longest ago makes some.
     *
     * @return false if the disk is still full
     */
    private boolean succeedsWithRoom(Step step) throws IOException {
        return hasRoom(step) || (new RemovedMail(maildir).removeOldest() && hasRoom(step));
    }

    private static boolean hasRoom(Step step) throws IOException {
        try {
            step.take();
            return true;
        } catch (IOException e) {
            if (!Disk.isFull(e)) {
                throw e;
            }
            return false;
        }
    }

    /**
     * Where a file has a second name, that has to go too, or the message would come back.
     *
     * @return the ids of those of which one went
     */
    private Set<UniqueId> removeTwins(Collection<StoredMessage> marked, Set<UniqueId> failed) {
        Set<UniqueId> removed = new HashSet<>();
        if (twins.isEmpty()) {
            return removed;
        }
        for (StoredMessage message : marked) {
            FoundFile file = message.file();
            for (FoundFile twin : twins.getOrDefault(file.key(), List.of())) {
                switch (attempt(file, twin.folder(), twin.name())) {
                    case REMOVED -> removed.add(message.id());
                    case NOT_THERE -> {}
                    case FAILED -> failed.add(message.id());
                }
            }
        }
        return removed;
    }

    private Outcome attempt(FoundFile listed, Folder folder, String name) {
        try {
            Optional<FoundFile> now = FoundFile.look(maildir, folder, name);
            if (now.isEmpty() || now.get().inode() != listed.inode()) {
                return Outcome.NOT_THERE;
            }
            if (!now.get().isUnchangedFrom(listed)) {
                return Outcome.FAILED;
            }
            Path file = maildir.file(folder, name);
            // A client must be able to make room, and removed mail is the first to go.
            if (!keeps || !succeedsWithRoom(() -> moveAmongRemoved(file, name))) {
                maildir.disk().remove(file);
            }
            touched.add(folder);
            return Outcome.REMOVED;
        } catch (NoSuchFileException _) {
            // The message, or the folder that it was to go to.
            return isPlaceGone() ? Outcome.FAILED : Outcome.NOT_THERE;
        } catch (IOException _) {
            // Told to the caller by the id: the message is still there.
            return Outcome.FAILED;
        }
    }

    private boolean isPlaceGone() {
        try {
            return keeps && !maildir.disk().isFolder(maildir.removed());
        } catch (IOException _) {
            return true;
        }
    }

    /**
     * Moves a file among removed mail, to a name of the same base that nobody has, so that no
     * message removed earlier is lost. Nobody looks whether it is free, as that costs half of what
     * the rename does: among 64 random bits none is met twice.
     */
    private void moveAmongRemoved(Path file, String name) throws IOException {
        String marked = FileName.distinguished(name, HexFormat.of().toHexDigits(mark++));
        try {
            maildir.disk().rename(file, FileName.in(maildir.removed(), marked));
        } catch (FileSystemException e) {
            Path place = FileName.in(maildir.removed(), name);
            if (e instanceof NoSuchFileException
                    || Disk.isFull(e)
                    || !maildir.disk().isFree(place)) {
                throw e;
            }
            // It may be too long for the file system with the mark, and not without.
            maildir.disk().rename(file, place);
        }
    }

    /** Looks for messages that were moved or got new flags, and removes them where they are. */
    private void seek(
            List<StoredMessage> missing,
            Messages listed,
            Set<UniqueId> byTwin,
            Set<UniqueId> failed)
            throws IOException {
        Set<FoundFile.Key> known = keysNamedAs(missing, listed);
        List<StoredMessage> sought = missing;
        int absentListings = 0;
        for (int listing = 1; listing <= LISTINGS_MAX && !sought.isEmpty(); listing++) {
            FolderIndex index = FolderIndex.of(maildir);
            absentListings = index.isCurrent(maildir) ? absentListings + 1 : 0;
            List<StoredMessage> absent = new ArrayList<>();
            for (StoredMessage message : sought) {
                switch (attempt(message, index.named(message.file().base()), known)) {
                    case REMOVED -> {}
                    case NOT_THERE -> absent.add(message);
                    case FAILED -> failed.add(message.id());
                }
            }
            sought = absent;
            if (absentListings == ABSENT_LISTINGS) {
                if (!sought.isEmpty()) {
                    // Whoever removed these may not have had that put on the disk.
                    touched.addAll(EnumSet.allOf(Folder.class));
                }
                return;
            }
        }
        // A file that was moved while it was listed had two names, one after the other: it went by
        // the one that it has now, and is nowhere else.
        sought.stream()
                .map(StoredMessage::id)
                .filter(id -> !byTwin.contains(id))
                .forEach(failed::add);
    }

    /** The listed messages that share a base name with one of these. */
    private static Set<FoundFile.Key> keysNamedAs(List<StoredMessage> messages, Messages listed)
            throws IOException {
        Set<String> bases =
                messages.stream().map(message -> message.file().base()).collect(Collectors.toSet());
        Set<FoundFile.Key> keys = new HashSet<>();
        Messages.Reader reader = listed.ahead();
        for (int place = 0; place < listed.count(); place++) {
            FoundFile.Key key = reader.message(place).file().key();
            if (bases.contains(key.base())) {
                keys.add(key);
            }
        }
        return keys;
    }

    private Outcome attempt(
            StoredMessage message, List<FolderScan.Entry> named, Set<FoundFile.Key> known)
            throws IOException {
        Outcome outcome = Outcome.NOT_THERE;
        for (FolderScan.Entry entry : named) {
            Optional<FoundFile> now = FoundFile.look(maildir, entry.folder(), entry.name());
            if (now.isEmpty()) {
                continue;
            }
            if (now.get().inode() == message.file().inode()) {
                Outcome here = attempt(message.file(), entry.folder(), entry.name());
                outcome = here == Outcome.NOT_THERE ? outcome : here;
            } else if (outcome == Outcome.NOT_THERE && !known.contains(now.get().key())) {
                // Somebody has put another file in its place: it stays, and so does its id.
                outcome = Outcome.FAILED;
            }
        }
        return outcome;
    }

    private void sync() throws IOException {
        // The place where they went first: a message is never in neither.
        if (keeps && !touched.isEmpty()) {
            maildir.disk().sync(maildir.removed());
        }
        for (Folder folder : touched) {
            maildir.disk().sync(maildir.folder(folder));
        }
    }

    private void purge() {
        try {
            undo.removed(maildir);
        } catch (IOException _) {
            // What was asked is done. These stay longer than they need, until the next removal.
        }
    }
}
