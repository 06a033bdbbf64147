package org.restante.cli.maildrop;

import org.restante.protocol.Content;
import org.restante.protocol.wire.CanonicalInputStream;

import java.io.BufferedInputStream;
import java.io.InputStream;

/** The octets of a stored message as a stream. */
final class Stored {
    private static final int BLOCK_OCTETS = 64 * 1024;

    private Stored() {}

    /** The canonical form from its first octet on; closing it closes the content. */
    static InputStream stream(Content content) {
        return new BufferedInputStream(CanonicalInputStream.of(content), BLOCK_OCTETS);
    }
}
