package org.restante.cli.soak;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * What one account's maildrop has to hold, from what its clients were told. Messages are known by
 * their token, which is also the SHA-256 of their text. Any thread may call.
 */
final class Ledger {
    /** What is known about one copy of a message. */
    private enum Fate {
        /** Sent, but the reply has not been read: there whole, or not at all. */
        UNANSWERED,
        /** Its 250 was read. */
        STORED,
        /** Marked in a session whose QUIT was sent, and the reply has not been read. */
        LEAVING,
        /** The +OK to that QUIT was read, or it was missed once: it never comes again. */
        GONE
    }

    private final String account;
    private final Map<String, Fate> fates = new HashMap<>();
    private final Map<String, String> tokens = new HashMap<>();
    private final Map<String, String> uniqueIds = new HashMap<>();
    private long stored;
    private long removed;

    Ledger(String account) {
        this.account = account;
    }

    synchronized void sent(String token) {
        fates.put(token, Fate.UNANSWERED);
    }

    synchronized void stored(String token) {
        stored++;
        // A session may have listed, or removed, the message before this reply was read.
        fates.replace(token, Fate.UNANSWERED, Fate.STORED);
    }

    synchronized void leaving(Set<String> marked) {
        marked.forEach(token -> fates.put(token, Fate.LEAVING));
    }

    synchronized void gone(Set<String> marked) {
        removed += marked.size();
        marked.forEach(token -> fates.put(token, Fate.GONE));
    }

    /** What is known under a unique-id, or empty text. */
    synchronized String token(String uniqueId) {
        return tokens.getOrDefault(uniqueId, "");
    }

    /** A listed message was retrieved: it has to be one that was sent, under an id of its own. */
    synchronized void seen(String uniqueId, String token) {
        require(fates.containsKey(token), "lists what was never sent: " + uniqueId);
        require(fates.get(token) != Fate.GONE, "lists what is gone: " + uniqueId);
        String before = tokens.putIfAbsent(uniqueId, token);
        require(before == null || before.equals(token), "has used an id again: " + uniqueId);
        String other = uniqueIds.putIfAbsent(token, uniqueId);
        require(
                other == null || other.equals(uniqueId),
                "has changed the id " + other + " to " + uniqueId);
    }

    /** Compares with all that is listed after a restart, when nobody else is at work. */
    synchronized void settle(Set<String> listed) {
        Set<String> missing = new HashSet<>();
        fates.replaceAll((token, fate) -> {
            if (listed.contains(token)) {
                require(fate != Fate.GONE, "lists again what was removed: " + token);
                return Fate.STORED;
            }
            if (fate == Fate.STORED) {
                missing.add(token);
            }
            return Fate.GONE;
        });
        require(missing.isEmpty(), "has lost " + missing);
    }

    synchronized long stored() {
        return stored;
    }

    synchronized long removed() {
        return removed;
    }

    private void require(boolean condition, String otherwise) {
        if (!condition) {
            throw new AssertionError("the maildrop of " + account + " " + otherwise);
        }
    }
}
