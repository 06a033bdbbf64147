package org.restante.store.maildir;

import org.restante.protocol.UniqueId;

import java.io.IOException;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.random.RandomGenerator;

/**
 * Gives each file of a maildrop its unique-id. An assigned one stands above all; whoever was listed
 * under an id keeps it; then the oldest file gets the id that follows from its name. Who finds its
 * id taken gets one assigned.
 */
final class Identities {
    private static final String ASSIGNED = "assigned.";

    private final MaildirFolder maildir;
    private final RandomGenerator random;

    Identities(MaildirFolder maildir, RandomGenerator random) {
        this.maildir = maildir;
        this.random = random;
    }

    /**
     * Ids unlike each other, one for each file. Those that do not follow from the files' names are
     * on disk when this returns.
     */
    Map<FoundFile.Key, UniqueId> of(
            Map<FoundFile.Key, FoundFile> files, List<StoredMessage> knownMessages)
            throws IOException {
        AssignedIds assigned = AssignedIds.read(maildir.assignedIds());
        Map<FoundFile.Key, UniqueId> ids = HashMap.newHashMap(files.size());
        // An assigned id is taken even when its file is gone: it may come back.
        Set<UniqueId> taken = new HashSet<>(assigned.all());
        boolean news = false;

        for (FoundFile.Key key : files.keySet()) {
            assigned.find(key).ifPresent(id -> ids.put(key, id));
        }
        for (StoredMessage message : knownMessages) {
            FoundFile.Key key = message.file().key();
            if (files.containsKey(key) && !ids.containsKey(key) && taken.add(message.id())) {
                ids.put(key, message.id());
                if (!message.id().equals(FileName.derivedId(key.base()))) {
                    // The file of assigned ids was lost, the manifest was not.
                    assigned.put(key, message.id());
                    news = true;
                }
            }
        }
        List<FoundFile> others =
                files.values().stream()
                        .filter(file -> !ids.containsKey(file.key()))
                        .sorted(
                                Comparator.comparingLong(FoundFile::modified)
                                        .thenComparing(FoundFile::name))
                        .toList();
        for (FoundFile file : others) {
            FoundFile.Key key = file.key();
            UniqueId id = FileName.derivedId(key.base());
            if (!taken.add(id)) {
                id = unlike(taken);
                assigned.put(key, id);
                news = true;
            }
            ids.put(key, id);
        }
        if (news) {
            assigned.write(maildir.assignedIds());
        }
        return ids;
    }

    private UniqueId unlike(Set<UniqueId> taken) {
        byte[] octets = new byte[16];
        UniqueId id;
        do {
            random.nextBytes(octets);
            id = new UniqueId(ASSIGNED + HexFormat.of().formatHex(octets));
        } while (!taken.add(id));
        return id;
    }
}
