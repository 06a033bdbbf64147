package org.restante.server.session;

import org.restante.protocol.Content;
import org.restante.protocol.MessageNumber;
import org.restante.protocol.UniqueId;
import org.restante.server.login.Account;
import org.restante.server.login.OnDelete;
import org.restante.server.login.Retention;
import org.restante.store.JournalEntry;
import org.restante.store.ListedMessage;
import org.restante.store.Maildrop;
import org.restante.store.Scan;
import org.restante.store.ScanListing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

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

    /**
     * What the client has got, whatever it took back; noted where that decides how long it stays.
     */
    private final BitSet fetched = new BitSet();

    /** Places of messages that RETR wrote, and that nobody can have yet. */
    private final BitSet written = new BitSet();

    private final Diary diary;
    private Optional<UniqueId> opened = Optional.empty();
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

    private final Retention retention;
    private final OnDelete onDelete;

    /**
     * Takes over an open maildrop.
     *
     * @param expired what was removed since it was listed, and has no number
     * @param retention in force here; by EXPIRE 0 what RETR sent goes at QUIT (RFC 2449 §6.7)
     * @param onDelete what becomes of what is marked
     * @param diary is told what happens to messages
     */
    OpenMaildrop(
            Account account,
            Maildrop maildrop,
            Set<UniqueId> expired,
            Retention retention,
            OnDelete onDelete,
            Diary diary) {
        this.account = account;
        this.diary = diary;
        this.maildrop = maildrop;
        this.retention = retention;
        this.onDelete = onDelete;
        this.listing = expired.isEmpty() ? maildrop.listing() : without(expired);
        count = listing.count();
        octets = listing.octets();
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

    /** How long its messages are kept. */
    public Retention retention() {
        return retention;
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
        removable.or(keptNoLonger());
        return removable;
    }

    private BitSet keptNoLonger() {
        return retention.equals(new Retention.Days(0)) ? retrieved : new BitSet();
    }

    /** RETR begins to send a message. */
    public void sending(MessageNumber number) {
        sending = number.value() - 1;
    }

    /** What RETR sent last was written whole; it may wait in a buffer. */
    public void sent() {
        retrieved.set(sending);
        written.set(sending);
    }

    /** Whether messages that were written may wait in a buffer. */
    public boolean hasWritten() {
        return !written.isEmpty();
    }

    /** What was written has left: the client may have it. */
    public void flushed() {
        fetched.or(written);
        written.clear();
    }

    /** The client says that it has got a message, in versions of POP where it does. */
    public void fetched(MessageNumber number) {
        fetched.set(number.value() - 1);
    }

    /** The client says that it has got all messages. */
    public void fetchedAll() {
        fetched.set(0, listing.count());
    }

    /** Notes what the client has got, if that decides how long it is kept. */
    void noteFetched(Instant now) throws IOException {
        if (retention instanceof Retention.AfterRetrieval && !fetched.isEmpty()) {
            maildrop.retrieved(ids(messages(fetched)), now);
        }
    }

    /** The message that was opened last was sent whole, as so many octets. */
    void sent(long octets) {
        opened.ifPresent(id -> diary.tell(JournalEntry.Kind.RETRIEVED, id, octets));
    }

    /** The message of this number, if there is one. */
    public Found find(MessageNumber number) throws IOException {
        if (number.value() > listing.count()) {
            return new Found.Unknown();
        }
        return marked.get(number.value() - 1)
                ? new Found.Marked()
                : new Found.Message(listing.message(number.value()));
    }

    /**
     * All messages, marked or not, in the order of their numbers; reading on throws {@link
     * UncheckedIOException} if one cannot be read.
     */
    public Iterable<ListedMessage> messages() {
        return listing;
    }

    /** Takes what a scan has come to. */
    @FunctionalInterface
    public interface Line {
        /**
         * Called for one message.
         *
         * @throws IOException if the line could not be written
         */
        void take(int number, Scan message) throws IOException;
    }

    /**
     * Tells of each message that is not marked, in the order of their numbers.
     *
     * @throws IOException if that is what became of a line
     * @throws UncheckedIOException if a message cannot be read
     */
    public void scan(Line line) throws IOException {
        Scan scan = listing.scan();
        for (int number = 1; next(scan); number++) {
            if (!marked.get(number - 1)) {
                line.take(number, scan);
            }
        }
    }

    private static boolean next(Scan scan) {
        try {
            return scan.next();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Marks a message that {@link #find} found. */
    public void mark(MessageNumber number, ListedMessage message) {
        marked.set(number.value() - 1);
        count--;
        octets -= message.octets();
        diary.tell(JournalEntry.Kind.MARKED, message.id(), message.octets());
    }

    /** Marks all messages; the journal learns of it when they are removed. */
    public void markAll() {
        marked.set(0, listing.count());
        count = 0;
        octets = 0;
    }

    /** Takes back all that was marked. */
    public void unmarkAll() {
        if (!marked.isEmpty()) {
            diary.unmarked();
        }
        marked.clear();
        // Whoever takes back what he marked wants to keep it.
        retrieved.clear();
        count = listing.count();
        octets = listing.octets();
    }

    /** As {@link Maildrop#open}. */
    public Content open(UniqueId id) throws IOException {
        opened = Optional.of(id);
        return maildrop.open(id);
    }

    /** Removes what is to be removed; returns how many of it could not be. */
    int update() throws IOException {
        BitSet removable = removable();
        if (removable.isEmpty()) {
            return 0;
        }
        BitSet hidden = new BitSet();
        switch (onDelete) {
            case REMOVE -> {}
            case HIDE -> {
                hidden.or(marked);
                // Whatever the client said of these: nothing that it has got is kept.
                hidden.andNot(keptNoLonger());
            }
        }
        removable.andNot(hidden);
        List<ListedMessage> toHide = messages(hidden);
        maildrop.hide(ids(toHide));
        diary.gone(JournalEntry.Kind.HIDDEN, toHide, Set.of(), "");
        List<ListedMessage> toRemove = messages(removable);
        Set<UniqueId> failed;
        try {
            failed = maildrop.remove(ids(toRemove));
        } catch (IOException e) {
            diary.gone(
                    JournalEntry.Kind.REMOVED,
                    toRemove,
                    Set.of(),
                    "the disk failed: it may be gone or not");
            throw e;
        }
        diary.gone(JournalEntry.Kind.REMOVED, toRemove, failed, "");
        fetched.andNot(removable);
        return failed.size();
    }

    private List<ListedMessage> messages(BitSet places) throws IOException {
        List<ListedMessage> messages = new ArrayList<>(places.cardinality());
        for (int i = places.nextSetBit(0); i >= 0; i = places.nextSetBit(i + 1)) {
            messages.add(listing.message(i + 1));
        }
        return messages;
    }

    private static Set<UniqueId> ids(List<ListedMessage> messages) {
        Set<UniqueId> ids = HashSet.newHashSet(messages.size());
        messages.forEach(message -> ids.add(message.id()));
        return ids;
    }

    void close() {
        maildrop.close();
    }
}
