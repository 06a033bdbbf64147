package org.restante.collect;

import org.restante.client.CommandFailedException;
import org.restante.client.Listed;
import org.restante.client.Listing;
import org.restante.client.Pop3Client;
import org.restante.client.RemoteMaildrop;
import org.restante.collect.Collector.Tally;
import org.restante.collect.Entry.State;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * One session after the other with a server, until nothing new is left. A long way is cut into
 * several sessions, each with a QUIT, so that a failure late on the way undoes few removals.
 * Confined to one thread.
 */
final class Session {
    /** A failure costs the removal of so many messages at most: none of them comes again. */
    static final int MESSAGES_MAX = 5000;

    private final Remote remote;
    private final Policy policy;
    private final Journal journal;
    private final Deliveries deliveries;
    private final Tally tally;

    /** Keys of messages whose headers an earlier session of this run has looked at. */
    private final Set<String> dated = new HashSet<>();

    /** Of the message behind which the server has not begun another answer yet. */
    private Optional<String> unconfirmed = Optional.empty();

    Session(Remote remote, Policy policy, Journal journal, Deliveries deliveries, Tally tally) {
        this.remote = remote;
        this.policy = policy;
        this.journal = journal;
        this.deliveries = deliveries;
        this.tally = tally;
    }

    /**
     * A session: list, fetch, make durable, remove, QUIT.
     *
     * @param forgotten messages that are gone since before this second need not be remembered
     * @return whether another one is to follow
     */
    boolean run(Instant now, long forgotten) throws IOException {
        deliveries.begin();
        try (Pop3Client client = Pop3Client.connect(remote.server())) {
            tally.connected(() -> breakOff(client));
            Pop3Client.Opened opened = client.loginAndList(remote.credentials());
            RemoteMaildrop maildrop = opened.maildrop();
            Listing listing = opened.listing();
            Plan plan = Plan.of(listing, journal, policy, now);
            tally.loginDelay(maildrop.capabilities().loginDelaySeconds());
            plan.write();
            // The first sight is in a message's id for the destination: the same in the next run.
            journal.force();
            leaveOld(maildrop, plan);
            tally.listed(listing, plan);
            List<Listed> wanted =
                    plan.fetch().stream()
                            .filter(it -> plan.keyById(it).filter(deliveries::wasRefused).isEmpty())
                            .toList();
            // What only content tells is fetched in each session: a second one would begin anew.
            boolean several =
                    wanted.size() > MESSAGES_MAX
                            && plan.byContent() == 0
                            && !plan.renaming()
                            && !(policy.removal() instanceof Policy.Removal.Never)
                            && maildrop.capabilities().loginDelaySeconds().orElse(0) == 0;
            fetch(maildrop, plan, several ? wanted.subList(0, MESSAGES_MAX) : wanted);
            if (!several) {
                finish(plan, now.getEpochSecond(), forgotten);
            }
            remove(maildrop, plan, now);
            // A server that gives nothing is not asked for ever.
            return several && deliveries.anyDelivered();
        } finally {
            tally.connected(() -> {});
        }
    }

    private static void breakOff(Pop3Client client) {
        try {
            client.close();
        } catch (IOException _) {
            // Whoever waits for the server learns all the same that nothing comes any more.
        }
    }

    /** Remembers which messages are too old, so that each is asked for its header once. */
    private void leaveOld(RemoteMaildrop maildrop, Plan plan) throws IOException {
        if (policy.since().isEmpty()) {
            return;
        }
        Instant since = policy.since().get();
        List<Listed> undated =
                plan.fetch().stream()
                        .filter(it -> plan.keyById(it).filter(dated::contains).isEmpty())
                        .toList();
        Set<Listed> old = before(since, maildrop, undated);
        undated.forEach(it -> plan.keyById(it).ifPresent(dated::add));
        plan.leaveOld(old);
        for (Listed message : undated) {
            Optional<String> key = plan.keyById(message);
            if (key.isPresent()) {
                Entry entry = journal.find(key.get()).orElseThrow();
                State state = old.contains(message) ? State.OLD : State.SEEN;
                if (entry.state() != state) {
                    journal.put(key.get(), entry.with(state));
                }
            }
        }
        // Behind all that is old by this day: what was by another one is wanted now.
        journal.since(since.getEpochSecond());
    }

    /**
     * Those of the messages that arrived before a time. One whose header does not tell is not among
     * them, nor is any if the server has no TOP.
     */
    static Set<Listed> before(Instant time, RemoteMaildrop maildrop, List<Listed> messages)
            throws IOException {
        Set<Listed> old = new HashSet<>();
        var _ =
                maildrop.topAll(
                        messages,
                        0,
                        (message, header) ->
                                MessageHeader.read(header).dates().stream()
                                        .findFirst()
                                        .filter(it -> it.isBefore(time))
                                        .ifPresent(_ -> old.add(message)));
        return old;
    }

    private void fetch(RemoteMaildrop maildrop, Plan plan, List<Listed> messages)
            throws IOException {
        List<RemoteMaildrop.Refused> refused;
        List<RemoteMaildrop.Refused> refusedHeaders;
        unconfirmed = Optional.empty();
        try {
            refused =
                    maildrop.retrieveAll(
                            messages, (message, octets) -> take(plan, message, octets));
            refusedHeaders =
                    maildrop.topAll(
                            plan.headers(),
                            0,
                            (message, octets) -> takeHeader(plan, message, octets));
        } catch (DestinationException e) {
            throw e;
        } catch (IOException e) {
            // What came whole before the cut need not come again.
            try {
                deliveries.publish();
                readAgain();
            } catch (IOException also) {
                e.addSuppressed(also);
            }
            throw e;
        }
        deliveries.publish();
        refuse(refused, plan::keyById);
        refuse(refusedHeaders, plan::headerKey);
    }

