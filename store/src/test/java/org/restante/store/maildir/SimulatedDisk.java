package org.restante.store.maildir;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;

/**
 * A disk in memory that knows what was forced to it and what was not. It has everything that was
 * done; {@link #afterPowerCut} makes one that has what was forced, and of the rest what chance
 * wants. A hook is called before each operation, and may fail in its place. Confined to one thread.
 *
 * <p>What it promises is what decision 21 relies on, no more: inode numbers are used again, octets
 * not forced come back in part or as zeros, entries not forced come back in any choice. It does
 * keep the order within one folder in half of the cases, as journals do, because only then are a
 * folder's times what they were, and a manifest believed.
 */
final class SimulatedDisk implements Disk {
    /** What is about to be done. */
    enum Operation {
        CREATE,
        OPEN,
        READ,
        WRITE,
        FORCE,
        RENAME,
        REMOVE,
        CREATE_FOLDER,
        SYNC,
        LIST,
        STATUS,
        LOCK
    }

    /** Called before each operation. */
    @FunctionalInterface
    interface Hook {
        void before(Operation operation) throws IOException;
    }

    private static final Path ROOT = Path.of("/");
    private static final long START = Instant.parse("2026-11-23T12:00:00Z").toEpochMilli();

    /** A file or folder; with what is durable of it. */
    static final class Node {
        final long inode;
        final boolean folder;
        byte[] octets = new byte[0];
        final Map<String, Node> entries = new TreeMap<>();
        long modified;
        long changed;

        byte[] durableOctets = new byte[0];
        final Map<String, Node> durableEntries = new TreeMap<>();
        long durableModified;
        long durableChanged;

        Node(long inode, boolean folder, long now) {
            this.inode = inode;
            this.folder = folder;
            this.modified = now;
            this.changed = now;
            this.durableModified = now;
            this.durableChanged = now;
        }
    }

    /** Something done and not forced yet. */
    private sealed interface Pending {
        /** Octets of a file. */
        record Write(Node file, int at, ByteBuffer octets, long time) implements Pending {}

        /** Entries made or taken away at one stroke; durable when that folder is forced. */
        record Entries(Node forcedBy, List<Entry> entries, long time) implements Pending {}
    }

    private record Entry(Node folder, String name, Optional<Node> node) {}

    private final Node root;
    private List<Pending> pending = new ArrayList<>();
    private Hook hook = _ -> {};
    private long now;
    private int operations;
    private int open;

    SimulatedDisk() {
        this(new Node(2, true, START * 1_000_000), START * 1_000_000);
    }

    private SimulatedDisk(Node root, long now) {
        this.root = root;
        this.now = now;
    }

    void hook(Hook hook) {
        this.hook = hook;
    }

    /** How many operations there were. */
    int operations() {
        return operations;
    }

    /** How many channels are open. */
    int open() {
        return open;
    }

    InstantSource clock() {
        return () -> Instant.ofEpochSecond(now / 1_000_000_000, now % 1_000_000_000);
    }

    /** Time goes by, so that what changed before is old. */
    void later() {
        now += 10_000_000_000L;
    }

    void begin(Operation operation) throws IOException {
        operations++;
        now += 1_000_000;
        hook.before(operation);
    }

    // What the store does.

    @Override
    public FileChannel create(Path file) throws IOException {
        begin(Operation.CREATE);
        Node folder = folderOf(file);
        if (folder.entries.containsKey(nameOf(file))) {
            throw new FileAlreadyExistsException(file.toString());
        }
        Node node = new Node(freeInode(), false, now);
        enter(folder, List.of(new Entry(folder, nameOf(file), Optional.of(node))));
        return opened(node, true);
    }

    @Override
    public FileChannel append(Path file) throws IOException {
        if (status(file).isEmpty()) {
            return create(file);
        }
        FileChannel channel = update(file);
        return channel.position(channel.size());
    }

    @Override
    public FileChannel read(Path file) throws IOException {
        begin(Operation.OPEN);
        return opened(file(file), false);
    }

    @Override
    public FileChannel update(Path file) throws IOException {
        begin(Operation.OPEN);
        return opened(file(file), true);
    }

    @Override
    public Optional<FileChannel> tryLock(Path file) throws IOException {
        begin(Operation.LOCK);
        if (find(file).isEmpty()) {
            Node folder = folderOf(file);
            Node node = new Node(freeInode(), false, now);
            enter(folder, List.of(new Entry(folder, nameOf(file), Optional.of(node))));
        }
        return Optional.of(opened(file(file), true));
    }

    @Override
    public void setModified(Path path, Instant time) throws IOException {
        begin(Operation.WRITE);
        Node node = file(path);
        node.modified = Stamp.nanosOf(time);
        node.durableModified = node.modified;
    }

