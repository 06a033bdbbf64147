package org.restante.cli.maildrop;

import org.restante.protocol.Content;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.Channels;

/** The octets of a stored message as a stream. */
final class Stored {
    private static final int BLOCK_OCTETS = 64 * 1024;

    private Stored() {}

    /** The canonical form from its first octet on; closing it closes the content. */
    static InputStream stream(Content content) throws IOException {
        return new BufferedInputStream(
                switch (content) {
                    case Content.Stream(var in, _) -> in;
                    case Content.WireFile(var channel, var offset, _) ->
                            Channels.newInputStream(channel.position(offset));
                },
                BLOCK_OCTETS);
    }
}
