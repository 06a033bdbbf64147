package org.restante.store.maildir;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.IntPredicate;

/**
 * Compares the folders of a maildrop with what is known of its messages. May be taken more than
 * once, when something has changed meanwhile; what it found stays known. Confined to one thread.
 *
 * <p>A name that is known is a message as known. Any other is looked at: with base name and inode
 * of a message it is that message, moved or with other flags; else it is new, and measured. What is
 * known and not found is gone.
 */
final class Survey {
    private final MaildirFolder maildir;
    private final Measuring measuring;
    private final MessageTable table;

    /** Whether sizes in names of our making are believed. */
    private final boolean namesBelieved;

    /** So many rows, from the first on, were in the manifest. */
    private final int known;

    private final HashIndex byBase;

    /** Places of messages found in the last survey. */
    private final BitSet seen = new BitSet();

    /**
     * Places whose file was looked at: a maildrop that gets mail at every moment is listed more
     * than once, but its files are not looked at again. A stale look is noticed when the file is
     * opened.
     */
    private final BitSet looked = new BitSet();

    /** Places of known messages that are not as the manifest has them. */
    private final BitSet changed = new BitSet();

    private final List<FoundFile> twins = new ArrayList<>();

    /**
     * Nothing was looked at yet.
     *
     * @param namesBelieved whether a file whose name, of our making, tells its octets need not be
     *     read
     */
    Survey(
            MaildirFolder maildir,
            Measuring measuring,
            MessageTable knownMessages,
            boolean namesBelieved) {
        this.namesBelieved = namesBelieved;
        this.maildir = maildir;
        this.measuring = measuring;
        this.table = knownMessages;
        this.known = knownMessages.count();
        this.byBase = new HashIndex(known);
        for (int place = 0; place < known; place++) {
            byBase.add(FileName.base(Row.name(table.row(place))).hashCode(), place);
        }
    }

    /** Further names of files that are messages under another. */
    List<FoundFile> twins() {
        return twins;
    }

    /**
     * Lists what is not as it was.
     *
     * @param stamps of the folders before this call
     * @param listed a folder that still has this stamp need not be listed
     * @param lookAtEach whether known files have to be looked at, too
     * @return whether every file that was seen could be measured
     */
    boolean take(Stamps stamps, Optional<Stamps> listed, boolean lookAtEach) throws IOException {
        seen.clear();
        twins.clear();
        // new/ first, so that a message which moves to cur/ meanwhile is seen twice, not never.
        for (Folder folder : Folder.values()) {
            if (listed.isPresent() && listed.get().of(folder).equals(stamps.of(folder))) {
                for (int place = 0; place < table.count(); place++) {
                    if (Row.folder(table.row(place)) == folder) {
                        seen.set(place);
                    }
                }
            } else {
                list(folder, lookAtEach);
            }
        }
        return measure();
    }

    private void list(Folder folder, boolean lookAtEach) throws IOException {
        try {
            FolderScan.list(
                    maildir,
                    folder,
                    name -> {
                        try {
                            take(folder, name, lookAtEach);
                        } catch (IOException e) {
                            throw new UncheckedIOException(e);
                        }
                    });
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }

    private void take(Folder folder, String name, boolean lookAtEach) throws IOException {
        String base = FileName.base(name);
        OptionalInt named =
                find(
                        base,
                        place ->
                                Row.folder(table.row(place)) == folder
                                        && Row.name(table.row(place)).equals(name));
        if (named.isPresent() && isKnown(named.getAsInt(), lookAtEach)) {
            seen.set(named.getAsInt());
            return;
        }
        Optional<FoundFile> look = FoundFile.look(maildir, folder, name);
        if (look.isEmpty()) {
            // It has gone meanwhile, which changes the folder's stamp, or is no message.
            return;
        }
        FoundFile file = look.get();
        OptionalInt same =
                find(
                        base,
                        place ->
                                Row.inode(table.row(place)) == file.inode()
                                        && FileName.base(Row.name(table.row(place))).equals(base));
        if (same.isEmpty()) {
            int place = table.add(measuredByName(Row.of(file), file));
            byBase.add(base.hashCode(), place);
            seen.set(place);
            looked.set(place);
        } else {
            update(same.getAsInt(), file);
        }
    }

    private boolean isKnown(int place, boolean lookAtEach) {
        return Row.isMeasured(table.row(place)) && (!lookAtEach || looked.get(place));
    }

    /** Takes up where the file of a message is now and what it looks like. */
    private void update(int place, FoundFile file) {
        FoundFile before = Row.file(table.row(place));
        if (seen.get(place)) {
            twins.add(before);
        }
        seen.set(place);
        looked.set(place);
        if (file.equals(before) && Row.isMeasured(table.row(place))) {
            return;
        }
        changed.set(place);
        boolean measured = Row.isMeasured(table.row(place)) && file.isUnchangedFrom(before);
        byte[] moved = Row.moved(table.row(place), file, measured);
        table.set(place, measured ? moved : measuredByName(moved, file));
    }

    private byte[] measuredByName(byte[] row, FoundFile file) {
        return Optional.of(file)
                .filter(_ -> namesBelieved)
                .flatMap(Measurement::byName)
                .map(found -> Row.measured(row, found.octets(), found.wireForm()))
                .orElse(row);
    }

    private OptionalInt find(String base, IntPredicate isRight) {
        return byBase.find(base.hashCode(), isRight);
    }

    private boolean measure() throws IOException {
        int[] places = seen.stream().filter(place -> !Row.isMeasured(table.row(place))).toArray();
        BitSet failed =
                places.length == 0 ? new BitSet() : measuring.measure(maildir, table, places);
        seen.andNot(failed);
        return failed.isEmpty();
    }

    /**
     * What the last survey found.
     *
     * @param table known messages in their order, then new ones in the order of their delivery;
     *     these have no unique-ids yet
     * @param known so many are known ones
     * @param knownAsBefore whether that is all of them, and they are as the manifest has them
     */
    record Found(MessageTable table, int known, boolean knownAsBefore) {}

    /** Ends this: the table is handed over. */
    Found found() {
        int knownSeen = seen.get(0, known).cardinality();
        boolean asBefore = knownSeen == known && changed.isEmpty();
        table.keep(seen);
        table.sort(knownSeen, DeliveryOrder::delivered);
        return new Found(table, knownSeen, asBefore);
    }
}
