package org.restante.store.maildir;

import org.restante.protocol.UniqueId;

import java.io.IOException;
import java.util.HexFormat;
import java.util.Optional;
import java.util.Set;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;

/**
 * Gives each message of a maildrop its unique-id. An assigned one stands above all; whoever was
 * listed under an id keeps it; then the oldest file gets the id that follows from its name. Who
 * finds its id taken gets one assigned.
 */
final class Identities {
    private static final String ASSIGNED = "assigned.";

    private final MaildirFolder maildir;
    private final MessageTable table;
    private final HashIndex byId;
    private final KnownIds knownIds;

    /** Empty: none is assigned. */
    private final Optional<RandomGenerator> random;

    private Identities(
            MaildirFolder maildir,
            Optional<RandomGenerator> random,
            KnownIds knownIds,
            MessageTable table) {
        this.maildir = maildir;
        this.random = random;
        this.knownIds = knownIds;
        this.table = table;
        this.byId = new HashIndex(table.count());
    }

    /**
     * Completes the rows of a table with ids unlike each other. Those that do not follow from the
     * files' names are on disk when this returns.
     *
     * @param knownIds what else is known of files that have neither
     * @param known so many rows, from the first on, have the ids under which they were listed
     * @param assignedAsKnown whether the assigned ids are still those by which these were given
     * @param noneAssigned whether there are none
     */
    static void give(
            MaildirFolder maildir,
            RandomGenerator random,
            KnownIds knownIds,
            MessageTable table,
            int known,
            boolean assignedAsKnown,
            boolean noneAssigned)
            throws IOException {
        if (!assignedAsKnown || known < table.count()) {
            new Identities(maildir, Optional.of(random), knownIds, table)
                    .give(
                            known,
                            assignedAsKnown,
                            noneAssigned
                                    ? AssignedIds.none()
                                    : AssignedIds.read(maildir.disk(), maildir.assignedIds()));
        }
    }

    /**
     * Completes the rows of a table with ids, and writes nothing: whoever would have one assigned
     * has none when this returns.
     */
    static void find(MaildirFolder maildir, MessageTable table, int known, boolean assignedAsKnown)
            throws IOException {
        new Identities(maildir, Optional.empty(), KnownIds.none(), table)
                .give(
                        known,
                        assignedAsKnown,
                        AssignedIds.read(maildir.disk(), maildir.assignedIds()));
    }

    private void give(int known, boolean assignedAsKnown, AssignedIds assigned) throws IOException {
        // An assigned id is taken even when its file is gone: it may come back.
        Set<UniqueId> assignedBefore = assigned.all();
        boolean news = false;
        for (int place = 0; place < known; place++) {
            if (!assignedAsKnown && Row.hasId(table.row(place))) {
                news |= check(place, assigned, assignedBefore);
            }
            if (Row.hasId(table.row(place))) {
                byId.add(Row.idText(table.row(place)).hashCode(), place);
            }
        }
        for (int place : table.sorted(withoutId(), FoundFile::modified)) {
            FoundFile.Key key = Row.file(table.row(place)).key();
            Optional<UniqueId> given = assigned.find(key);
            UniqueId derived = FileName.derivedId(key.base());
            UniqueId id = given.orElseGet(() -> knownIds.find(key.base()).orElse(derived));
            if (given.isEmpty()) {
                if (random.isEmpty() && (assignedBefore.contains(id) || isListed(id))) {
                    continue;
                }
                while (assignedBefore.contains(id) || isListed(id)) {
                    id = random(random.orElseThrow());
                }
                if (!id.equals(derived)) {
                    assigned.put(key, id);
                    news = true;
                }
            }
            table.setId(place, id);
            byId.add(id.value().hashCode(), place);
        }
        if (news && random.isPresent()) {
            assigned.write(maildir.disk(), maildir.assignedIds());
        } else if (!assignedAsKnown && !assignedBefore.isEmpty()) {
            // Whoever wrote them may have died before their file's name was on disk. Once they are
            // as a manifest knows them, somebody has seen to that.
            maildir.disk().sync(maildir.path());
        }
    }

    /** Has an assigned id take the place of the one listed before; tells if one was added. */
    private boolean check(int place, AssignedIds assigned, Set<UniqueId> assignedBefore) {
        byte[] row = table.row(place);
        FoundFile.Key key = Row.file(row).key();
        UniqueId listed = Row.message(row).id();
        Optional<UniqueId> given = assigned.find(key);
        if (given.isPresent()) {
            table.setId(place, given.get());
            return false;
        }
        if (assignedBefore.contains(listed)) {
            table.set(place, Row.withoutId(row));
            return false;
        }
        // Listed under an id that does not follow from the name: the file of assigned ids was
        // lost, the manifest was not.
        boolean lost = !listed.equals(FileName.derivedId(key.base()));
        if (lost) {
            assigned.put(key, listed);
        }
        return lost;
    }

    private int[] withoutId() {
        return IntStream.range(0, table.count())
                .filter(place -> !Row.hasId(table.row(place)))
                .toArray();
    }

    private boolean isListed(UniqueId id) {
        return byId.find(
                        id.value().hashCode(),
                        place -> Row.idText(table.row(place)).equals(id.value()))
                .isPresent();
    }

    private static UniqueId random(RandomGenerator random) {
        byte[] octets = new byte[16];
        random.nextBytes(octets);
        return new UniqueId(ASSIGNED + HexFormat.of().formatHex(octets));
    }
}