    @Override
    public void rename(Path from, Path to) throws IOException {
        begin(Operation.RENAME);
        Node source = folderOf(from);
        Node target = folderOf(to);
        Node node = find(from).orElseThrow(() -> new NoSuchFileException(from.toString()));
        node.changed = now;
        enter(
                target,
                List.of(
                        new Entry(target, nameOf(to), Optional.of(node)),
                        new Entry(source, nameOf(from), Optional.empty())));
    }

    @Override
    public void remove(Path file) throws IOException {
        begin(Operation.REMOVE);
        Node node = find(file).orElseThrow(() -> new NoSuchFileException(file.toString()));
        if (!node.entries.isEmpty()) {
            throw new DirectoryNotEmptyException(file.toString());
        }
        Node folder = folderOf(file);
        enter(folder, List.of(new Entry(folder, nameOf(file), Optional.empty())));
    }

    @Override
    public void createFolder(Path path) throws IOException {
        begin(Operation.CREATE_FOLDER);
        Node folder = folderOf(path);
        if (folder.entries.containsKey(nameOf(path))) {
            throw new FileAlreadyExistsException(path.toString());
        }
        Node node = new Node(freeInode(), true, now);
        enter(folder, List.of(new Entry(folder, nameOf(path), Optional.of(node))));
    }

    @Override
    public void sync(Path path) throws IOException {
        begin(Operation.SYNC);
        Node folder = find(path).orElseThrow(() -> new NoSuchFileException(path.toString()));
        List<Pending> rest = new ArrayList<>();
        for (Pending one : pending) {
            switch (one) {
                case Pending.Entries entries when entries.forcedBy() == folder -> {
                    keep(entries);
                    rest.replaceAll(before ->
                            before instanceof Pending.Entries earlier
                                    ? without(earlier, entries)
                                    : before);
                }
                case Pending.Entries entries -> rest.add(entries);
                case Pending.Write write -> rest.add(write);
            }
        }
        pending = rest;
    }

    /** What came before on the same names is over. */
    private static Pending.Entries without(Pending.Entries before, Pending.Entries kept) {
        return new Pending.Entries(
                before.forcedBy(),
                before.entries().stream()
                        .filter(entry ->
                                kept.entries().stream()
                                        .noneMatch(later ->
                                                later.folder() == entry.folder()
                                                        && later.name().equals(entry.name())))
                        .toList(),
                before.time());
    }

    @Override
    public void list(Path path, Consumer<String> names) throws IOException {
        begin(Operation.LIST);
        Node folder = find(path).orElseThrow(() -> new NoSuchFileException(path.toString()));
        List.copyOf(folder.entries.keySet()).forEach(names);
    }

    @Override
    public Optional<FileStatus> status(Path path) throws IOException {
        begin(Operation.STATUS);
        return find(path)
                .map(node ->
                        new FileStatus(
                                node.folder ? FileStatus.Kind.FOLDER : FileStatus.Kind.FILE,
                                1,
                                node.inode,
                                node.octets.length,
                                node.modified,
                                node.changed));
    }

    @Override
    public Optional<FileStatus> statusBehindLinks(Path path) throws IOException {
        return status(path);
    }

    @Override
    public boolean isWritable(Path folder) {
        return true;
    }

    // What its channels do.

    void write(Node file, int at, byte[] octets) {
        if (file.octets.length < at + octets.length) {
            file.octets = Arrays.copyOf(file.octets, at + octets.length);
        }
        System.arraycopy(octets, 0, file.octets, at, octets.length);
        file.modified = now;
        file.changed = now;
        pending.add(new Pending.Write(file, at, ByteBuffer.wrap(octets), now));
    }

    void force(Node file) {
        pending.removeIf(one -> one instanceof Pending.Write write && write.file() == file);
        file.durableOctets = file.octets.clone();
        file.durableModified = file.modified;
        file.durableChanged = file.changed;
    }

    void closed() {
        open--;
    }

    private FileChannel opened(Node file, boolean writable) {
        open++;
        return new SimulatedChannel(this, file, writable);
    }

    // Where things are.

    private Optional<Node> find(Path path) {
        Optional<Node> node = Optional.of(root);
        for (Path name : path) {
            node = node.map(found -> found.entries.get(name.toString()));
        }
        return node;
    }

    private Node file(Path path) throws IOException {
        return find(path)
                .filter(node -> !node.folder)
                .orElseThrow(() -> new NoSuchFileException(path.toString()));
    }

    private Node folderOf(Path path) throws IOException {
        Path parent = Objects.requireNonNullElse(path.getParent(), ROOT);
        return find(parent)
                .filter(node -> node.folder)
                .orElseThrow(() ->
                        find(parent).isPresent()
                                ? new NotDirectoryException(parent.toString())
                                : new NoSuchFileException(parent.toString()));
    }

    private static String nameOf(Path path) {
        return path.getFileName().toString();
    }

