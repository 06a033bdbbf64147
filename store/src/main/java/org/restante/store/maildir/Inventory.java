package org.restante.store.maildir;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.BitSet;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.random.RandomGenerator;

/**
 * Finds out what is in a maildrop, for the holder of its lock.
 *
 * <p>In the best case the head of the manifest says it: the folders are as they were, and nothing
 * else is read. Otherwise those that are not are listed and compared with the manifest, see {@link
 * Survey}. Whatever changes meanwhile starts it over, a bounded number of times; what then still
 * moves is left for the next session, which lists the folders again.
 */
final class Inventory {
    /** So often a Maildir is listed anew that other programs change meanwhile. */
    private static final int ATTEMPTS_MAX = 5;

    /**
     * File systems date changes in steps of up to 2 s (FAT, old NFS), Linux's own of some
     * milliseconds: two changes within a step look like one.
     */
    private static final Duration GRANULARITY = Duration.ofSeconds(2);

    /**
     * In a maildrop of up to so many messages that has changed each file is looked at, which takes
     * some milliseconds: so one that was put under the name of another shows at once. In a larger
     * one it shows when it is opened.
     */
    static final int LOOKED_AT_MAX = 1000;

    /** So many hidden messages that are gone are not worth writing the others anew. */
    private static final int HIDDEN_GONE_MIN = 1000;

    /** One that another program has moved away may come back. */
    private static final Duration HIDDEN_GONE_AFTER = Duration.ofDays(30);

    private final MaildirFolder maildir;
    private final FolderLook folder;
    private final InstantSource clock;
    private final RandomGenerator random;
    private final Measuring measuring;
    private final Preparation preparation;
    private final KnownIds knownIds;

    /** What is done before folders are listed. */
    @FunctionalInterface
    interface Preparation {
        void run() throws IOException;
    }

    /**
     * Nothing was looked at yet.
     *
     * @param folder see {@link MaildirLock#look}
     */
    Inventory(
            MaildirFolder maildir,
            FolderLook folder,
            InstantSource clock,
            RandomGenerator random,
            Measuring measuring,
            Preparation preparation,
            KnownIds knownIds) {
        this.preparation = preparation;
        this.knownIds = knownIds;
        this.maildir = maildir;
        this.folder = folder;
        this.clock = clock;
        this.random = random;
        this.measuring = measuring;
    }

    /**
     * What is in a maildrop.
     *
     * @param messages with ids unlike each other that are on disk or can be made again; whoever
     *     takes them closes them
     * @param hidden the others, if they were asked for, in the same way
     * @param twins further names of the same files, left by a program that died between link and
     *     unlink
     */
    record Result(Messages messages, Messages hidden, List<FoundFile> twins) {
        /** All of them as one. */
        Messages whole() {
            return new Joined(messages, hidden);
        }
    }

    /** What sessions list; what is hidden is not looked at unless something has changed. */
    Result take() throws IOException {
        return take(false);
    }

    /** What is hidden as well. */
    Result takeWhole() throws IOException {
        return take(true);
    }

    private Result take(boolean withHidden) throws IOException {
        Optional<Manifest> manifest = Manifest.open(maildir.disk(), maildir.manifest());
        if (manifest.isEmpty()) {
            return take(
                    Optional.empty(),
                    Optional.empty(),
                    survey(new MessageTable()),
                    true,
                    withHidden);
        }
        Manifest known = manifest.get();
        boolean handedOver = false;
        try {
            Result result = take(known, withHidden);
            handedOver = result.messages() == known;
            return result;
        } finally {
            if (!handedOver) {
                known.close();
            }
        }
    }

    /**
     * Has the sessions to come list all messages by the time of their delivery, and not as they
     * came into the maildrop: some have come back.
     *
     * @throws IOException if the maildrop cannot be read; the order then is as if they were new
     */
    void takeInOrder() throws IOException {
        try (Messages messages = take().messages()) {
            if (messages instanceof Manifest manifest) {
                MessageTable rows = manifest.rows();
                ManifestHead head = manifest.head();
                if (rows.count() == head.count()) {
                    rows.sort(0, DeliveryOrder::delivered);
                    writeManifest(rows, head.stamps(), head.hiddenRows()).close();
                }
            }
        }
    }

