package org.restante.collect;

import org.restante.client.Listed;
import org.restante.client.Listing;
import org.restante.collect.Entry.State;

import java.io.IOException;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * A listing beside the journal: what is to be fetched, and what was. By unique-ids wherever they
 * tell messages apart; else by content, which only fetching shows: for messages without an id, for
 * those that share one, for ids that return after their message was removed, and when the server
 * seems to have given all messages new ids (RFC 1939 §7 forbids the last three). Confined to one
 * thread.
 */
final class Plan {
    /** Before an entry's key: by a unique-id, the same of a header alone, by content. */
    static final String BY_ID = "u";

    static final String HEADER = "t";

    static final String BY_CONTENT = "h";

    private final Listing listing;
    private final Journal journal;
    private final long now;

    /** For each listed message the row of its id in the journal, or -1. */
    private final int[] rows;

    /** Rows of the journal whose ids are listed, and those of them that several messages have. */
    private final BitSet listedRows = new BitSet();

    private final BitSet sharedRows = new BitSet();

    /** The same for ids that the journal does not know. */
    private final Set<String> newIds = new HashSet<>();

    private final Set<String> sharedNewIds = new HashSet<>();

    /** Numbers of messages whose ids no other message has. */
    private final BitSet single = new BitSet();

    /** Keys that were given to messages of this session. */
    private final Set<String> given = new HashSet<>();

    /** Numbers of messages that only their content tells. */
    private final BitSet byContent = new BitSet();

    private final Map<Fingerprint, Deque<String>> known = new HashMap<>();
    private final List<Listed> fetch = new ArrayList<>();

    /** Numbers. */
    private final BitSet delivered = new BitSet();

    private final List<Listed> headers = new ArrayList<>();
    private final List<Listed> unwanted = new ArrayList<>();
    private long old;
    private long tooLarge;
    private long waiting;
    private boolean renaming;

    private Plan(Listing listing, Journal journal, long now) {
        this.listing = listing;
        this.journal = journal;
        this.now = now;
        this.rows = new int[listing.messages().size()];
    }

    /** Compares; changes nothing. */
    static Plan of(Listing listing, Journal journal, Policy policy, Instant now) {
        Plan plan = new Plan(listing, journal, now.getEpochSecond());
        plan.findIds();
        plan.findRenaming();
        for (int i = 0; i < plan.rows.length; i++) {
            plan.place(listing.messages().get(i), plan.rows[i], policy);
        }
        plan.findContents();
        return plan;
    }

    /** The key of a message that its unique-id tells; empty if only its content does. */
    Optional<String> keyById(Listed message) {
        return message.uniqueId().filter(_ -> isSingle(message)).map(id -> BY_ID + id);
    }

    /** What people know a message by: its unique-id, or its hash. */
    static String name(String key) {
        return key.substring(1);
    }

    /** The key of a message's header, if it goes without its body. */
    Optional<String> headerKey(Listed message) {
        return message.uniqueId().filter(_ -> isSingle(message)).map(id -> HEADER + id);
    }

    private static boolean hasId(String key) {
        return key.startsWith(BY_ID) || key.startsWith(HEADER);
    }

    private boolean isSingle(Listed message) {
        return single.get(message.number().value());
    }

    private void findIds() {
        List<Listed> messages = listing.messages();
        for (int i = 0; i < rows.length; i++) {
            rows[i] = messages.get(i).uniqueId().map(this::findId).orElse(-1);
        }
        boolean anyShared = !sharedRows.isEmpty() || !sharedNewIds.isEmpty();
        for (Listed message : messages) {
            if (message.uniqueId().filter(id -> !anyShared || !isShared(id)).isPresent()) {
                single.set(message.number().value());
            }
        }
    }

    private int findId(String id) {
        int row = journal.entries().row(BY_ID + id);
        if (row < 0) {
            if (!newIds.add(id)) {
                sharedNewIds.add(id);
            }
        } else if (listedRows.get(row)) {
            sharedRows.set(row);
        } else {
            listedRows.set(row);
        }
        return row;
    }

