package org.restante.server.session;

import org.restante.protocol.Content;
import org.restante.protocol.MessageNumber;
import org.restante.protocol.UniqueId;
import org.restante.server.login.Account;
import org.restante.store.ListedMessage;
import org.restante.store.Maildrop;
import org.restante.store.ScanListing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.BitSet;
import java.util.HashSet;
import java.util.Iterator;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.stream.IntStream;

/**
 * A session's view of the maildrop that it holds: the fixed numbers, and what is marked. Its {@link
 * Visit} owns it.
 */
public final class OpenMaildrop {
    private final Account account;
    private final Maildrop maildrop;
    private final ScanListing listing;
    private final BitSet marked = new BitSet();

    /** Sent whole by RETR; in a maildrop that keeps nothing QUIT removes these as well. */
    private final BitSet retrieved = new BitSet();

    private int sending;
    private int count;
    private long octets;

    /** What a message number stands for. */
    public sealed interface Found {
        /** One that is listed and not marked. */
        record Message(ListedMessage message) implements Found {}

        /** One that is marked. */
        record Marked() implements Found {}

        /** There is none. */
        record Unknown() implements Found {}
    }

    private final boolean keepsNothing;

    /**
     * Takes over an open maildrop.
     *
     * @param expired what was removed since it was listed, and has no number
     * @param keepsNothing whether what RETR sent counts as marked at QUIT (RFC 2449 §6.7, EXPIRE 0)
     */
    OpenMaildrop(Account account, Maildrop maildrop, Set<UniqueId> expired, boolean keepsNothing) {
        this.account = account;
        this.maildrop = maildrop;
        this.keepsNothing = keepsNothing;
        this.listing = expired.isEmpty() ? maildrop.listing() : without(expired);
        unmarkAll();
    }

    private ScanListing without(Set<UniqueId> expired) {
        return ScanListing.of(
                maildrop.listing().stream()
                        .filter(message -> !expired.contains(message.id()))
                        .toList());
    }

    /** Whose it is. */
    public Account account() {
        return account;
    }

    /** How many messages are not marked. */
    public int count() {
        return count;
    }

    /** The sizes of those, added up. */
    public long octets() {
        return octets;
    }

    /** How many there are, marked or not. */
    public int size() {
        return listing.count();
    }

    /** How many QUIT is to remove. */
    int removableCount() {
        return removable().cardinality();
    }

    private BitSet removable() {
        BitSet removable = (BitSet) marked.clone();
        if (keepsNothing) {
            removable.or(retrieved);
        }
        return removable;
    }

    /** RETR begins to send a message. */
    public void sending(MessageNumber number) {
        sending = number.value() - 1;
    }

    /** What RETR sent last was sent whole. */
    public void sent() {
        retrieved.set(sending);
    }

    /**
     * The message of this number, if there is one.
     *
     * @throws UncheckedIOException if the listing cannot be read; {@link #lines} and {@link #mark}
     *     throw it, too
     */
    public Found find(MessageNumber number) {
        if (number.value() > listing.count()) {
            return new Found.Unknown();
        }
        return marked.get(number.value() - 1)
                ? new Found.Marked()
                : new Found.Message(message(number.value()));
    }

    /** One line for each message that is not marked, made as it is asked for. */
    public Iterable<String> lines(BiFunction<Integer, ListedMessage, String> line) {
        return () -> {
            Iterator<ListedMessage> messages = listing.iterator();
            return IntStream.range(0, listing.count())
                    .mapToObj(i -> new Numbered(i, messages.next()))
                    .filter(numbered -> !marked.get(numbered.place()))
                    .map(numbered -> line.apply(numbered.place() + 1, numbered.message()))
                    .iterator();
        };
    }

    private record Numbered(int place, ListedMessage message) {}

    /** Marks a message that {@link #find} found. */
    public void mark(MessageNumber number) {
        long size = message(number.value()).octets();
        marked.set(number.value() - 1);
        count--;
        octets -= size;
    }

    private ListedMessage message(int number) {
        try {
            return listing.message(number);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Takes back all that was marked. */
    public void unmarkAll() {
        marked.clear();
        // Whoever takes back what he marked wants to keep it.
        retrieved.clear();
        count = listing.count();
        octets = listing.octets();
    }

    /** As {@link Maildrop#open}. */
    public Content open(UniqueId id) throws IOException {
        return maildrop.open(id);
    }

    /** Removes what is to be removed; returns how many of it could not be. */
    int update() throws IOException {
        BitSet removable = removable();
        if (removable.isEmpty()) {
            return 0;
        }
        Set<UniqueId> ids = HashSet.newHashSet(removable.cardinality());
        for (int i = removable.nextSetBit(0); i >= 0; i = removable.nextSetBit(i + 1)) {
            ids.add(listing.message(i + 1).id());
        }
        return maildrop.remove(ids).size();
    }

    void close() {
        maildrop.close();
    }
}
