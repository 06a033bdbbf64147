package org.restante.store.maildir;

import org.restante.protocol.UniqueId;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Looks at everything in a maildrop, without its lock and without changing anything: the manifest
 * as it stands at this moment, every file as it is, and whether they agree.
 *
 * <p>A session may be at work meanwhile. What a manifest counts stays as it is (decision 20), a
 * file is measured between two looks at it, and whether the folders changed is told at the end: so
 * what is told of a file is true whoever else is there. Confined to one thread, taken once.
 */
final class Inspection {
    private static final Pattern SIZE = Pattern.compile(",S=(\\d{1,18})(?:,|$)");

    private final MaildirFolder maildir;
    private final Disk disk;
    private final Instant now;
    private final Consumer<Finding> told;
    private final Progress progress;
    private final byte[] block = new byte[Measurement.BLOCK_OCTETS];

    /** The manifest's messages, behind them those files that it does not know. */
    private MessageTable table = new MessageTable();

    private int known;
    private HashIndex byBase = new HashIndex(0);
    private HashIndex byId = new HashIndex(0);
    private final BitSet seen = new BitSet();
    private final AssignedIds.Salvaged assigned;

    private long messages;
    private long octets;
    private long wrong;
    private long notes;
    private long moved;
    private long news;
    private long vanished;

    Inspection(MaildirFolder maildir, Instant now, Consumer<Finding> told, Progress progress)
            throws IOException {
        this.maildir = maildir;
        this.disk = maildir.disk();
        this.now = now;
        this.told = told;
        this.progress = progress;
        this.assigned = AssignedIds.salvage(disk, maildir.assignedIds());
    }

    Inspected take() throws IOException {
        boolean whole = folders();
        Stamps before = Stamps.of(maildir);
        assignedIds();
        Optional<ManifestHead> head = manifest();
        if (whole) {
            files();
        }
        boolean changed = !before.equals(Stamps.of(maildir));
        head.ifPresent(found -> staleness(found, before, changed));
        ids();
        leftovers();
        return new Inspected(messages, octets, wrong, notes, changed);
    }

    private void tell(Finding.Weight weight, String file, String what, Finding.Remedy remedy) {
        switch (weight) {
            case WRONG -> wrong++;
            case NOTE -> notes++;
        }
        told.accept(new Finding(weight, file, what, remedy));
    }

    private void wrong(String file, String what, Finding.Remedy remedy) {
        tell(Finding.Weight.WRONG, file, what, remedy);
    }

    private void note(String file, String what, Finding.Remedy remedy) {
        tell(Finding.Weight.NOTE, file, what, remedy);
    }

    private static String shown(String name) {
        return FileName.percentEncoded(name, "-._~,:=+@!#$&'()*;?[]^{}|");
    }

    private static String shown(Folder folder, String name) {
        return switch (folder) {
            case NEW -> "new/" + shown(name);
            case CUR -> "cur/" + shown(name);
        };
    }

    private boolean folders() throws IOException {
        boolean whole = true;
        for (String folder : List.of("new", "cur", "tmp")) {
            if (!disk.isFolder(maildir.path().resolve(folder))) {
                wrong(folder, "is missing or is no folder", Finding.Remedy.NEXT_LOGIN);
                whole &= folder.equals("tmp");
            }
        }
        return whole;
    }

    private void assignedIds() {
        for (AssignedIds.BadLine line : assigned.bad()) {
            wrong(
                    maildir.assignedIds().getFileName().toString(),
                    "cannot be understood: " + line,
                    Finding.Remedy.REBUILD);
        }
    }

    // The manifest.