    /**
     * A full stop that was not stuffed, and a server that hung up on it, end a message as well: one
     * behind which nothing came is delivered, and is read once more before it is removed.
     */
    private void readAgain() throws IOException {
        Optional<Entry> last = unconfirmed.flatMap(journal::find).filter(Entry::isDelivered);
        if (last.isPresent()) {
            journal.put(unconfirmed.get(), last.get().with(State.REMOVED));
            journal.force();
        }
    }

    private void refuse(
            List<RemoteMaildrop.Refused> refused, Function<Listed, Optional<String>> keyOf)
            throws IOException {
        for (RemoteMaildrop.Refused each : refused) {
            CommandFailedException why = each.why();
            Refusal refusal = new Refusal(why.isTemporary(), String.valueOf(why.getMessage()));
            Optional<String> key = keyOf.apply(each.message());
            if (key.isPresent()) {
                deliveries.refuse(key.get(), refusal);
            } else {
                tally.refused("message " + each.message().number().value(), refusal);
            }
        }
    }

    /** A header says that its body is missing: nobody is to take it for the message. */
    private void takeHeader(Plan plan, Listed message, InputStream octets) throws IOException {
        if (tally.stops()) {
            throw new StoppedException();
        }
        byte[] field =
                ("X-Restante-Left-On-Server: " + message.octets().orElse(0) + " octets\r\n")
                        .getBytes(StandardCharsets.US_ASCII);
        deliveries.take(
                message,
                plan.headerKey(message).orElseThrow(),
                new SequenceInputStream(new ByteArrayInputStream(field), octets));
    }

    private void take(Plan plan, Listed message, InputStream octets) throws IOException {
        if (tally.stops()) {
            throw new StoppedException();
        }
        unconfirmed = Optional.empty();
        if (!plan.isByContent(message)) {
            String key = plan.keyById(message).orElseThrow();
            deliveries.take(message, key, octets);
            unconfirmed = Optional.of(key);
            return;
        }
        Path spool = journal.sibling(".spool");
        Measured measured = new Measured(octets);
        try {
            try {
                Files.copy(measured, spool, StandardCopyOption.REPLACE_EXISTING);
            } catch (IOException e) {
                throw measured.failed() ? e : DestinationException.of(spool, e);
            }
            Fingerprint print = measured.print();
            Optional<String> known = plan.takeKnown(message, print);
            if (known.isPresent()) {
                Optional<String> now = plan.keyById(message);
                deliveries.takeKnown(message, known.get(), now);
                if (plan.renaming() && !now.equals(known)) {
                    tally.remark("all unique-ids have changed: messages are told by their content");
                }
            } else {
                String key = plan.newKey(message, print);
                try (InputStream whole = Files.newInputStream(spool)) {
                    deliveries.take(message, key, whole);
                }
                unconfirmed = Optional.of(key);
            }
        } finally {
            Files.deleteIfExists(spool);
        }
    }

    /** What can only be said when everything was looked at. */
    private void finish(Plan plan, long now, long forgotten) throws IOException {
        for (String key : plan.unmet()) {
            Entry entry = journal.find(key).orElseThrow();
            if (entry.gone() == 0) {
                journal.put(key, entry.goneAt(now));
            }
        }
        journal.renaming(false);
        journal.compact(forgotten);
    }

    /** Of what was delivered before this session, what the policy removes now. */
    static List<Listed> due(Plan plan, Journal journal, Policy policy, Instant now) {
        if (policy.removal() instanceof Policy.Removal.Never) {
            return new ArrayList<>();
        }
        return plan.delivered()
                .filter(it -> {
                    Entry entry = journal.find(plan.keyById(it).orElseThrow()).orElseThrow();
                    return policy.removes(Instant.ofEpochSecond(entry.seen()), now)
                            && !plan.isNewest(it, policy.keepNewest());
                })
                .collect(Collectors.toCollection(ArrayList::new));
    }

    private void remove(RemoteMaildrop maildrop, Plan plan, Instant now) throws IOException {
        List<Listed> due = due(plan, journal, policy, now);
        for (Listed message : plan.fetch()) {
            deliveries
                    .key(message)
                    .flatMap(journal::find)
                    .filter(it -> policy.removes(Instant.ofEpochSecond(it.seen()), now))
                    .filter(_ -> !plan.isNewest(message, policy.keepNewest()))
                    .ifPresent(_ -> due.add(message));
        }
        due.addAll(plan.unwanted());
        // What the journal says of them has to outlive them.
        journal.force();
        Set<Listed> unmarked =
                maildrop.removeAll(due).stream()
                        .map(RemoteMaildrop.Refused::message)
                        .collect(Collectors.toSet());
        for (Listed message : due) {
            if (!unmarked.contains(message)) {
                Optional<String> key = deliveries.key(message).or(() -> plan.keyById(message));
                if (key.isPresent()) {
                    journal.put(
                            key.get(), journal.find(key.get()).orElseThrow().with(State.REMOVED));
                }
                tally.removed(
                        key.map(Plan::name).orElseGet(() -> "message " + message.number().value()));
            }
        }
        journal.force();
    }
}
