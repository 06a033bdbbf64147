package org.restante.store.maildir;

import java.io.IOException;
import java.time.Instant;
import java.time.InstantSource;

/**
 * What a Maildir's own folder looked like.
 *
 * @param before the time, taken before the look: what changes behind it is dated later than this
 */
record FolderLook(Stamp stamp, Instant before) {
    static FolderLook now(MaildirFolder maildir, InstantSource clock) throws IOException {
        Instant before = clock.instant();
        return new FolderLook(Stamp.of(maildir.disk(), maildir.path()), before);
    }
}