    private Optional<ManifestHead> manifest() throws IOException {
        String file = maildir.manifest().getFileName().toString();
        if (disk.status(maildir.manifest()).isEmpty()) {
            note(file, "is missing", Finding.Remedy.NEXT_LOGIN);
            return Optional.empty();
        }
        Optional<Manifest> opened = Manifest.openToRead(disk, maildir.manifest());
        if (opened.isEmpty()) {
            wrong(file, "is damaged, or of another version", Finding.Remedy.NEXT_LOGIN);
            table = Manifest.salvage(disk, maildir.manifest());
            index();
            return Optional.empty();
        }
        try (Manifest manifest = opened.get()) {
            ManifestHead head = manifest.head();
            table = manifest.rows();
            index();
            if (table.count() < head.count()) {
                wrong(
                        file,
                        (head.count() - table.count())
                                + " of "
                                + head.count()
                                + " records are damaged",
                        Finding.Remedy.REBUILD);
            } else if (table.octets() != manifest.octets()) {
                wrong(
                        file,
                        "counts "
                                + manifest.octets()
                                + " octets, its records add up to "
                                + table.octets(),
                        Finding.Remedy.REBUILD);
            }
            if (!manifest.isInPlace()) {
                note(file, "is a copy of the one that was written", Finding.Remedy.NEXT_LOGIN);
            } else if (head.inDoubt()) {
                note(
                        file,
                        "is in doubt: a session has found a file that was not as listed",
                        Finding.Remedy.NEXT_LOGIN);
            }
            addHidden(head);
            return Optional.of(head);
        }
    }

    /** What is hidden has a manifest of its own. */
    private void addHidden(ManifestHead head) throws IOException {
        if (head.hiddenRows().equals(Stamp.NONE)) {
            return;
        }
        Optional<Manifest> opened = Manifest.openToRead(disk, maildir.hiddenManifest());
        if (opened.isEmpty()) {
            note(
                    maildir.hiddenManifest().getFileName().toString(),
                    "is missing or damaged",
                    Finding.Remedy.NEXT_LOGIN);
            return;
        }
        try (Manifest manifest = opened.get()) {
            MessageTable hidden = manifest.rows();
            for (int place = 0; place < hidden.count(); place++) {
                table.add(hidden.row(place));
            }
        }
        index();
    }

    private void index() {
        known = table.count();
        byBase = new HashIndex(known);
        byId = new HashIndex(known);
        for (int place = 0; place < known; place++) {
            byBase.add(FileName.base(Row.name(table.row(place))).hashCode(), place);
        }
    }

    /** Whether the manifest's word for the folders is what they are. */
    private void staleness(ManifestHead head, Stamps before, boolean changedMeanwhile) {
        int gone = known - seen.get(0, known).cardinality();
        if (news + moved + gone + vanished == 0) {
            return;
        }
        String file = maildir.manifest().getFileName().toString();
        String what = news + " messages are new, " + moved + " were moved, " + gone + " are gone";
        boolean believed = !head.inDoubt() && head.stamps().haveFoldersOf(before);
        if (believed && !changedMeanwhile) {
            wrong(file, "says that the folders are unchanged, but " + what, Finding.Remedy.REBUILD);
        } else {
            note(file, "is older than the folders: " + what, Finding.Remedy.NEXT_LOGIN);
        }
    }

    // The files.

    private void files() throws IOException {
        List<FolderScan.Entry> entries = new ArrayList<>();
        for (Folder folder : Folder.values()) {
            disk.list(
                    maildir.folder(folder),
                    name -> entries.add(new FolderScan.Entry(folder, name)));
        }
        long done = 0;
        progress.at(0, entries.size());
        for (FolderScan.Entry entry : entries) {
            file(entry.folder(), entry.name());
            progress.at(++done, entries.size());
        }
    }

    private void file(Folder folder, String name) throws IOException {
        String shown = shown(folder, name);
        Optional<FoundFile> look;
        Optional<Measurement> measured;
        try {
            look = FoundFile.look(maildir, folder, name);
            if (look.isEmpty()) {
                absent(shown, folder, name);
                return;
            }
            if (name.startsWith(".")) {
                note(shown, "starts with a full stop and is not listed", Finding.Remedy.BY_HAND);
                return;
            }
            measured = Measurement.byReading(maildir, look.get(), block);
        } catch (IOException e) {
            wrong(shown, "cannot be read: " + e, Finding.Remedy.ACCESS);
            seen(folder, name);
            return;
        }
        if (measured.isEmpty()) {
            // It went, moved or is being written: the next look finds it.
            vanished++;
            seen(folder, name);
            return;
        }
        messages++;
        octets += measured.get().octets();
        compare(shown, look.get(), measured.get());
    }

