package org.restante.store.maildir;

import org.restante.protocol.UniqueId;
import org.restante.store.ListedMessage;

/**
 * A message with what is known of its file.
 *
 * @param octets the canonical form's size
 * @param wireForm whether the file holds the canonical form and nothing in it needs stuffing
 */
record StoredMessage(FoundFile file, UniqueId id, long octets, boolean wireForm) {
    ListedMessage listed() {
        return new ListedMessage(id, octets);
    }
}
