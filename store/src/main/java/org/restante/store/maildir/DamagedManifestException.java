package org.restante.store.maildir;

import java.io.IOException;

/** A record of a manifest is not what was written there; the next login makes it anew. */
final class DamagedManifestException extends IOException {
    private static final long serialVersionUID = 1;

    DamagedManifestException(String message) {
        super(message);
    }
}
