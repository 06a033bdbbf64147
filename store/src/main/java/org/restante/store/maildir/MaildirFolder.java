package org.restante.store.maildir;

import org.restante.store.FolderName;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

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
    private static final Duration LEFTOVER_AFTER = Duration.ofHours(36);

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

    Path assignedIds() {
        return path.resolve("restante-unique-ids");
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

    /** Removes what deliveries that died have left in {@code tmp/}. */
    void removeLeftovers(Instant now) throws IOException {
        removeUntouchedSince(now.minus(LEFTOVER_AFTER), tmp());
    }

    /** Removes for good what was removed before this instant. */
    void purgeRemoved(Instant before) throws IOException {
        if (disk.isFolder(removed())) {
            removeUntouchedSince(before, removed());
        }
    }

    /** By ctime: a write, and also the rename that brought a file here, sets it to the present. */
    private void removeUntouchedSince(Instant instant, Path folder) throws IOException {
        List<String> names = new ArrayList<>();
        disk.list(folder, names::add);
        long nanos = Stamp.nanosOf(instant);
        for (String name : names) {
            Path file = FileName.in(folder, name);
            if (disk.status(file)
                    .filter(found -> found.isFile() && found.changed() < nanos)
                    .isPresent()) {
                disk.removeIfThere(file);
            }
        }
    }
}