    private boolean isShared(String id) {
        int row = journal.entries().row(BY_ID + id);
        return row < 0 ? sharedNewIds.contains(id) : sharedRows.get(row);
    }

    /** Whether the id of a row's key, which has one, is listed, once or more often. */
    private boolean isListed(int row, String key) {
        if (key.startsWith(BY_ID)) {
            return listedRows.get(row);
        }
        int ofId = journal.entries().row(BY_ID + name(key));
        return ofId < 0 ? newIds.contains(name(key)) : listedRows.get(ofId);
    }

    /** Somebody else may have removed all that was left: the contents tell that, too. */
    private void findRenaming() {
        EntryTable entries = journal.entries();
        boolean missing = false;
        for (int row = 0; row < entries.size() && !missing; row++) {
            missing = !listedRows.get(row) && isLeft(entries.key(row), entries.entry(row));
        }
        boolean nothingKnown = listedRows.cardinality() == sharedRows.cardinality();
        renaming = journal.renaming() || (nothingKnown && missing && rows.length > 0);
    }

    /** Whether it was left on the server, and told by its id. */
    private static boolean isLeft(String key, Entry entry) {
        return key.startsWith(BY_ID) && entry.gone() == 0 && entry.state() == State.DELIVERED;
    }

    private void place(Listed message, int row, Policy policy) {
        Optional<Entry> entry =
                row >= 0 && isSingle(message)
                        ? Optional.of(journal.entries().entry(row))
                        : Optional.empty();
        // The server said that it is gone. If it is there all the same its octets show that, if
        // another has its id they show that: nothing is removed unread.
        boolean returned = entry.filter(it -> it.state() == State.REMOVED).isPresent();
        if (entry.filter(Entry::isDelivered).isPresent() && !returned) {
            delivered.set(message.number().value());
        } else if (entry.flatMap(Entry::trouble).filter(it -> it.due() > now).isPresent()) {
            waiting++;
        } else if (policy.isTooLarge(message.octets().orElse(0))) {
            placeLarge(message, policy);
        } else if (entry.filter(it -> it.state() == State.OLD).isPresent()
                && policy.since()
                        .map(Instant::getEpochSecond)
                        .equals(Optional.of(journal.since()))) {
            old++;
        } else {
            fetch.add(message);
            if (returned || keyById(message).isEmpty()) {
                byContent.set(message.number().value());
            }
        }
    }

    private void placeLarge(Listed message, Policy policy) {
        Optional<Entry> header = headerKey(message).flatMap(journal::find);
        switch (policy.tooLarge()) {
            case LEAVE -> tooLarge++;
            case HEADER -> {
                if (headerKey(message).isEmpty() || header.filter(Entry::isDelivered).isPresent()) {
                    tooLarge++;
                } else if (header.flatMap(Entry::trouble)
                        .filter(it -> it.due() > now)
                        .isPresent()) {
                    waiting++;
                } else {
                    headers.add(message);
                }
            }
            case REMOVE -> {
                if (isNewest(message, policy.keepNewest())) {
                    tooLarge++;
                } else {
                    unwanted.add(message);
                }
            }
        }
    }

    private static boolean isGoneForGood(Entry entry) {
        return entry.state() == State.REMOVED && entry.gone() != 0;
    }

    /** Which contents were delivered, of messages that no id tells now. */
    private void findContents() {
        EntryTable entries = journal.entries();
        for (int row = 0; row < entries.size(); row++) {
            Entry entry = entries.entry(row);
            String key = entries.key(row);
            if (entry.isDelivered()
                    && !key.startsWith(HEADER)
                    && !isGoneForGood(entry)
                    && !isTold(row, key)
                    && !entry.print().equals(Fingerprint.NONE)) {
                known.computeIfAbsent(entry.print(), _ -> new ArrayDeque<>()).add(key);
            }
        }
    }