    /**
     * All messages, hidden or not, as far as can be told without writing anything: another may hold
     * the lock. Those whose unique-ids would have to be assigned are left out.
     */
    MessageTable look() throws IOException {
        MessageTable rows = new MessageTable();
        Optional<Stamps> believed = Optional.empty();
        boolean assignedAsKnown = false;
        Optional<Manifest> manifest = Manifest.open(maildir.disk(), maildir.manifest());
        if (manifest.isPresent()) {
            try (Manifest known = manifest.get()) {
                Stamps stamps = Stamps.of(maildir);
                ManifestHead head = known.head();
                rows = known.rows();
                boolean right =
                        known.isInPlace()
                                && isBelieved(head, stamps)
                                && rows.count() == head.count();
                right &= addHidden(head, rows);
                believed = right ? Optional.of(head.stamps()) : Optional.empty();
                assignedAsKnown = head.stamps().assignedIds().equals(stamps.assignedIds());
            }
        }
        Survey survey = survey(rows);
        boolean stable = false;
        for (int attempt = 1; !stable && attempt <= ATTEMPTS_MAX; attempt++) {
            Stamps stamps = Stamps.of(maildir);
            boolean lookAtEach = believed.isEmpty() || rows.count() <= LOOKED_AT_MAX;
            stable =
                    survey.take(stamps, believed, lookAtEach)
                            && stamps.haveFoldersOf(Stamps.of(maildir));
        }
        Survey.Found found = survey.found();
        MessageTable table = found.table();
        Identities.find(maildir, table, found.known(), assignedAsKnown);
        BitSet named = new BitSet();
        for (int place = 0; place < table.count(); place++) {
            named.set(place, Row.hasId(table.row(place)));
        }
        table.keep(named);
        return table;
    }

    private static boolean isBelieved(ManifestHead head, Stamps stamps) {
        return !head.inDoubt() && head.stamps().haveInodesOf(stamps);
    }

    private Manifest writeManifest(MessageTable rows, Stamps stamps, Stamp hiddenRows)
            throws IOException {
        return Manifest.write(maildir.disk(), maildir.manifest(), rows, stamps, hiddenRows);
    }

    private Result take(Manifest known, boolean withHidden) throws IOException {
        ManifestHead head = known.head();
        // Then no file in it was replaced, and none has come or gone.
        boolean sameFolder = head.folder().equals(folder.stamp());
        if (!sameFolder) {
            maildir.createFirst();
        }
        Stamps stamps = sameFolder ? head.stamps().takenAgain(maildir) : Stamps.of(maildir);
        boolean believed = (sameFolder || known.isInPlace()) && isBelieved(head, stamps);
        boolean unchanged = believed && head.stamps().equals(stamps);
        if (unchanged && !sameFolder) {
            confirm(known);
        }
        if (unchanged && (!withHidden || head.hiddenRows().equals(Stamp.NONE))) {
            return new Result(known, new MessageTable(), List.of());
        }
        if (unchanged) {
            MessageTable hidden = new MessageTable();
            if (addHidden(head, hidden)) {
                return new Result(known, hidden, List.of());
            }
        }
        MessageTable rows = known.rows();
        believed &= rows.count() == head.count();
        believed &= addHidden(head, rows);
        return take(
                Optional.of(known),
                believed ? Optional.of(head.stamps()) : Optional.empty(),
                survey(rows),
                !believed || rows.count() <= LOOKED_AT_MAX,
                withHidden);
    }

    private void confirm(Manifest known) {
        if (folder.stamp().isOlderThan(settled(folder.before()))) {
            try {
                known.confirm(folder.stamp());
            } catch (IOException _) {
                // The next login looks at as much as this one did.
            }
        }
    }

    /** What was last changed before this cannot look the same after another change. */
    private static Instant settled(Instant now) {
        return now.minus(GRANULARITY);
    }