    /** The lowest that nothing has which is there or may come back. */
    private long freeInode() {
        Set<Long> taken = new HashSet<>();
        collect(root, taken);
        for (Pending one : pending) {
            switch (one) {
                case Pending.Entries entries ->
                        entries.entries()
                                .forEach(entry ->
                                        entry.node().ifPresent(node -> taken.add(node.inode)));
                case Pending.Write write -> taken.add(write.file().inode);
            }
        }
        long inode = 10;
        while (taken.contains(inode)) {
            inode++;
        }
        return inode;
    }

    private static void collect(Node node, Set<Long> inodes) {
        inodes.add(node.inode);
        node.entries.values().forEach(inner -> collect(inner, inodes));
        node.durableEntries.values().forEach(inner -> collect(inner, inodes));
    }

    private void enter(Node forcedBy, List<Entry> entries) {
        for (Entry entry : entries) {
            if (entry.node().isPresent()) {
                entry.folder().entries.put(entry.name(), entry.node().get());
            } else {
                entry.folder().entries.remove(entry.name());
            }
            entry.folder().modified = now;
            entry.folder().changed = now;
        }
        pending.add(new Pending.Entries(forcedBy, entries, now));
    }

    private void keep(Pending.Entries entries) {
        for (Entry entry : entries.entries()) {
            put(entry.folder().durableEntries, entry);
            entry.folder().durableModified = entries.time();
            entry.folder().durableChanged = entries.time();
        }
    }

    private static void put(Map<String, Node> folder, Entry entry) {
        if (entry.node().isPresent()) {
            folder.put(entry.name(), entry.node().get());
        } else {
            folder.remove(entry.name());
        }
    }

    // What is left of it.

    /** How much of what was not forced is on disk all the same. */
    enum Left {
        NOTHING,
        EVERYTHING,
        SOME
    }

    /** What a computer finds that starts again after the power went. */
    SimulatedDisk afterPowerCut(Left left, RandomGenerator random) {
        Map<Node, Node> copies = new HashMap<>();
        Node copy = durable(root, copies);
        boolean inOrder = random.nextBoolean();
        Set<Node> ended = new HashSet<>();
        for (Pending one : pending) {
            boolean kept =
                    switch (left) {
                        case NOTHING -> false;
                        case EVERYTHING -> true;
                        case SOME -> random.nextInt(3) > 0;
                    };
            switch (one) {
                case Pending.Entries entries -> {
                    // In order: nothing after the first in a folder that is lost.
                    kept &= !inOrder || !ended.contains(entries.forcedBy());
                    if (kept) {
                        enter(entries, copies, left == Left.EVERYTHING || inOrder);
                    } else {
                        ended.add(entries.forcedBy());
                    }
                }
                case Pending.Write write -> {
                    if (kept) {
                        boolean whole = left == Left.EVERYTHING || random.nextBoolean();
                        int length =
                                whole
                                        ? write.octets().remaining()
                                        : random.nextInt(write.octets().remaining() + 1);
                        write(copy(write.file(), copies), write, length);
                    }
                }
            }
        }
        copies.values().forEach(SimulatedDisk::settle);
        return new SimulatedDisk(copy, now + 60_000_000_000L);
    }

    private static Node durable(Node node, Map<Node, Node> copies) {
        Node copy = copy(node, copies);
        node.durableEntries.forEach(
                (name, inner) -> copy.entries.put(name, durable(inner, copies)));
        return copy;
    }

    private static Node copy(Node node, Map<Node, Node> copies) {
        return copies.computeIfAbsent(
                node,
                _ -> {
                    Node copy = new Node(node.inode, node.folder, 0);
                    copy.octets = node.durableOctets.clone();
                    copy.modified = node.durableModified;
                    copy.changed = node.durableChanged;
                    return copy;
                });
    }

    private void enter(Pending.Entries entries, Map<Node, Node> copies, boolean timesToo) {
        for (Entry entry : entries.entries()) {
            Node folder = copy(entry.folder(), copies);
            put(
                    folder.entries,
                    new Entry(folder, entry.name(), entry.node().map(node -> copy(node, copies))));
            // A choice that no journal makes must not look like a state that there was.
            folder.modified = timesToo ? entries.time() : now + folder.inode;
            folder.changed = folder.modified;
        }
    }

    private static void write(Node file, Pending.Write write, int length) {
        int end = write.at() + length;
        if (file.octets.length < end) {
            file.octets = Arrays.copyOf(file.octets, end);
        }
        write.octets().get(0, file.octets, write.at(), length);
        file.modified = write.time();
        file.changed = write.time();
    }

    private static void settle(Node node) {
        node.durableOctets = node.octets.clone();
        node.durableEntries.putAll(node.entries);
        node.durableModified = node.modified;
        node.durableChanged = node.changed;
    }
}