    private void absent(String shown, Folder folder, String name) throws IOException {
        if (disk.status(maildir.file(folder, name)).isPresent()) {
            note(shown, "is not a file and is not listed", Finding.Remedy.BY_HAND);
        } else {
            vanished++;
            seen(folder, name);
        }
    }

    private void seen(Folder folder, String name) {
        named(folder, name).ifPresent(seen::set);
    }

    private OptionalInt named(Folder folder, String name) {
        return byBase.find(
                FileName.base(name).hashCode(),
                place ->
                        Row.folder(table.row(place)) == folder
                                && Row.name(table.row(place)).equals(name));
    }

    private void compare(String shown, FoundFile file, Measurement measured) {
        OptionalInt named = named(file.folder(), file.name());
        if (named.isPresent()) {
            seen.set(named.getAsInt());
            FoundFile listed = Row.file(table.row(named.getAsInt()));
            if (!file.isUnchangedFrom(listed)) {
                wrong(
                        shown,
                        "was replaced or written to since it was listed: inode, size or time differ",
                        Finding.Remedy.REBUILD);
            } else {
                compare(shown, Row.message(table.row(named.getAsInt())), measured);
            }
        } else {
            unlisted(shown, file, measured);
        }
        boolean listedRight =
                named.isPresent() && Row.octets(table.row(named.getAsInt())) == measured.octets();
        names(shown, file, measured, listedRight);
    }

    private void compare(String shown, StoredMessage listed, Measurement measured) {
        if (listed.octets() != measured.octets()) {
            wrong(
                    shown,
                    "has " + measured.octets() + " octets, listed are " + listed.octets(),
                    Finding.Remedy.REBUILD);
        } else if (listed.wireForm() != measured.wireForm()) {
            wrong(
                    shown,
                    measured.wireForm()
                            ? "is in wire form, and listed as if it were not"
                            : "is listed as in wire form, and is not",
                    Finding.Remedy.REBUILD);
        }
    }

    private void unlisted(String shown, FoundFile file, Measurement measured) {
        OptionalInt same =
                byBase.find(
                        file.base().hashCode(),
                        place ->
                                Row.inode(table.row(place)) == file.inode()
                                        && FileName.base(Row.name(table.row(place)))
                                                .equals(file.base()));
        if (same.isPresent()) {
            moved++;
            byte[] row = table.row(same.getAsInt());
            if (file.isUnchangedFrom(Row.file(row))) {
                compare(shown, Row.message(row), measured);
            }
            if (seen.get(same.getAsInt())) {
                note(
                        shown,
                        "is a second name of a file that is listed once",
                        Finding.Remedy.NEXT_REMOVAL);
            }
            seen.set(same.getAsInt());
        } else {
            news++;
            int place =
                    table.add(Row.measured(Row.of(file), measured.octets(), measured.wireForm()));
            table.setId(place, expectedId(file.key()));
        }
    }

    /** What the name says is wrong; ours are believed where there is no manifest. */
    private void names(String shown, FoundFile file, Measurement measured, boolean listedRight) {
        Optional<Measurement> said = Measurement.byName(file);
        if (said.isPresent() && !said.get().equals(measured)) {
            String what =
                    "holds "
                            + measured.octets()
                            + " octets"
                            + (measured.wireForm() ? " in wire form" : "")
                            + ", its name says "
                            + said.get().octets()
                            + (said.get().wireForm() ? " in wire form" : "");
            if (listedRight) {
                note(shown, what + "; it is listed right", Finding.Remedy.NONE);
            } else {
                wrong(shown, what, Finding.Remedy.REBUILD);
            }
        }
        Matcher size = SIZE.matcher(FileName.withoutInfo(file.name()));
        if (size.find() && Long.parseLong(size.group(1)) != file.size()) {
            note(
                    shown,
                    "has " + file.size() + " octets on disk, its name says S=" + size.group(1),
                    Finding.Remedy.NONE);
        }
    }

