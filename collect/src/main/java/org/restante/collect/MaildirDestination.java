package org.restante.collect;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * A Maildir, with LF line ends. A message's file has the same name in {@code tmp/} and in {@code
 * new/}, in every run: a file that is not in {@code tmp/} any more was delivered, wherever its
 * owner has put it since. Files are forced to disk by threads of their own while the next messages
 * come.
 */
public final class MaildirDestination implements Destination {
    /** So many files are open until they are on disk. */
    private static final int GROUP_MESSAGES_MAX = 128;

    private static final int NAME_DIGITS = 32;

    /** Other programs may remove a file that has lain in tmp/ for 36 hours. */
    private static final Duration LEFT_ALONE = Duration.ofHours(24);

    private static final FileAttribute<?> OWNER_ONLY =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));
    private static final FileAttribute<?> OWNER_ONLY_FOLDER =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));

    private final Path maildir;
    private final InstantSource clock;

    /** Whether it was not there: it may lie on a disk that is not mounted. */
    private final boolean fresh;

    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final Map<String, Future<?>> staged = new LinkedHashMap<>();

    /** From here on the files may be in the journal, and are not to be dropped. */
    private final List<String> prepared = new ArrayList<>();

    /**
     * Opens a Maildir; one that is not there is made.
     *
     * @throws IOException if it cannot be made
     */
    public MaildirDestination(Path maildir, InstantSource clock) throws IOException {
        this.maildir = maildir;
        this.clock = clock;
        this.fresh = !Files.isDirectory(maildir.resolve("new"));
        for (String folder : List.of("tmp", "new", "cur")) {
            Files.createDirectories(maildir.resolve(folder), OWNER_ONLY_FOLDER);
        }
    }

    @Override
    public String where() {
        return "the Maildir " + maildir;
    }

    @Override
    public int groupMessagesMax() {
        return GROUP_MESSAGES_MAX;
    }

    private static String name(Incoming message) {
        return message.seen().getEpochSecond()
                + ".R"
                + message.id().substring(0, NAME_DIGITS)
                + ".restante";
    }

    private Path tmp(String name) {
        return maildir.resolve("tmp").resolve(name);
    }

    @Override
    public Set<String> recover(List<Incoming> group, String note) throws IOException {
        Set<String> arrived = new HashSet<>();
        if (group.isEmpty()) {
            return arrived;
        }
        Set<String> names = names();
        for (Incoming message : group) {
            String name = name(message);
            if (names.contains(name)) {
                arrived.add(message.id());
            } else if (Files.exists(tmp(name))) {
                move(name);
                arrived.add(message.id());
            } else if (!fresh
                    && note.equals(note())
                    && clock.instant().isBefore(message.seen().plus(LEFT_ALONE))) {
                // Its owner moved or removed it. After longer somebody may have tidied tmp/.
                arrived.add(message.id());
            }
        }
        Disk.force(maildir.resolve("new"));
        return arrived;
    }

    private Set<String> names() throws IOException {
        Set<String> names = new HashSet<>();
        for (String folder : List.of("new", "cur")) {
            try (DirectoryStream<Path> files = Files.newDirectoryStream(maildir.resolve(folder))) {
                for (Path file : files) {
                    String name = String.valueOf(file.getFileName());
                    int info = name.indexOf(':');
                    names.add(info < 0 ? name : name.substring(0, info));
                }
            } catch (DirectoryIteratorException e) {
                throw e.getCause();
            }
        }
        return names;
    }

    @Override
    public void stage(Incoming message, InputStream octets) throws IOException {
        String name = name(message);
        FileChannel channel =
                FileChannel.open(
                        tmp(name),
                        Set.of(
                                StandardOpenOption.CREATE,
                                StandardOpenOption.TRUNCATE_EXISTING,
                                StandardOpenOption.WRITE),
                        OWNER_ONLY);
        try {
            OutputStream out = Channels.newOutputStream(channel);
            LfOutput lines = new LfOutput(out);
            octets.transferTo(lines);
            lines.finish();
        } catch (IOException e) {
            try (channel) {
                Files.deleteIfExists(tmp(name));
            } catch (IOException also) {
                e.addSuppressed(also);
            }
            throw e;
        }
        staged.put(
                name,
                threads.submit(() -> {
                    try (channel) {
                        channel.force(true);
                    }
                    return name;
                }));
    }

    @Override
    public String prepare() throws IOException {
        for (Future<?> each : staged.values()) {
            try {
                each.get();
            } catch (ExecutionException e) {
                throw e.getCause() instanceof IOException io ? io : new IOException(e.getCause());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IOException("interrupted", e);
            }
        }
        Disk.force(maildir.resolve("tmp"));
        prepared.addAll(staged.keySet());
        staged.clear();
        return note();
    }

    private String note() {
        return maildir.toString();
    }

    @Override
    public Map<String, Refusal> publish() throws IOException {
        for (String name : prepared) {
            move(name);
        }
        Disk.force(maildir.resolve("new"));
        prepared.clear();
        return Map.of();
    }

    private void move(String name) throws IOException {
        Files.move(tmp(name), maildir.resolve("new").resolve(name), StandardCopyOption.ATOMIC_MOVE);
    }

    @Override
    public void close() throws IOException {
        threads.close();
        for (String name : staged.keySet()) {
            Files.deleteIfExists(tmp(name));
        }
    }
}
