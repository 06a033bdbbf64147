package org.restante.store.maildir;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
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

    private final MaildirFolder maildir;
    private final InstantSource clock;
    private final RandomGenerator random;
    private final Measuring measuring;
    private final KnownIds knownIds;

    Inventory(
            MaildirFolder maildir,
            InstantSource clock,
            RandomGenerator random,
            Measuring measuring) {
        this(maildir, clock, random, measuring, KnownIds.none());
    }

    Inventory(
            MaildirFolder maildir,
            InstantSource clock,
            RandomGenerator random,
            Measuring measuring,
            KnownIds knownIds) {
        this.knownIds = knownIds;
        this.maildir = maildir;
        this.clock = clock;
        this.random = random;
        this.measuring = measuring;
    }

    /**
     * What is in a maildrop.
     *
     * @param messages with ids unlike each other that are on disk or can be made again; whoever
     *     takes them closes them
     * @param twins further names of the same files, left by a program that died between link and
     *     unlink
     */
    record Result(Messages messages, List<FoundFile> twins) {}

    Result take() throws IOException {
        Optional<Manifest> manifest = Manifest.open(maildir);
        if (manifest.isEmpty()) {
            return take(Optional.empty(), Optional.empty(), survey(new MessageTable()), true);
        }
        Manifest known = manifest.get();
        boolean handedOver = false;
        try {
            Result result = take(known);
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
                if (rows.count() == manifest.count()) {
                    rows.sort(0, DeliveryOrder::delivered);
                    Manifest.write(maildir, rows, manifest.head().stamps()).close();
                }
            }
        }
    }

    private Result take(Manifest known) throws IOException {
        Stamps stamps = Stamps.of(maildir);
        ManifestHead head = known.head();
        boolean believed =
                known.isInPlace() && !head.inDoubt() && head.stamps().haveInodesOf(stamps);
        if (believed && head.stamps().equals(stamps)) {
            return new Result(known, List.of());
        }
        MessageTable rows = known.rows();
        believed &= rows.count() == head.count();
        return take(
                Optional.of(known),
                believed ? Optional.of(head.stamps()) : Optional.empty(),
                survey(rows),
                !believed || rows.count() <= LOOKED_AT_MAX);
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
        MessageTable rows = Manifest.salvage(maildir);
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
        Result result = take(Optional.empty(), Optional.empty(), survey, true);
        return switch (result.messages()) {
            case Manifest _ -> result;
            case MessageTable _ ->
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
            Optional<Manifest> known, Optional<Stamps> believed, Survey survey, boolean lookAtEach)
            throws IOException {
        for (int attempt = 1; ; attempt++) {
            // The time is taken first: what changes from here on is dated later than this.
            Instant now = clock.instant();
            Stamps stamps = Stamps.of(maildir);
            boolean complete = survey.take(stamps, believed, lookAtEach);
            boolean stable = complete && stamps.haveFoldersOf(Stamps.of(maildir));
            if (stable || attempt == ATTEMPTS_MAX) {
                Stamps proved =
                        stable && survey.twins().isEmpty()
                                ? stamps.settledBefore(now.minus(GRANULARITY))
                                : stamps.withoutTimes();
                return finish(known, survey, proved, believed.isEmpty());
            }
        }
    }

    private Result finish(
            Optional<Manifest> manifest, Survey survey, Stamps stamps, boolean writeAnew)
            throws IOException {
        List<FoundFile> twins = List.copyOf(survey.twins());
        Survey.Found found = survey.found();
        MessageTable table = found.table();
        boolean assignedAsKnown =
                manifest.isPresent()
                        && manifest.get()
                                .head()
                                .stamps()
                                .assignedIds()
                                .equals(stamps.assignedIds());
        Identities.give(maildir, random, knownIds, table, found.known(), assignedAsKnown);
        Stamps now = stamps.withAssignedIds(Stamp.of(maildir.disk(), maildir.assignedIds()));
        boolean appendable = !writeAnew && assignedAsKnown && found.knownAsBefore();
        return new Result(keep(manifest, found, now, appendable), twins);
    }

    /**
     * Writes the manifest if there is something new to say; from it or from memory goes the
     * session.
     */
    private Messages keep(
            Optional<Manifest> manifest, Survey.Found found, Stamps stamps, boolean appendable) {
        MessageTable table = found.table();
        try {
            if (appendable && manifest.isPresent()) {
                Manifest known = manifest.get();
                boolean more = table.count() > known.count();
                if (!more && known.head().stamps().equals(stamps)) {
                    return known;
                }
                if (known.takes(table, known.count())) {
                    known.append(table, known.count(), stamps);
                    return known;
                }
            }
            return Manifest.write(maildir, table, stamps);
        } catch (IOException _) {
            // It is a cache: a full disk must not keep anyone from fetching and removing mail.
            // The old one, if any, carries the old stamps, so the next session looks again.
            return table;
        }
    }
}