    /**
     * Adds the rows of what was hidden when the manifest was written.
     *
     * @return whether these are all: else nothing was added, and every folder has to be listed
     */
    private boolean addHidden(ManifestHead head, MessageTable rows) throws IOException {
        if (head.hiddenRows().equals(Stamp.NONE)) {
            return true;
        }
        Optional<Manifest> manifest = Manifest.open(maildir.disk(), maildir.hiddenManifest());
        if (manifest.isEmpty()) {
            return false;
        }
        try (Manifest known = manifest.get()) {
            MessageTable hidden = known.rows();
            boolean right =
                    hidden.count() == known.count()
                            && Stamp.of(maildir.disk(), maildir.hiddenManifest())
                                    .equals(head.hiddenRows());
            for (int place = 0; right && place < hidden.count(); place++) {
                rows.add(hidden.row(place));
            }
            return right;
        }
    }

    private Survey survey(MessageTable rows) {
        return new Survey(maildir, measuring, rows, true);
    }

    /**
     * Looks at and reads every file, whatever is said of it, and makes the manifest anew. Ids stay.
     *
     * @throws IOException also if the manifest cannot be written
     */
    Result takeAnew() throws IOException {
        MessageTable rows = Manifest.salvage(maildir.disk(), maildir.manifest());
        MessageTable hidden = Manifest.salvage(maildir.disk(), maildir.hiddenManifest());
        for (int place = 0; place < hidden.count(); place++) {
            rows.add(hidden.row(place));
        }
        HashIndex byId = new HashIndex(rows.count());
        for (int place = 0; place < rows.count(); place++) {
            byte[] row = rows.row(place);
            String id = Row.idText(row);
            boolean again =
                    byId.find(id.hashCode(), other -> Row.idText(rows.row(other)).equals(id))
                            .isPresent();
            rows.set(place, Row.moved(again ? Row.withoutId(row) : row, Row.file(row), false));
            byId.add(id.hashCode(), place);
        }
        Survey survey = new Survey(maildir, measuring, rows, false);
        Result result = take(Optional.empty(), Optional.empty(), survey, true, true);
        return switch (result.messages()) {
            case Manifest _ -> result;
            case MessageTable _, Joined _ ->
                    throw new IOException(maildir.manifest() + " could not be written");
        };
    }

    /**
     * Surveys until nothing changes meanwhile.
     *
     * @param believed the folders as they were when the manifest was written, if it is believed
     * @param lookAtEach whether the manifest's word for a name is not enough
     */
    private Result take(
            Optional<Manifest> known,
            Optional<Stamps> believed,
            Survey survey,
            boolean lookAtEach,
            boolean withHidden)
            throws IOException {
        preparation.run();
        for (int attempt = 1; ; attempt++) {
            // The time is taken first: what changes from here on is dated later than this.
            Instant now = clock.instant();
            Stamps stamps = Stamps.of(maildir);
            boolean complete = survey.take(stamps, believed, lookAtEach);
            boolean stable = complete && stamps.haveFoldersOf(Stamps.of(maildir));
            if (stable || attempt == ATTEMPTS_MAX) {
                Stamps proved =
                        stable && survey.twins().isEmpty()
                                ? stamps.settledBefore(settled(now))
                                : stamps.withoutTimes();
                return finish(known, survey, proved, believed.isEmpty(), stable, withHidden);
            }
        }
    }

