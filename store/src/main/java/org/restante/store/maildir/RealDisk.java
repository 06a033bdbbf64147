package org.restante.store.maildir;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** The disk by {@link Files} and {@link FileChannel}; one is equal to any other. */
record RealDisk() implements Disk {
    private static final FileAttribute<Set<PosixFilePermission>> FILE_MODE =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));
    private static final FileAttribute<Set<PosixFilePermission>> FOLDER_MODE =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));
    private static final Set<OpenOption> NEW =
            Set.of(
                    StandardOpenOption.CREATE_NEW,
                    StandardOpenOption.READ,
                    StandardOpenOption.WRITE);
    private static final Set<OpenOption> TO_READ =
            Set.of(StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS);
    private static final Set<OpenOption> AT_END =
            Set.of(StandardOpenOption.CREATE, StandardOpenOption.APPEND, LinkOption.NOFOLLOW_LINKS);
    private static final Set<OpenOption> TO_LOCK =
            Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    private static final String STATUS =
            "unix:isRegularFile,isDirectory,dev,ino,size,lastModifiedTime,ctime";

    /** How the key of a file names its inode in OpenJDK, in {@code (dev=…,ino=…)}. */
    private static final String INODE = ",ino=";

    private static final boolean KEYS_NAME_INODES = keysNameInodes();

    @Override
    public FileChannel create(Path file) throws IOException {
        return FileChannel.open(file, NEW, FILE_MODE);
    }

    @Override
    public FileChannel read(Path file) throws IOException {
        return FileChannel.open(file, TO_READ);
    }

    @Override
    public FileChannel update(Path file) throws IOException {
        return FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE);
    }

    @Override
    public void setModified(Path file, Instant time) throws IOException {
        Files.setLastModifiedTime(file, FileTime.from(time));
    }

    @Override
    public FileChannel append(Path file) throws IOException {
        return FileChannel.open(file, AT_END, FILE_MODE);
    }

    @Override
    public void rename(Path from, Path to) throws IOException {
        Files.move(from, to, StandardCopyOption.ATOMIC_MOVE);
    }

    @Override
    public void remove(Path file) throws IOException {
        Files.delete(file);
    }

    @Override
    public void createFolder(Path folder) throws IOException {
        Files.createDirectory(folder, FOLDER_MODE);
    }

    @Override
    public void sync(Path folder) throws IOException {
        try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }

    @Override
    public void list(Path folder, Consumer<String> names) throws IOException {
        try (DirectoryStream<Path> stream = Files.newDirectoryStream(folder)) {
            stream.forEach(file -> names.accept(FileName.of(file)));
        } catch (DirectoryIteratorException e) {
            throw e.getCause();
        }
    }

    @Override
    public Optional<FileStatus> status(Path path) throws IOException {
        return look(path, LinkOption.NOFOLLOW_LINKS);
    }

    /**
     * By Java's basic attributes: to ask for those of Unix takes half as long again, as they come
     * in a map, and every retrieval and removal looks at its file.
     */
    @Override
    public Optional<FoundFile> file(Path path, Folder folder, String name) throws IOException {
        if (!KEYS_NAME_INODES) {
            return Disk.super.file(path, folder, name);
        }
        BasicFileAttributes found;
        try {
            found =
                    Files.readAttributes(
                            path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
        } catch (NoSuchFileException _) {
            return Optional.empty();
        }
        return found.isRegularFile()
                ? Optional.of(
                        new FoundFile(
                                folder,
                                name,
                                inode(found),
                                found.size(),
                                found.lastModifiedTime().to(TimeUnit.NANOSECONDS)))
                : Optional.empty();
    }

    private static boolean keysNameInodes() {
        Path root = Path.of("/");
        try {
            long inode = inode(Files.readAttributes(root, BasicFileAttributes.class));
            return Files.getAttribute(root, "unix:ino").equals(inode);
        } catch (IOException | RuntimeException _) {
            return false;
        }
    }

    private static long inode(BasicFileAttributes found) {
        String key = String.valueOf(found.fileKey());
        int at = key.indexOf(INODE) + INODE.length();
        return Long.parseLong(key, at, key.length() - 1, 10);
    }

    @Override
    public Optional<FileStatus> statusBehindLinks(Path path) throws IOException {
        return look(path);
    }

    private static Optional<FileStatus> look(Path path, LinkOption... links) throws IOException {
        Map<String, Object> attributes;
        try {
            attributes = Files.readAttributes(path, STATUS, links);
        } catch (NoSuchFileException _) {
            return Optional.empty();
        }
        if (attributes.get("isRegularFile") instanceof Boolean file
                && attributes.get("isDirectory") instanceof Boolean folder
                && attributes.get("dev") instanceof Long device
                && attributes.get("ino") instanceof Long inode
                && attributes.get("size") instanceof Long size
                && attributes.get("lastModifiedTime") instanceof FileTime modified
                && attributes.get("ctime") instanceof FileTime changed) {
            FileStatus.Kind kind =
                    file
                            ? FileStatus.Kind.FILE
                            : folder ? FileStatus.Kind.FOLDER : FileStatus.Kind.OTHER;
            return Optional.of(
                    new FileStatus(
                            kind,
                            device,
                            inode,
                            size,
                            modified.to(TimeUnit.NANOSECONDS),
                            changed.to(TimeUnit.NANOSECONDS)));
        }
        throw new IOException("the file system of " + path + " has no inodes");
    }

    @Override
    public Optional<FileStatus> statusIfThere(Path path) throws IOException {
        return basic(path).isPresent() ? statusBehindLinks(path) : Optional.empty();
    }

    @Override
    public boolean isFree(Path path) throws IOException {
        return basic(path).isEmpty();
    }

    @Override
    public boolean isFolder(Path path) throws IOException {
        return basic(path).filter(BasicFileAttributes::isDirectory).isPresent();
    }

    /** Costs no exception where nothing is, as {@link #look} does. */
    private static Optional<BasicFileAttributes> basic(Path path) throws IOException {
        // Only where links are followed does Java know that nothing is there without an exception.
        return Optional.ofNullable(
                path.getFileSystem()
                        .provider()
                        .readAttributesIfExists(path, BasicFileAttributes.class));
    }

    @Override
    public boolean isWritable(Path folder) {
        return Files.isWritable(folder);
    }

    @Override
    public Optional<FileChannel> tryLock(Path file) throws IOException {
        FileChannel channel = FileChannel.open(file, TO_LOCK, FILE_MODE);
        boolean locked = false;
        try {
            FileLock lock = channel.tryLock();
            locked = lock != null;
            return locked ? Optional.of(channel) : Optional.empty();
        } finally {
            if (!locked) {
                channel.close();
            }
        }
    }
}
