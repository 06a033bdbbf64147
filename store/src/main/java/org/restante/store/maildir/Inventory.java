package org.restante.store.maildir;

import org.restante.protocol.UniqueId;
import org.restante.protocol.wire.CanonicalForm;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * Finds out what is in a maildrop, for the holder of its lock.
 *
 * <p>In the best case the manifest says it: the folders are as they were. Otherwise they are
 * listed, each file is looked at, and those the manifest does not know are measured (trusting only
 * names that this store gave). Whatever changes meanwhile starts it over, a bounded number of
 * times; what then still moves is left for the next session, which lists the folders again.
 */
final class Inventory {
    /** So often a Maildir is listed anew that other programs change meanwhile. */
    private static final int ATTEMPTS_MAX = 5;

    /**
     * File systems date changes in steps of up to 2 s (FAT, old NFS), Linux's own of some
     * milliseconds: two changes within a step look like one.
     */
    private static final Duration GRANULARITY = Duration.ofSeconds(2);

    private static final int BLOCK_OCTETS = 64 * 1024;

    /** What a file is found to hold. */
    private record Measured(FoundFile file, long octets, boolean wireForm) {}

    private final MaildirFolder maildir;
    private final InstantSource clock;
    private final RandomGenerator random;
    private final Optional<Manifest> known;
    private final List<StoredMessage> knownMessages;

    /** All that is known of files, now or from the manifest; outdated ones are noticed. */
    private final Map<FoundFile.Key, Measured> measured = new HashMap<>();

    /**
     * The files looked at so far: a maildrop that gets mail at every moment is listed more than
     * once, but its files are not looked at again. A stale look is noticed when the file is opened.
     */
    private final Map<FolderScan.Entry, FoundFile> looked = new HashMap<>();

    private final List<FoundFile> twins = new ArrayList<>();

    private Inventory(MaildirFolder maildir, InstantSource clock, RandomGenerator random)
            throws IOException {
        this.maildir = maildir;
        this.clock = clock;
        this.random = random;
        this.known = Manifest.read(maildir.manifest());
        this.knownMessages = known.map(Manifest::messages).orElse(List.of());
    }

    /**
     * What is in a maildrop.
     *
     * @param messages with ids unlike each other that are on disk or can be made again
     * @param twins further names of the same files, left by a program that died between link and
     *     unlink
     */
    record Result(List<StoredMessage> messages, List<FoundFile> twins) {}

    static Result take(MaildirFolder maildir, InstantSource clock, RandomGenerator random)
            throws IOException {
        return new Inventory(maildir, clock, random).take();
    }

    private Result take() throws IOException {
        if (known.isPresent()
                && known.get().settled()
                && known.get().stamps().equals(Stamps.of(maildir))) {
            return new Result(known.get().messages(), List.of());
        }
        for (StoredMessage message : knownMessages) {
            measured.put(
                    message.file().key(),
                    new Measured(message.file(), message.octets(), message.wireForm()));
        }
        for (int attempt = 1; ; attempt++) {
            // The time is taken first: what changes from here on is dated later than this.
            Instant now = clock.instant();
            Stamps stamps = Stamps.of(maildir);
            FolderScan scan = FolderScan.of(maildir);
            Map<FoundFile.Key, FoundFile> files = new LinkedHashMap<>();
            look(scan, files);
            boolean stable = measure(files) && scan.isCurrent(maildir);
            if (stable || attempt == ATTEMPTS_MAX) {
                List<StoredMessage> messages = messages(files);
                boolean settled =
                        stable
                                && twins.isEmpty()
                                && stamps.newMail().equals(scan.newMail())
                                && stamps.cur().equals(scan.cur())
                                && stamps.areOlderThan(now.minus(GRANULARITY));
                Stamp assignedIds = Stamp.of(maildir.assignedIds());
                keep(new Manifest(stamps.withAssignedIds(assignedIds), settled, messages));
                return new Result(messages, List.copyOf(twins));
            }
        }
    }

