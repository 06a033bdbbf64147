package org.restante.collect;

import org.restante.client.CommandFailedException;
import org.restante.client.Listing;
import org.restante.client.NoMechanismException;
import org.restante.client.Pop3Server;
import org.restante.client.ProtocolException;
import org.restante.client.RemoteMaildrop;
import org.restante.collect.Report.Failure;
import org.restante.collect.tokens.TokenException;
import org.restante.protocol.pop3.ResponseCode;

import java.io.EOFException;
import java.io.IOException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeMap;

import javax.net.ssl.SSLException;

/**
 * Fetches what is new in remote maildrops to where it should be, every message once. Keeps for each
 * collection a journal in its folder. For any number of threads; runs of one collection exclude
 * each other.
 */
public final class Collector {
    /** How long a message that is not listed any more is remembered (some listings are partial). */
    static final Duration MEMORY = Duration.ofDays(30);

    private final Path folder;
    private final InstantSource clock;

    /**
     * A collector.
     *
     * @param folder of its journals, made when it is needed
     */
    public Collector(Path folder, InstantSource clock) {
        this.folder = folder;
        this.clock = clock;
    }

    /** Makes the destination of a run, when no other run of the collection is there any more. */
    @FunctionalInterface
    public interface Opening {
        /**
         * Opens it; the collector closes it.
         *
         * @throws IOException if it cannot be used
         */
        Destination open() throws IOException;
    }

    /** Fetches what is new, and nobody looks on. */
    public Report run(String collection, Remote remote, Policy policy, Opening opening) {
        return run(collection, remote, policy, opening, Watcher.NONE);
    }

    /**
     * Fetches what is new. Nothing is thrown for what goes wrong with servers, networks and disks:
     * the report says it, together with what was done.
     *
     * @param collection its name; letters, digits and {@code . _ -}
     */
    public Report run(
            String collection, Remote remote, Policy policy, Opening opening, Watcher watcher) {
        if (watcher.stops()) {
            return stopped();
        }
        Tally tally = new Tally(watcher);
        Optional<Failure> failure = Optional.empty();
        try (Journal journal = Journal.open(folder, collection, remote.identity())) {
            if (journal.damagedLines() > 0) {
                tally.remark(journal.damagedLines() + " lines of the journal were damaged");
            }
            try (Destination destination = open(opening)) {
                Deliveries deliveries = new Deliveries(remote, journal, destination, clock, tally);
                deliveries.recover();
                Session session = new Session(remote, policy, journal, deliveries, tally);
                boolean more = true;
                while (more) {
                    more = session.run(now(), journalMemory());
                }
            } catch (IOException e) {
                boolean broken = tally.stops() && !(e instanceof DestinationException);
                failure = Optional.of(failure(broken ? new StoppedException() : e));
            }
            journal.ended(
                    new LastRun(
                            now(),
                            failure.isPresent(),
                            tally.delivered,
                            tally.removed,
                            failure.map(Failure::words).orElse("")));
            journal.force();
        } catch (IOException e) {
            failure = failure.or(() -> Optional.of(failure(e)));
        }
        return tally.report(failure);
    }

    /** That of a run that is stopped before it begins. */
    public static Report stopped() {
        return Report.of(failure(new StoppedException()));
    }

    private static Destination open(Opening opening) throws IOException {
        try {
            return opening.open();
        } catch (IOException e) {
            throw DestinationException.unopened(e);
        }
    }

    /**
     * Looks at a remote maildrop and says what a run would do; fetches, removes and delivers
     * nothing.
     *
     * @param maildrop of that remote, open; the caller leaves it
     * @throws IOException if the server or the journal cannot be asked
     */
    public Report preview(String collection, Remote remote, Policy policy, RemoteMaildrop maildrop)
            throws IOException {
        try (Journal journal = Journal.open(folder, collection, remote.identity())) {
            Listing listing = maildrop.listing();
            Plan plan = Plan.of(listing, journal, policy, now());
            if (policy.since().isPresent()) {
                plan.leaveOld(Session.before(policy.since().get(), maildrop, plan.fetch()));
            }
            Tally tally = new Tally(Watcher.NONE);
            tally.listed(listing, plan);
            OptionalInt days = maildrop.capabilities().expireDays();
            if (days.isPresent() && policy.keepsFor(Duration.ofDays(days.getAsInt()))) {
                tally.remark(
                        "the server says (EXPIRE) that it removes what was fetched "
                                + (days.getAsInt() == 0
                                        ? "at once"
                                        : "after " + days.getAsInt() + " days")
                                + ", and it is to stay there for that time or longer");
            }
            if (plan.renaming()) {
                tally.remark("no unique-id is known: what was delivered is told by its content");
            }
            tally.delivered = (long) plan.fetch().size() + plan.headers().size();
            tally.octets = plan.octets();
            tally.removed =
                    (long) Session.due(plan, journal, policy, now()).size()
                            + plan.unwanted().size();
            return tally.report(Optional.empty());
        }
    }

