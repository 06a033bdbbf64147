package org.restante.collect;

import org.restante.client.Listed;
import org.restante.collect.Collector.Tally;
import org.restante.collect.Entry.State;
import org.restante.collect.Entry.Trouble;

import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The way of messages into a destination, in step with the journal. In every order of crashes the
 * journal says at most as much as is true: {@code STAGED} once a group can be told from one that
 * arrived, {@code DELIVERED} once it did. Confined to one thread.
 */
final class Deliveries {
    /** What may be staged until it is made durable together. */
    private static final long GROUP_OCTETS = 16L * 1024 * 1024;

    /** What comes slowly is not all to come again where the run dies. */
    private static final Duration GROUP_TIME_MAX = Duration.ofSeconds(10);

    private final Remote remote;
    private final Journal journal;
    private final Destination destination;
    private final InstantSource clock;
    private final long now;
    private final Tally tally;
    private final Map<String, Pending> group = new LinkedHashMap<>();
    private long groupOctets;
    private Instant groupBegan = Instant.MAX;

    /** Keys, by their numbers in this session, of messages that are durably delivered. */
    private final Map<Integer, String> delivered = new HashMap<>();

    /** Keys of messages that were refused in this run: each is tried once in it. */
    private final Set<String> refused = new HashSet<>();

    private record Pending(int number, String key, Entry entry, long octets) {}

    Deliveries(
            Remote remote,
            Journal journal,
            Destination destination,
            InstantSource clock,
            Tally tally) {
        this.remote = remote;
        this.journal = journal;
        this.destination = destination;
        this.clock = clock;
        this.now = Collector.now(clock).getEpochSecond();
        this.tally = tally;
    }

    /** Finds out what became of the group that was on its way when the last run died. */
    void recover() throws IOException {
        Map<String, String> keys = new LinkedHashMap<>();
        List<Incoming> staged = new ArrayList<>();
        journal.entries()
                .forEach((key, entry) -> {
                    if (entry.state() == State.STAGED) {
                        Incoming message = incoming(key, entry);
                        keys.put(message.id(), key);
                        staged.add(message);
                    }
                });
        Set<String> arrived;
        try {
            arrived = destination.recover(staged, journal.note());
        } catch (IOException e) {
            throw DestinationException.of(destination.where(), e);
        }
        for (var each : keys.entrySet()) {
            Entry entry = journal.find(each.getValue()).orElseThrow();
            boolean there = arrived.contains(each.getKey());
            journal.put(each.getValue(), entry.with(there ? State.DELIVERED : State.SEEN));
        }
        if (!keys.isEmpty()) {
            tally.remark(
                    "the last run died on its way: "
                            + arrived.size()
                            + " of "
                            + keys.size()
                            + " messages had arrived");
        }
        journal.force();
    }

    private Incoming incoming(String key, Entry entry) {
        return new Incoming(
                remote.id(key, entry),
                Instant.ofEpochSecond(entry.seen()),
                key.startsWith(Plan.BY_ID)
                        ? Optional.of(key.substring(Plan.BY_ID.length()))
                        : Optional.empty());
    }

    /** Forgets the numbers of the last session. */
    void begin() {
        delivered.clear();
    }

    /** Whether a message was refused in an earlier session of this run. */
    boolean wasRefused(String key) {
        return refused.contains(key);
    }

    /** Whether this session brought anything. */
    boolean anyDelivered() {
        return !delivered.isEmpty();
    }

    /** The key of a message that this session fetched, if it is durably delivered. */
    Optional<String> key(Listed message) {
        return Optional.ofNullable(delivered.get(message.number().value()));
    }

    /**
     * A message to be delivered. It is, when {@link #publish} has returned.
     *
     * @throws DestinationException if it cannot be stored
     * @throws IOException if its octets cannot be read
     */
    void take(Listed message, String key, InputStream octets) throws IOException {
        Entry entry = journal.find(key).orElseGet(() -> Entry.first(now));
        Measured measured = new Measured(octets);
        Incoming incoming = incoming(key, entry);
        if (group.isEmpty()) {
            groupBegan = clock.instant();
        }
        try {
            destination.stage(incoming, measured);
            measured.readRest();
        } catch (IOException e) {
            throw measured.failed() ? e : DestinationException.of(destination.where(), e);
        }
        group.put(
                incoming.id(),
                new Pending(
                        message.number().value(),
                        key,
                        entry.with(measured.print()),
                        measured.count()));
        groupOctets += measured.count();
        tally.fetched(measured.count());
        if (group.size() >= destination.groupMessagesMax()
                || groupOctets >= GROUP_OCTETS
                || clock.instant().isAfter(groupBegan.plus(GROUP_TIME_MAX))) {
            publish();
        }
    }

    /**
     * A message that was delivered before, as its octets tell.
     *
     * @param key of then
     * @param newKey by its id now, if that tells it
     */
    void takeKnown(Listed message, String key, Optional<String> newKey) throws IOException {
        Entry before = journal.find(key).orElseThrow();
        if (newKey.isPresent() && !newKey.get().equals(key)) {
            journal.put(newKey.get(), before.with(State.DELIVERED).goneAt(0));
            journal.put(key, before.with(State.REMOVED).goneAt(now));
        } else if (before.gone() != 0 || before.state() != State.DELIVERED) {
            journal.put(key, before.with(State.DELIVERED).goneAt(0));
        }
        delivered.put(message.number().value(), newKey.orElse(key));
        tally.known++;
    }

    /** Makes what was taken durable, there and in the journal. */
    void publish() throws IOException {
        if (group.isEmpty()) {
            return;
        }
        List<Pending> all = List.copyOf(group.values());
        Map<String, Refusal> refusals;
        try {
            journal.note(destination.prepare());
            for (Pending each : all) {
                journal.put(each.key(), each.entry().with(State.STAGED));
            }
            journal.force();
            refusals = destination.publish();
        } catch (DestinationException e) {
            throw e;
        } catch (IOException e) {
            throw DestinationException.of(destination.where(), e);
        }
        for (var each : group.entrySet()) {
            Pending pending = each.getValue();
            Refusal refusal = refusals.get(each.getKey());
            if (refusal == null) {
                journal.put(pending.key(), pending.entry().with(State.DELIVERED));
                delivered.put(pending.number(), pending.key());
                tally.delivered(pending.key(), pending.octets());
            } else {
                refuse(pending.key(), pending.entry(), refusal);
            }
        }
        journal.force();
        group.clear();
        groupOctets = 0;
    }

    /** The server would not give a message. */
    void refuse(String key, Refusal refusal) throws IOException {
        refuse(key, journal.find(key).orElseGet(() -> Entry.first(now)), refusal);
    }

    private void refuse(String key, Entry entry, Refusal refusal) throws IOException {
        refused.add(key);
        tally.refused(Plan.name(key), refusal);
        journal.put(key, entry.with(Trouble.next(entry.trouble(), refusal, now)));
    }
}