    /** Whether an id tells it now, or tells that it is gone. */
    private boolean isTold(int row, String key) {
        return key.startsWith(BY_ID) && !sharedRows.get(row) && (!renaming || listedRows.get(row));
    }

    /** Brings what this listing shows into the journal: what is new, what is gone, what is back. */
    void write() throws IOException {
        for (String id : newIds) {
            if (!sharedNewIds.contains(id)) {
                journal.put(BY_ID + id, Entry.first(now));
                listedRows.set(journal.entries().row(BY_ID + id));
            }
        }
        EntryTable entries = journal.entries();
        for (int row = 0; row < entries.size(); row++) {
            String key = entries.key(row);
            Entry entry = entries.entry(row);
            if (hasId(key)) {
                boolean here = isListed(row, key);
                if (here && entry.gone() != 0 && !isGoneForGood(entry)) {
                    journal.put(key, entry.goneAt(0));
                } else if (!here && entry.gone() == 0) {
                    journal.put(key, entry.goneAt(now));
                }
            }
        }
        journal.renaming(renaming);
    }

    /** Messages to fetch, in the order of their numbers. */
    List<Listed> fetch() {
        return fetch;
    }

    /** Messages of which the header is to be fetched alone. */
    List<Listed> headers() {
        return headers;
    }

    /** Messages that are to be removed although nobody has them. */
    List<Listed> unwanted() {
        return unwanted;
    }

    /** Leaves messages where they are that turned out to be older than what is wanted. */
    void leaveOld(Set<Listed> messages) {
        fetch.removeAll(messages);
        old += messages.size();
    }

    /** Whether it is one of so many that are listed last. */
    boolean isNewest(Listed message, int count) {
        return message.number().value() > listing.messages().size() - count;
    }

    long old() {
        return old;
    }

    /** Of those, as the server lists them. */
    long octets() {
        return fetch.stream().mapToLong(it -> it.octets().orElse(0)).sum();
    }

    /** Messages that their ids tell to have been delivered. */
    Stream<Listed> delivered() {
        return listing.messages().stream().filter(it -> delivered.get(it.number().value()));
    }

    /** How many these are. */
    int deliveredCount() {
        return delivered.cardinality();
    }

    long listed() {
        return listing.messages().size();
    }

    long tooLarge() {
        return tooLarge;
    }

    long waiting() {
        return waiting;
    }

    boolean renaming() {
        return renaming;
    }

    /** How many messages only their content tells. */
    int byContent() {
        return byContent.cardinality();
    }

    /** Whether a message has to be read before it is known whether it is new. */
    boolean isByContent(Listed message) {
        return byContent.get(message.number().value()) || !known.isEmpty();
    }

    /**
     * The key under which these octets were delivered before. Each is found once, as there may be
     * several messages with the same octets.
     */
    Optional<String> takeKnown(Listed message, Fingerprint print) {
        Optional<String> own =
                keyById(message)
                        .filter(key ->
                                journal.find(key)
                                        .filter(Entry::isDelivered)
                                        .filter(it -> it.print().equals(print))
                                        .isPresent());
        return own.or(() -> Optional.ofNullable(known.get(print)).map(Deque::poll));
    }

    /** A key for a message that was not delivered before. */
    String newKey(Listed message, Fingerprint print) {
        Optional<String> own = keyById(message).filter(this::isFree);
        int copy = 1;
        String key = own.orElse(BY_CONTENT + print + "#" + copy);
        while (!isFree(key)) {
            key = BY_CONTENT + print + "#" + ++copy;
        }
        given.add(key);
        return key;
    }

    /** An id that returns with other octets is not that message's any more. */
    private boolean isFree(String key) {
        return !given.contains(key) && journal.find(key).filter(Entry::isDelivered).isEmpty();
    }

    /** Keys of delivered messages that only content tells, and that were not found. */
    List<String> unmet() {
        return known.values().stream()
                .flatMap(Deque::stream)
                .filter(key -> key.startsWith(BY_CONTENT))
                .toList();
    }
}
