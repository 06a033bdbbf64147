package org.restante.store.maildir;

import org.restante.store.FolderName;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Where the parts of one Maildir lie.
 *
 * @param disk where all of it is done
 * @param path absolute
 */
record MaildirFolder(Disk disk, Path path) {
    /** The longest name of a folder that file systems take, in octets. */
    private static final int NAME_OCTETS_MAX = 255;

    /** A file in {@code tmp/} that nobody has touched for so long is a delivery that died. */
    static final Duration LEFTOVER_AFTER = Duration.ofHours(36);

    MaildirFolder(Path path) {
        this(new RealDisk(), path);
    }

    Path folder(Folder folder) {
        return path.resolve(
                switch (folder) {
                    case NEW -> "new";
                    case CUR -> "cur";
                });
    }

    Path file(Folder folder, String name) {
        return FileName.in(folder(folder), name);
    }

    Path tmp() {
        return path.resolve("tmp");
    }

    Path removed() {
        return path.resolve("restante-removed");
    }

    Path manifest() {
        return path.resolve("restante-manifest");
    }

    /**
     * The messages of this one that are hidden from its sessions, as the manifest has the others.
     */
    Path hiddenManifest() {
        return path.resolve("restante-manifest-hidden");
    }

    Path hidden() {
        return path.resolve("restante-hidden");
    }

    /** What is hidden in the view of lately arrived mail; that has a lock of its own. */
    Path hiddenInRecent() {
        return path.resolve("restante-hidden-recent");
    }

    Path recentLock() {
        return path.resolve("restante-lock-recent");
    }

    Path retrieved() {
        return path.resolve("restante-retrieved");
    }

    Path assignedIds() {
        return path.resolve("restante-unique-ids");
    }

    Path deliveries() {
        return path.resolve("restante-deliveries");
    }

    Path deliveriesLock() {
        return path.resolve("restante-deliveries-lock");
    }

    Path journal() {
        return path.resolve("restante-journal");
    }

    Path olderJournal() {
        return path.resolve("restante-journal.1");
    }

    Path lock() {
        return path.resolve("restante-lock");
    }

    /**
     * A folder of this one, named as in Maildir++: the levels in modified UTF-7 (RFC 3501 §5.1.3),
     * a full stop before each.
     */
    MaildirFolder inner(FolderName name) {
        StringBuilder text = new StringBuilder();
        name.levels().forEach(level -> text.append('.').append(ModifiedUtf7.of(level)));
        return new MaildirFolder(disk, path.resolve(text.toString()));
    }

    /** The names of the folders in this one, in alphabetical order. */
    List<FolderName> innerNames() throws IOException {
        List<String> names = new ArrayList<>();
        disk.list(path, names::add);
        List<FolderName> folders = new ArrayList<>();
        for (String name : names.stream().sorted().toList()) {
            Optional<FolderName> folder = folderName(name);
            if (folder.isPresent() && inner(folder.get()).isThere()) {
                folders.add(folder.get());
            }
        }
        return folders;
    }

    private static Optional<FolderName> folderName(String name) {
        if (!name.startsWith(".") || name.length() == 1) {
            return Optional.empty();
        }
        List<String> levels = new ArrayList<>();
        for (String level : name.substring(1).split("\\.", -1)) {
            Optional<String> decoded = ModifiedUtf7.decoded(level);
            if (decoded.isEmpty() || decoded.get().contains(".")) {
                return Optional.empty();
            }
            levels.add(decoded.get());
        }
        return FolderName.parse(String.join(".", levels));
    }

    /**
     * Whether there is a Maildir here. A symbolic link is none: it could lead to another account's.
     *
     * @throws IOException if that cannot be told
     */
    boolean isThere() throws IOException {
        if (path.getFileName().toString().length() > NAME_OCTETS_MAX) {
            return false;
        }
        for (Path each : List.of(path, tmp(), folder(Folder.NEW), folder(Folder.CUR))) {
            if (disk.status(each).filter(FileStatus::isFolder).isEmpty()) {
                return false;
            }
        }
        return true;
    }

    /** Makes the Maildir unless it was made; one look, as {@code tmp/} comes last. */
    void createFirst() throws IOException {
        if (!disk.isFolder(tmp())) {
            create();
        }
    }

    /**
     * Makes what is missing of the Maildir, durably. {@code tmp/} comes last: nothing can be
     * delivered without it, so whoever finds it need not ask whether the rest is on disk.
     */
    void create() throws IOException {
        if (!disk.isFolder(tmp())
                || !disk.isFolder(folder(Folder.NEW))
                || !disk.isFolder(folder(Folder.CUR))) {
            createWithParents(path);
            createOne(folder(Folder.NEW));
            createOne(folder(Folder.CUR));
            disk.sync(path);
            // Another process may have made these and died before they were on disk. A folder
            // in which we may not write has got nothing from us.
            for (Path parent = path.getParent();
                    parent != null && disk.isWritable(parent);
                    parent = parent.getParent()) {
                disk.sync(parent);
            }
            createOne(tmp());
        }
    }

    private void createWithParents(Path folder) throws IOException {
        Path parent = folder.getParent();
        if (parent != null && !disk.isFolder(parent)) {
            createWithParents(parent);
        }
        createOne(folder);
    }

    /** Makes one folder unless it is there, possibly made by another delivery just now. */
    void createOne(Path folder) throws IOException {
        try {
            disk.createFolder(folder);
        } catch (FileAlreadyExistsException e) {
            if (!disk.isFolder(folder)) {
                throw e;
            }
        }
    }

    /**
     * Removes what deliveries that died have left in {@code tmp/}.
     *
     * @return the files of deliveries with an id, however long they have been there: what becomes
     *     of them is in the log of deliveries
     */
    Set<String> removeLeftovers(Instant now) throws IOException {
        Set<String> names = new HashSet<>();
        disk.list(tmp(), names::add);
        if (names.isEmpty() || !disk.isFolderItself(tmp())) {
            return Set.of();
        }
        Set<String> waiting =
                names.stream().filter(DeliveredName::isWaiting).collect(Collectors.toSet());
        names.removeAll(waiting);
        removeLeftovers(names, now);
        return waiting;
    }

    /** Removes those of some files in {@code tmp/} that nobody has touched for long. */
    void removeLeftovers(Set<String> names, Instant now) throws IOException {
        long nanos = Stamp.nanosOf(now.minus(LEFTOVER_AFTER));
        for (String name : names) {
            Path file = FileName.in(tmp(), name);
            // By ctime: a write sets it to the present.
            if (disk.status(file)
                    .filter(found -> found.isFile() && found.changed() < nanos)
                    .isPresent()) {
                disk.removeIfThere(file);
            }
        }
    }
}