    /**
     * Takes over what another program has fetched from a remote maildrop: these messages count as
     * delivered, and only their unique-ids tell them. What the journal knows of one already stays.
     *
     * @param ids with when each message was seen first; empty: now
     * @return how many were new to the journal
     * @throws IOException if the journal cannot be written, or is another maildrop's
     */
    public int adopt(
            String collection, Pop3Server server, String user, Map<String, Optional<Instant>> ids)
            throws IOException {
        try (Journal journal = Journal.open(folder, collection, Remote.identity(server, user))) {
            long now = now().getEpochSecond();
            int added = 0;
            for (Map.Entry<String, Optional<Instant>> each : ids.entrySet()) {
                String key = Plan.BY_ID + each.getKey();
                if (journal.find(key).filter(it -> it.state() != Entry.State.SEEN).isEmpty()) {
                    long seen = each.getValue().map(Instant::getEpochSecond).orElse(now);
                    // Not listed yet: one that never is shall not look like one that was renamed.
                    journal.put(
                            key,
                            new Entry(
                                    Entry.State.DELIVERED,
                                    Math.min(seen, now),
                                    now,
                                    Fingerprint.NONE,
                                    Optional.empty()));
                    added++;
                }
            }
            journal.force();
            return added;
        }
    }

    /**
     * What is known of a collection from its journal, whether or not it runs.
     *
     * @param listed messages that the last listing had
     * @param delivered of those
     * @param troubles messages that were refused and are still there, by their unique-id or their
     *     hash
     * @param lastRun empty if none ended yet
     */
    public record Status(
            long listed, long delivered, Map<String, Trouble> troubles, Optional<LastRun> lastRun) {
        /**
         * A message that was refused.
         *
         * @param attempts how often
         * @param due when it is tried again
         */
        public record Trouble(int attempts, Instant due, String reason) {}
    }

    /**
     * What is known of a collection.
     *
     * @return empty if it never ran
     * @throws IOException if its journal cannot be read
     */
    public Optional<Status> status(String collection) throws IOException {
        Path file = Journal.file(folder, collection);
        if (!file.toFile().exists()) {
            return Optional.empty();
        }
        JournalContents contents = JournalContents.read(file);
        Map<String, Status.Trouble> troubles = new TreeMap<>();
        long listed = 0;
        long delivered = 0;
        for (var each : contents.entries) {
            Entry entry = each.getValue();
            if (entry.gone() == 0) {
                boolean whole = !each.getKey().startsWith(Plan.HEADER);
                listed += whole ? 1 : 0;
                delivered += whole && entry.isDelivered() ? 1 : 0;
                entry.trouble()
                        .ifPresent(it ->
                                troubles.put(
                                        Plan.name(each.getKey()),
                                        new Status.Trouble(
                                                it.attempts(),
                                                Instant.ofEpochSecond(it.due()),
                                                it.reason())));
            }
        }
        return Optional.of(new Status(listed, delivered, troubles, contents.lastRun));
    }

    private Instant now() {
        return now(clock);
    }

    /** The journal counts in seconds. */
    static Instant now(InstantSource clock) {
        return clock.instant().truncatedTo(ChronoUnit.SECONDS);
    }

    private long journalMemory() {
        return now().minus(MEMORY).getEpochSecond();
    }

