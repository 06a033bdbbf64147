package org.restante.store.maildir;

import org.restante.protocol.UniqueId;

import java.util.Optional;

/**
 * Unique-ids that files were listed under elsewhere, by another server or before a loss. Asked when
 * a maildrop is rebuilt, for each file that no assigned id and no manifest knows.
 */
@FunctionalInterface
public interface KnownIds {
    /**
     * The id of the file with this base name: its name without what stands behind {@code :2,} and
     * without {@code ,S=} and {@code ,W=}, one character from 0x00 to 0xFF for each octet. An id
     * that another message has already is not given twice.
     */
    Optional<UniqueId> find(String baseName);

    /** Nothing is known. */
    static KnownIds none() {
        return _ -> Optional.empty();
    }
}