    // Unique-ids.

    private UniqueId expectedId(FoundFile.Key key) {
        return assigned.ids().find(key).orElseGet(() -> FileName.derivedId(key.base()));
    }

    private void ids() {
        for (int place = 0; place < table.count(); place++) {
            byte[] row = table.row(place);
            String id = Row.idText(row);
            String shown = shown(Row.folder(row), Row.name(row));
            OptionalInt other =
                    byId.find(id.hashCode(), one -> Row.idText(table.row(one)).equals(id));
            if (other.isPresent() && isThere(place) && isThere(other.getAsInt())) {
                byte[] first = table.row(other.getAsInt());
                String what =
                        "has the same unique-id as "
                                + shown(Row.folder(first), Row.name(first))
                                + ": "
                                + id;
                if (place < known) {
                    wrong(shown, what, Finding.Remedy.REBUILD);
                } else {
                    note(shown, what, Finding.Remedy.NEXT_LOGIN);
                }
            }
            byId.add(id.hashCode(), place);
            FoundFile.Key key = Row.file(row).key();
            if (isThere(place) && place < known && !id.equals(expectedId(key).value())) {
                String file = maildir.assignedIds().getFileName().toString();
                wrong(
                        shown,
                        "is listed under " + id + ", but " + file + " does not say so",
                        Finding.Remedy.REBUILD);
            }
        }
    }

    private boolean isThere(int place) {
        return place >= known || seen.get(place);
    }

    // What lies beside the mail.

    private void leftovers() throws IOException {
        DeliveryLog.look(maildir).ifPresent(this::deliveries);
        if (disk.isFolder(maildir.removed())) {
            List<FileStatus> removed = files(maildir.removed());
            if (!removed.isEmpty()) {
                long size = removed.stream().mapToLong(FileStatus::size).sum();
                note(
                        maildir.removed().getFileName().toString(),
                        "has " + removed.size() + " removed messages, " + size + " octets",
                        Finding.Remedy.NEXT_REMOVAL);
            }
        }
        if (disk.isFolder(maildir.tmp())) {
            long limit = Stamp.nanosOf(now.minus(MaildirFolder.LEFTOVER_AFTER));
            List<FileStatus> tmp = files(maildir.tmp());
            long old = tmp.stream().filter(file -> file.changed() < limit).count();
            if (!tmp.isEmpty()) {
                note(
                        "tmp",
                        "has "
                                + tmp.size()
                                + " deliveries that are going on or died, "
                                + old
                                + " of them untouched for 36 hours",
                        old == 0 ? Finding.Remedy.NONE : Finding.Remedy.NEXT_LOGIN);
            }
        }
        disk.list(
                maildir.path(),
                name -> {
                    if (name.startsWith("restante-unique-ids.damaged-")) {
                        note(shown(name), "was kept aside by a rebuild", Finding.Remedy.BY_HAND);
                    }
                });
    }

    private void deliveries(DeliveryLog.Look log) {
        String file = maildir.deliveries().getFileName().toString();
        if (!log.understood()) {
            wrong(
                    file,
                    "cannot be understood: nobody can tell what was delivered",
                    Finding.Remedy.BY_HAND);
        }
        if (log.damaged() > 0) {
            note(
                    file,
                    "has " + log.damaged() + " records of deliveries that went no further",
                    Finding.Remedy.NONE);
        }
        if (!log.waiting().isEmpty()) {
            note(
                    file,
                    "has "
                            + log.waiting().size()
                            + " deliveries that broke off with the message whole in tmp/: they are"
                            + " finished",
                    Finding.Remedy.NEXT_LOGIN);
        }
    }

    private List<FileStatus> files(Path folder) throws IOException {
        List<String> names = new ArrayList<>();
        disk.list(folder, names::add);
        List<FileStatus> files = new ArrayList<>();
        for (String name : names) {
            disk.status(FileName.in(folder, name)).filter(FileStatus::isFile).ifPresent(files::add);
        }
        return files;
    }
}