    /** What an exception means for whoever runs the collector again. */
    public static Failure failure(IOException e) {
        String words = String.valueOf(e.getMessage());
        return switch (e) {
            case JournalInUseException _ -> new Failure(Failure.Kind.TEMPORARY, words);
            case WrongJournalException _ -> new Failure(Failure.Kind.CONFIGURATION, words);
            case StoppedException _ -> new Failure(Failure.Kind.TEMPORARY, words);
            case DestinationException it -> new Failure(it.kind(), words);
            case UnavailableException it -> new Failure(it.kind(), words);
            case CommandFailedException refused when !isTemporary(refused) ->
                    new Failure(
                            refused.code().filter(it -> it == ResponseCode.AUTH).isPresent()
                                    ? Failure.Kind.CREDENTIALS
                                    : Failure.Kind.LOGIN,
                            words);
            case TokenException wanted ->
                    new Failure(
                            switch (wanted.kind()) {
                                case LOGIN -> Failure.Kind.LOGIN;
                                case CONFIGURATION -> Failure.Kind.CONFIGURATION;
                            },
                            words);
            case NoMechanismException _ -> new Failure(Failure.Kind.LOGIN, words);
            case ProtocolException _, SSLException _ -> new Failure(Failure.Kind.SERVER, words);
            case FileSystemException file -> new Failure(Disk.kind(file), Disk.words(file));
            default ->
                    new Failure(
                            Failure.Kind.TEMPORARY,
                            e.getClass() == IOException.class
                                            || e instanceof CommandFailedException
                                            || e instanceof EOFException
                                            || e instanceof SocketException
                                            || e instanceof SocketTimeoutException
                                    ? words
                                    : e.getClass().getSimpleName() + ": " + words);
        };
    }

    /** A greeting, a listing or QUIT that is refused may be granted later; a login may not. */
    private static boolean isTemporary(CommandFailedException refused) {
        String command = refused.command();
        boolean login =
                command.startsWith("USER")
                        || command.startsWith("PASS")
                        || command.startsWith("AUTH")
                        || command.startsWith("APOP");
        return refused.isTemporary() || !login;
    }

    /** What a run comes to; confined to its thread. */
    static final class Tally {
        /** What a person reads. */
        private static final int REMARKS_MAX = 20;

        long delivered;
        long octets;
        long removed;
        long known;
        private final Watcher watcher;
        private long listed;
        private int sessions;
        private long tooLarge;
        private long waiting;
        private long old;
        private Duration loginDelay = Duration.ZERO;
        private final List<Report.Refused> refused = new ArrayList<>();
        private final List<String> remarks = new ArrayList<>();

        Tally(Watcher watcher) {
            this.watcher = watcher;
        }

        boolean stops() {
            return watcher.stops();
        }

        void connected(Runnable breakOff) {
            watcher.connected(breakOff);
        }

        void loginDelay(OptionalInt seconds) {
            loginDelay = Duration.ofSeconds(seconds.orElse(0));
        }

        void listed(Listing listing, Plan plan) {
            watcher.happened(
                    new RunEvent.Listed(plan.listed(), plan.fetch().size(), plan.octets()));
            if (sessions++ == 0) {
                listed = plan.listed();
                known = plan.deliveredCount();
                tooLarge = plan.tooLarge();
                waiting = plan.waiting();
                old = plan.old();
            }
            listing.oddities().forEach(this::remark);
            if (plan.byContent() > 0) {
                remark(
                        plan.byContent()
                                + " messages have no unique-id of their own: they are fetched to be"
                                + " told by their content");
            }
        }

        void remark(String text) {
            if (remarks.size() < REMARKS_MAX && !remarks.contains(text)) {
                remarks.add(text);
            }
        }

        void fetched(long count) {
            watcher.happened(new RunEvent.Fetched(count));
        }

        void delivered(String key, long count) {
            delivered++;
            octets += count;
            watcher.happened(new RunEvent.Delivered(Plan.name(key), count));
        }

        void removed(String message) {
            removed++;
            watcher.happened(new RunEvent.Removed(message));
        }

        void refused(String message, Refusal refusal) {
            watcher.happened(new RunEvent.Refused(message, refusal));
            refused.add(new Report.Refused(message, refusal));
        }

        Report report(Optional<Failure> failure) {
            return new Report(
                    listed,
                    delivered,
                    octets,
                    removed,
                    known,
                    tooLarge,
                    old,
                    waiting,
                    loginDelay,
                    refused,
                    remarks,
                    failure);
        }
    }
}
