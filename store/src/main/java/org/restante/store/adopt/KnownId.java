package org.restante.store.adopt;

import org.restante.store.maildir.MessageFile;

/**
 * What another server showed for a message in a Maildir.
 *
 * @param name of its file, with or without flags; a character for each octet
 * @param id as that server showed it, which need not be a legal unique-id
 * @param saved whether the server had noted the id itself, and not made it by a rule
 */
public record KnownId(String name, String id, boolean saved) {
    /** The base name of its file. */
    public String base() {
        return MessageFile.base(name);
    }
}
