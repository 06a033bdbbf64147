package org.restante.store.maildir;

import org.restante.store.FolderName;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * Where the parts of one Maildir lie.
 *
 * @param path absolute
 */
record MaildirFolder(Path path) {
    /** The longest name of a folder that file systems take, in octets. */
    private static final int NAME_OCTETS_MAX = 255;

    /** A file in {@code tmp/} that nobody has touched for so long is a delivery that died. */
    private static final Duration LEFTOVER_AFTER = Duration.ofHours(36);

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
        return new MaildirFolder(path.resolve(text.toString()));
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
            try {
                if (!Files.readAttributes(
                                each, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS)
                        .isDirectory()) {
                    return false;
                }
            } catch (NoSuchFileException _) {
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
        if (!Files.isDirectory(tmp())
                || !Files.isDirectory(folder(Folder.NEW))
                || !Files.isDirectory(folder(Folder.CUR))) {
            createWithParents(path);
            createOne(folder(Folder.NEW));
            createOne(folder(Folder.CUR));
            Disk.sync(path);
            // Another process may have made these and died before they were on disk. A folder
            // in which we may not write has got nothing from us.
            for (Path parent = path.getParent();
                    parent != null && Files.isWritable(parent);
                    parent = parent.getParent()) {
                Disk.sync(parent);
            }
            createOne(tmp());
        }
    }

    private static void createWithParents(Path folder) throws IOException {
        Path parent = folder.getParent();
        if (parent != null && !Files.isDirectory(parent)) {
            createWithParents(parent);
        }
        createOne(folder);
    }

    /** Makes one folder unless it is there, possibly made by another delivery just now. */
    static void createOne(Path folder) throws IOException {
        try {
            Files.createDirectory(folder, Disk.FOLDER_MODE);
        } catch (FileAlreadyExistsException e) {
            if (!Files.isDirectory(folder)) {
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
        if (Files.isDirectory(removed())) {
            removeUntouchedSince(before, removed());
        }
    }

    /** By ctime: a write, and also the rename that brought a file here, sets it to the present. */
    private static void removeUntouchedSince(Instant instant, Path folder) throws IOException {
        for (Path file : Disk.list(folder)) {
            try {
                Map<String, Object> attributes =
                        Files.readAttributes(
                                file, "unix:isRegularFile,ctime", LinkOption.NOFOLLOW_LINKS);
                if (attributes.get("isRegularFile") instanceof Boolean regular
                        && regular
                        && attributes.get("ctime") instanceof FileTime changed
                        && changed.toInstant().isBefore(instant)) {
                    Files.deleteIfExists(file);
                }
            } catch (NoSuchFileException _) {
                // Its owner was quicker.
            }
        }
    }
}