    private List<StoredMessage> messages(Map<FoundFile.Key, FoundFile> files) throws IOException {
        Map<FoundFile.Key, UniqueId> ids = new Identities(maildir, random).of(files, knownMessages);
        List<StoredMessage> messages = new ArrayList<>(files.size());
        for (FoundFile file : DeliveryOrder.of(files, knownMessages)) {
            FoundFile.Key key = file.key();
            UniqueId id = ids.get(key);
            Measured found = measured.get(key);
            if (id == null || found == null) {
                throw new IllegalStateException(file + " has no id or was not measured");
            }
            messages.add(new StoredMessage(file, id, found.octets(), found.wireForm()));
        }
        return List.copyOf(messages);
    }

    /** Looks at each file; one that has gone meanwhile changes its folder's stamp. */
    private void look(FolderScan scan, Map<FoundFile.Key, FoundFile> files) throws IOException {
        twins.clear();
        for (FolderScan.Entry entry : scan.entries()) {
            FoundFile before = looked.get(entry);
            Optional<FoundFile> file =
                    before == null
                            ? FoundFile.look(maildir, entry.folder(), entry.name())
                            : Optional.of(before);
            if (file.isPresent()) {
                looked.put(entry, file.get());
                FoundFile twin = files.put(file.get().key(), file.get());
                if (twin != null) {
                    twins.add(twin);
                }
            }
        }
    }

    /** Measures what is not known yet; false if a file was gone or is still being written. */
    private boolean measure(Map<FoundFile.Key, FoundFile> files) throws IOException {
        boolean complete = true;
        byte[] block = new byte[BLOCK_OCTETS];
        for (var entry : List.copyOf(files.entrySet())) {
            FoundFile file = entry.getValue();
            Measured before = measured.get(entry.getKey());
            if (before != null && file.isUnchangedFrom(before.file())) {
                continue;
            }
            Optional<Measured> own = ownMeasure(file);
            Optional<Measured> now = own.isPresent() ? own : read(file, block);
            if (now.isPresent()) {
                measured.put(entry.getKey(), now.get());
            } else {
                files.remove(entry.getKey());
                looked.remove(new FolderScan.Entry(file.folder(), file.name()));
                complete = false;
            }
        }
        return complete;
    }

    private static Optional<Measured> ownMeasure(FoundFile file) {
        return DeliveredName.parse(file.name())
                .filter(name -> name.size() == file.size())
                .map(name -> new Measured(file, name.octets(), name.wireForm()));
    }

    private Optional<Measured> read(FoundFile file, byte[] block) throws IOException {
        CanonicalForm form = new CanonicalForm();
        long size = 0;
        try (FileChannel channel =
                FileChannel.open(
                        maildir.file(file.folder(), file.name()),
                        StandardOpenOption.READ,
                        LinkOption.NOFOLLOW_LINKS)) {
            for (int read; (read = channel.read(ByteBuffer.wrap(block))) >= 0; size += read) {
                form.update(block, 0, read);
            }
        } catch (NoSuchFileException _) {
            return Optional.empty();
        }
        boolean unchanged =
                size == file.size()
                        && FoundFile.look(maildir, file.folder(), file.name())
                                .filter(now -> now.isUnchangedFrom(file))
                                .isPresent();
        return unchanged
                ? Optional.of(new Measured(file, form.octets(), form.isWireForm()))
                : Optional.empty();
    }

    /** Writes the manifest if it says something new. */
    private void keep(Manifest now) {
        if (known.isPresent() && known.get().equals(now)) {
            return;
        }
        try {
            now.write(maildir.manifest());
        } catch (IOException _) {
            // It is a cache: a full disk must not keep anyone from fetching and removing mail.
            // The old one, if any, carries the old stamps, so the next session looks again.
        }
    }
}
