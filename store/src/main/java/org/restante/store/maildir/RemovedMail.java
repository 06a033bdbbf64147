package org.restante.store.maildir;

import org.restante.protocol.UniqueId;

import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.random.RandomGenerator;

/**
 * What lies in {@code restante-removed/} of one maildrop, and the way back from there.
 *
 * <p>A file keeps its inode and its times on both ways, so an assigned unique-id finds it again.
 * Its name says where it was: flags are in names in {@code cur/} only.
 */
final class RemovedMail {
    /** As much room is made at a time as several blocks of a delivery take. */
    private static final long ROOM_OCTETS = 1 << 20;

    private final MaildirFolder maildir;

    RemovedMail(MaildirFolder maildir) {
        this.maildir = maildir;
    }

    /** All that can be brought back, what was removed last first; needs no lock. */
    List<RemovedMessage> list(Duration undoWindow) throws IOException {
        Map<String, FileStatus> files = files();
        AssignedIds assigned = AssignedIds.read(maildir.disk(), maildir.assignedIds());
        // A file that had two names has both here; one of them is enough.
        Set<FoundFile.Key> seen = new HashSet<>();
        List<RemovedMessage> messages = new ArrayList<>();
        for (Map.Entry<String, FileStatus> each : files.entrySet()) {
            String name = each.getKey();
            FileStatus found = each.getValue();
            FoundFile file =
                    new FoundFile(Folder.NEW, name, found.inode(), found.size(), found.modified());
            if (seen.add(file.key())) {
                UniqueId id =
                        assigned.find(file.key()).orElseGet(() -> FileName.derivedId(file.base()));
                Instant removed = instant(found.changed());
                messages.add(
                        new RemovedMessage(
                                id,
                                found.size(),
                                instant(DeliveryOrder.delivered(file)),
                                removed,
                                removed.plus(undoWindow),
                                name));
            }
        }
        messages.sort(
                Comparator.comparing(RemovedMessage::removed)
                        .reversed()
                        .thenComparing(RemovedMessage::file));
        return List.copyOf(messages);
    }

    /** What lies there, by name; nothing if nothing was ever removed, or behind a link. */
    Map<String, FileStatus> files() throws IOException {
        List<String> names = new ArrayList<>();
        if (maildir.disk().isFolderItself(maildir.removed())) {
            maildir.disk().list(maildir.removed(), names::add);
        }
        Map<String, FileStatus> files = new HashMap<>();
        for (String name : names) {
            look(name).ifPresent(found -> files.put(name, found));
        }
        return files;
    }

    /**
     * Removes for good what was removed longest ago, until there is room again; tells whether there
     * was anything.
     */
    boolean removeOldest() throws IOException {
        List<RemovedMessage> oldest = list(Duration.ZERO).reversed();
        long freed = 0;
        for (RemovedMessage message : oldest) {
            if (freed >= ROOM_OCTETS) {
                break;
            }
            maildir.disk().removeIfThere(FileName.in(maildir.removed(), message.file()));
            freed += message.size();
        }
        return freed > 0;
    }

    private Optional<FileStatus> look(String name) throws IOException {
        return maildir.disk()
                .status(FileName.in(maildir.removed(), name))
                .filter(FileStatus::isFile);
    }

    private static Instant instant(long nanos) {
        return Instant.ofEpochSecond(0, nanos);
    }

    /** Those that are still there: another of this name may have been removed since. */
    List<RemovedMessage> stillThere(Collection<RemovedMessage> messages) throws IOException {
        List<RemovedMessage> there = new ArrayList<>();
        for (RemovedMessage message : messages) {
            if (look(message.file())
                    .filter(now -> instant(now.changed()).equals(message.removed()))
                    .isPresent()) {
                there.add(message);
            }
        }
        return there;
    }

    /**
     * Brings messages back, for the holder of the maildrop's lock; when this returns, that is on
     * disk.
     *
     * @param messages of those that are {@linkplain #stillThere still there}
     * @return those that have not gone since
     */
    List<RemovedMessage> restore(Collection<RemovedMessage> messages, RandomGenerator random)
            throws IOException {
        List<RemovedMessage> restored = new ArrayList<>();
        Set<Folder> touched = EnumSet.noneOf(Folder.class);
        try {
            for (RemovedMessage message : messages) {
                restore(message.file(), random)
                        .ifPresent(to -> {
                            touched.add(to);
                            restored.add(message);
                        });
            }
        } finally {
            // The places where they went first: a message is never in neither.
            for (Folder folder : touched) {
                maildir.disk().sync(maildir.folder(folder));
            }
            if (!touched.isEmpty()) {
                maildir.disk().sync(maildir.removed());
            }
        }
        return restored;
    }

    /** Returns where it went; empty if it is gone. */
    private Optional<Folder> restore(String file, RandomGenerator random) throws IOException {
        String name = FileName.undistinguished(file);
        Folder folder = FileName.hasInfo(name) ? Folder.CUR : Folder.NEW;
        Path place = maildir.file(folder, name);
        while (maildir.disk().status(place).isPresent()) {
            // Only names in cur/ have something that can be changed without changing the id.
            folder = Folder.CUR;
            String mark = HexFormat.of().toHexDigits(random.nextLong());
            place = maildir.file(folder, FileName.distinguished(name, mark));
        }
        try {
            maildir.disk().rename(FileName.in(maildir.removed(), file), place);
        } catch (NoSuchFileException _) {
            return Optional.empty();
        }
        return Optional.of(folder);
    }
}
