package org.restante.client;

import java.util.List;

/**
 * What is in a maildrop, by UIDL and LIST in one session.
 *
 * @param messages by their numbers
 * @param uniqueIds whether the server gave unique-ids at all
 * @param oddities what in the server's answers was left out, for people; the first few
 */
public record Listing(List<Listed> messages, boolean uniqueIds, List<String> oddities) {
    public Listing {
        // What was read from a server is not changed by anybody, and may be large.
        messages = messages instanceof ListingReader.Messages ? messages : List.copyOf(messages);
        oddities = List.copyOf(oddities);
    }
}
