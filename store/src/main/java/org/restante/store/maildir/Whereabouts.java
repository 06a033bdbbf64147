package org.restante.store.maildir;

import org.restante.store.FolderName;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * Where a maildrop lies and what is in it, as far as that can be told without its lock.
 *
 * @param place the Maildir
 * @param folders of the account in there, in alphabetical order of their names on disk
 * @param removed how many messages wait in {@code restante-removed/}
 * @param removedOctets what their files take
 * @param counts what the last session found, if its manifest can be read
 */
public record Whereabouts(
        Path place,
        List<FolderName> folders,
        int removed,
        long removedOctets,
        Optional<Counts> counts) {
    /** How many messages there were, and their octets. */
    public record Counts(int messages, long octets) {}
}