    private Result finish(
            Optional<Manifest> manifest,
            Survey survey,
            Stamps stamps,
            boolean writeAnew,
            boolean stable,
            boolean withHidden)
            throws IOException {
        List<FoundFile> twins = List.copyOf(survey.twins());
        Survey.Found found = survey.found();
        MessageTable table = found.table();
        Optional<Stamps> before = manifest.map(known -> known.head().stamps());
        boolean assignedAsKnown =
                before.filter(known -> known.assignedIds().equals(stamps.assignedIds()))
                        .isPresent();
        boolean hiddenAsKnown =
                before.filter(known -> known.hidden().equals(stamps.hidden())).isPresent();
        Identities.give(
                maildir,
                random,
                knownIds,
                table,
                found.known(),
                assignedAsKnown,
                stamps.assignedIds().equals(Stamp.NONE));
        // The stamps are of this login, and only the holder of the lock writes these files.
        HiddenIds hiddenIds =
                stamps.hidden().equals(Stamp.NONE)
                        ? HiddenIds.none()
                        : HiddenIds.read(maildir.disk(), maildir.hidden());
        BitSet hiddenPlaces = hiddenPlaces(table, hiddenIds);
        Stamps now =
                stamps.withAssignedIds(Stamp.ofRare(maildir.disk(), maildir.assignedIds()))
                        .withHidden(
                                stable
                                        ? withoutGone(hiddenIds, table, hiddenPlaces, stamps)
                                        : stamps.hidden());
        boolean appendable =
                !writeAnew
                        && assignedAsKnown
                        && hiddenAsKnown
                        && found.knownAsBefore()
                        && hiddenPlaces.nextSetBit(found.known()) < 0;
        MessageTable hidden = new MessageTable();
        if (!hiddenPlaces.isEmpty()) {
            hiddenPlaces.stream().forEach(place -> hidden.add(table.row(place)));
            BitSet listed = new BitSet();
            listed.set(0, table.count());
            listed.andNot(hiddenPlaces);
            table.keep(listed);
        }
        return new Result(
                keep(manifest, table, hidden, now, appendable),
                withHidden ? hidden : new MessageTable(),
                twins);
    }

    private static BitSet hiddenPlaces(MessageTable table, HiddenIds ids) {
        BitSet places = new BitSet();
        for (int place = 0; !ids.isEmpty() && place < table.count(); place++) {
            if (ids.contains(Row.idText(table.row(place)))) {
                places.set(place);
            }
        }
        return places;
    }

    /**
     * Forgets those that were hidden long ago and are gone, if they are many; returns the stamp of
     * the file as it is then.
     */
    private Stamp withoutGone(
            HiddenIds ids, MessageTable table, BitSet hiddenPlaces, Stamps stamps) {
        if (ids.count() < HIDDEN_GONE_MIN + 2 * hiddenPlaces.cardinality()) {
            return stamps.hidden();
        }
        Set<String> there = HashSet.newHashSet(hiddenPlaces.cardinality());
        hiddenPlaces.stream().forEach(place -> there.add(Row.idText(table.row(place))));
        try {
            if (ids.forget(clock.instant().minus(HIDDEN_GONE_AFTER), there::contains)) {
                ids.write(maildir.disk(), maildir.hidden());
            }
            return Stamp.of(maildir.disk(), maildir.hidden());
        } catch (IOException _) {
            // The old file is as good, only larger; if it was replaced, the next session sees that.
            return stamps.hidden();
        }
    }

    /**
     * Writes the manifest if there is something new to say; from it or from memory goes the
     * session.
     */
    private Messages keep(
            Optional<Manifest> manifest,
            MessageTable table,
            MessageTable hidden,
            Stamps stamps,
            boolean appendable) {
        try {
            if (appendable && manifest.isPresent()) {
                Manifest known = manifest.get();
                boolean more = table.count() > known.count();
                if (!more && known.head().stamps().equals(stamps)) {
                    return known;
                }
                if (known.takes(table, known.count())) {
                    known.append(
                            table,
                            known.count(),
                            folder.stamp().settledBefore(settled(folder.before())),
                            stamps);
                    return known;
                }
            }
            // The one that says that the other is right comes last.
            return writeManifest(table, stamps, keepHidden(hidden, stamps));
        } catch (IOException _) {
            // It is a cache: a full disk must not keep anyone from fetching and removing mail.
            // The old one, if any, carries the old stamps, so the next session looks again.
            return table;
        }
    }

    private Stamp keepHidden(MessageTable hidden, Stamps stamps) throws IOException {
        if (hidden.count() == 0) {
            maildir.disk().removeIfThere(maildir.hiddenManifest());
            return Stamp.NONE;
        }
        Manifest.write(maildir.disk(), maildir.hiddenManifest(), hidden, stamps, Stamp.NONE)
                .close();
        return Stamp.of(maildir.disk(), maildir.hiddenManifest());
    }
}
