package org.restante.client;

import java.io.IOException;
import java.io.InputStream;

/** Takes messages one after the other; called by the thread that retrieves. */
@FunctionalInterface
public interface MessageSink {
    /**
     * A message is there to be read.
     *
     * @param octets as {@link RemoteMaildrop#retrieve} gives them; what is left unread is read and
     *     dropped afterwards
     * @throws IOException ends the retrieval: the connection is closed, and no mark on it counts
     */
    void message(Listed message, InputStream octets) throws IOException;
}
