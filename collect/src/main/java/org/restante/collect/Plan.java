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

    /** Fewer lost ids may have been removed by somebody else. */
    private static final int RENAMED_MIN = 2;

    private final Listing listing;
    private final Journal journal;
    private final long now;

    /** Ids that exactly one message has. */
    private final Set<String> single = new HashSet<>();

    /** Ids that several have. */
    private final Set<String> shared = new HashSet<>();

    /** Keys that were given to messages of this session. */
    private final Set<String> given = new HashSet<>();

    /** Numbers of messages that only their content tells. */
    private final BitSet byContent = new BitSet();

    private final Map<Fingerprint, Deque<String>> known = new HashMap<>();
    private final List<Listed> fetch = new ArrayList<>();
    private final List<Listed> delivered = new ArrayList<>();
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
    }

    /** Compares; changes nothing. */
    static Plan of(Listing listing, Journal journal, Policy policy, Instant now) {
        Plan plan = new Plan(listing, journal, now.getEpochSecond());
        plan.findIds();
        plan.findRenaming();
        for (Listed message : listing.messages()) {
            plan.place(message, policy);
        }
        plan.findContents();
        return plan;
    }

    /** The key of a message that its unique-id tells; empty if only its content does. */
    Optional<String> keyById(Listed message) {
        return message.uniqueId().filter(single::contains).map(id -> BY_ID + id);
    }

    /** What people know a message by: its unique-id, or its hash. */
    static String name(String key) {
        return key.substring(1);
    }

    /** The key of a message's header, if it goes without its body. */
    Optional<String> headerKey(Listed message) {
        return message.uniqueId().filter(single::contains).map(id -> HEADER + id);
    }

    private static boolean hasId(String key) {
        return key.startsWith(BY_ID) || key.startsWith(HEADER);
    }

    private void findIds() {
        for (Listed message : listing.messages()) {
            message.uniqueId()
                    .filter(id -> !id.isEmpty() && !single.add(id))
                    .ifPresent(shared::add);
        }
        single.removeAll(shared);
    }

    private void findRenaming() {
        long missing =
                journal.entries().entrySet().stream()
                        .filter(each -> each.getValue().gone() == 0 && isMissing(each))
                        .count();
        boolean nothingKnown =
                single.stream().noneMatch(id -> journal.find(BY_ID + id).isPresent());
        renaming =
                journal.renaming()
                        || (nothingKnown
                                && missing >= RENAMED_MIN
                                && listing.messages().size() >= missing);
    }

    /** Whether it was left on the server, and is not there any more under its id. */
    private boolean isMissing(Map.Entry<String, Entry> each) {
        String key = each.getKey();
        return key.startsWith(BY_ID)
                && each.getValue().state() == State.DELIVERED
                && !isListed(key);
    }

    /** Whether the id of a key that has one is listed, once or more often. */
    private boolean isListed(String key) {
        String id = key.substring(BY_ID.length());
        return single.contains(id) || shared.contains(id);
    }

    private void place(Listed message, Policy policy) {
        Optional<Entry> entry = keyById(message).flatMap(journal::find);
        boolean returned = entry.filter(Plan::isGoneForGood).isPresent();
        if (entry.filter(Entry::isDelivered).isPresent() && !returned) {
            delivered.add(message);
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
        journal.entries()
                .forEach((key, entry) -> {
                    boolean told = key.startsWith(BY_ID) && !isUntold(key);
                    if (entry.isDelivered()
                            && !key.startsWith(HEADER)
                            && !isGoneForGood(entry)
                            && !told
                            && !entry.print().equals(Fingerprint.NONE)) {
                        known.computeIfAbsent(entry.print(), _ -> new ArrayDeque<>()).add(key);
                    }
                });
    }

    /** Whether a message that had an id may be one of those that no id tells now. */
    private boolean isUntold(String key) {
        return shared.contains(key.substring(BY_ID.length())) || (renaming && !isListed(key));
    }

    /** Brings what this listing shows into the journal: what is new, what is gone, what is back. */
    void write() throws IOException {
        for (String id : single) {
            if (journal.find(BY_ID + id).isEmpty()) {
                journal.put(BY_ID + id, Entry.first(now));
            }
        }
        Map<String, Entry> changed = new HashMap<>();
        journal.entries()
                .forEach((key, entry) -> {
                    if (hasId(key)) {
                        boolean here = isListed(key);
                        if (here && entry.gone() != 0 && !isGoneForGood(entry)) {
                            changed.put(key, entry.goneAt(0));
                        } else if (!here && entry.gone() == 0) {
                            changed.put(key, entry.goneAt(now));
                        }
                    }
                });
        for (var each : changed.entrySet()) {
            journal.put(each.getKey(), each.getValue());
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
    List<Listed> delivered() {
        return delivered;
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
