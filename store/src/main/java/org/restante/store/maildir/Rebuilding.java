package org.restante.store.maildir;

import java.nio.file.Path;
import java.util.Optional;

/** What came of making a manifest anew. */
public sealed interface Rebuilding {
    /**
     * It is done.
     *
     * @param messages how many there are
     * @param octets of all of them
     * @param aside where a damaged file of assigned unique-ids is kept now
     */
    record Rebuilt(int messages, long octets, Optional<Path> aside) implements Rebuilding {}

    /** A session holds the maildrop's lock. */
    record InUse() implements Rebuilding {}

    /** There is no Maildir of this name. */
    record NotThere() implements Rebuilding {}
}
