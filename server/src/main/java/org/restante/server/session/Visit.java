package org.restante.server.session;

import org.restante.protocol.UniqueId;
import org.restante.protocol.wire.ContentFailedException;
import org.restante.protocol.wire.WireOutput;
import org.restante.server.Failures;
import org.restante.server.event.CommandCounts;
import org.restante.server.event.Event;
import org.restante.server.event.LogText;
import org.restante.server.login.Account;
import org.restante.server.login.Login;
import org.restante.server.login.OnDelete;
import org.restante.server.login.Retention;
import org.restante.server.net.Connection;
import org.restante.server.net.EndReason;
import org.restante.server.net.QuietException;
import org.restante.server.net.Refusal;
import org.restante.store.Expiry;
import org.restante.store.JournalEntry;
import org.restante.store.Maildrop;
import org.restante.store.MaildropName;
import org.restante.store.Opening;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.HashSet;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/**
 * One peer's visit at a POP listener, whichever version is spoken.
 *
 * <p>Invariants: the lock of the maildrop that it holds is released on every path; mail is removed
 * by {@link #update}, when a client says so, and by the promised retention in {@link #open}, and
 * nowhere else; a stop from another thread waits until a removal is done.
 */
public final class Visit {
    private final String id;
    private final String listener;
    private final Connection connection;
    private final PopServices services;
    private final WireOutput out;
    private final long started = System.nanoTime();

    private Optional<OpenMaildrop> held = Optional.empty();
    private int failedLogins;
    private String method = "";
    private boolean loginTold;
    private boolean refused;
    private EndReason reason = EndReason.HUNG_UP;

    // What the log is told at the end.
    private final CommandCounts commands = new CommandCounts();
    private int retrieved;
    private long retrievedOctets;
    private int removed;
    private int left;
    private volatile Optional<String> account = Optional.empty();

    /** Guarded by this: while it is true, {@link #stop} lets the visit go on. */
    private boolean updating;

    /** Guarded by this. */
    private Optional<EndReason> stopped = Optional.empty();

    /** What is said in a visit, from the first word to the last. */
    @FunctionalInterface
    public interface Talk {
        /**
         * Talks until one of both ends it.
         *
         * @throws QuietException if the peer is quiet for long: then it is called again when there
         *     is something to read
         * @throws ContentFailedException if a message failed while it was sent: a part of it must
         *     not look whole, so nothing more is said
         * @throws IOException if the peer is gone
         * @throws InterruptedException if the server stops
         */
        void run() throws IOException, InterruptedException;
    }

    /** What came of a login. */
    public sealed interface Judged {
        /** The account may open its maildrop. */
        record Admitted(Account account) implements Judged {}

        /** Wrong, and the wait that slows guessing is over. */
        record Wrong() implements Judged {}

        /** Not looked at: too many failed lately. */
        record TooManyFailures() implements Judged {}

        /** Right, but too soon after the last time (RFC 2449 §8.1.1). */
        record TooSoon(Duration left) implements Judged {}

        /** Nobody can tell now; the log knows why. */
        record Unavailable() implements Judged {}
    }

    /** What came of opening a maildrop. */
    public sealed interface Access {
        /** It is this visit's until {@link #update} or {@link #release}. */
        record Open(OpenMaildrop maildrop) implements Access {}

        /** Another session holds its lock. */
        record InUse() implements Access {}

        /** The account has no such folder. */
        record NoSuchFolder() implements Access {}

        /** A person has to mend it; the log knows what. */
        record Broken() implements Access {}

        /** It may be better later; the log knows why. */
        record Unavailable() implements Access {}
    }

    /** What came of removing. */
    public sealed interface Removal {
        /** All is gone that was marked; so many messages are left. */
        record Done(int left) implements Removal {}

        /** So many of those that were marked are still there. */
        record Partly(int failed, int marked) implements Removal {}

        /** Each of those that were marked may be gone or not. */
        record Unknown() implements Removal {}
    }

    Visit(String listener, Connection connection, PopServices services) {
        this.id = services.ids().next();
        this.listener = listener;
        this.connection = connection;
        this.services = services;
        this.out = new WireOutput(connection);
    }

    /** What the log calls it. */
    public String id() {
        return id;
    }

    /** Where it is, such as {@code pop3s}. */
    public String listener() {
        return listener;
    }

    /** Takes what is said to the peer. */
    public WireOutput out() {
        return out;
    }

    /** Tells whether the talk only rests; else the visit is over. */
    boolean run(Talk talk) {
        boolean rests = false;
        try {
            talk.run();
        } catch (QuietException _) {
            rests = true;
        } catch (ContentFailedException e) {
            failed("sending a message", e);
            reason = EndReason.STORE_FAILED;
        } catch (UncheckedIOException e) {
            // Lines of a listing are read as they are written; this one ends without terminator.
            failed("sending a listing", Objects.requireNonNull(e.getCause()));
            reason = EndReason.STORE_FAILED;
        } catch (IOException _) {
            // The peer is gone; nothing more can be said to it.
            reason = EndReason.BROKEN;
        } catch (InterruptedException _) {
            reason = EndReason.SHUTDOWN;
        } catch (RuntimeException | Error e) {
            reason = EndReason.INTERNAL;
            throw e;
        } finally {
            if (!rests) {
                release();
                if (!refused) {
                    tellEnd();
                }
            }
        }
        return rests;
    }

    /** Ends the visit from any thread, unless it is removing mail: then after that. */
    public synchronized void stop(EndReason why) {
        stopped = Optional.of(why);
        if (!updating) {
            connection.end(why);
        }
    }

    /**
     * Whether another command may be read. False when a stop came during {@link #update}: that was
     * finished and answered, and nothing else is begun.
     */
    public synchronized boolean goesOn() {
        updating = false;
        stopped.ifPresent(why -> reason = why);
        return stopped.isEmpty();
    }

    /** Who is logged in; from any thread. */
    public Optional<String> account() {
        return account;
    }

    /** Tells the log that the peer is to be served. */
    public void connected() {
        services.events().record(new Event.Connected(id, listener, connection.peer().text()));
    }

    /** Tells the log that the peer is sent away, instead of how the visit ended. */
    public void refused(Refusal why) {
        refused = true;
        services.events().record(new Event.Refused(id, listener, connection.peer().text(), why));
    }

    /** Tells the log that something failed of which the peer learns little. */
    public void failed(String doing, IOException cause) {
        services.events().record(new Event.Failed(id, doing, cause));
    }

    /** Counts a command; {@code "?"} stands for whatever is none. */
    public void counted(String keyword, boolean ok) {
        commands.add(keyword, ok);
    }

    /** Counts a message that was sent whole. */
    public void sent(long octets) {
        retrieved++;
        retrievedOctets += octets;
        held.ifPresent(maildrop -> maildrop.sent(octets));
    }

    /** Says why the visit will end; what ends it from outside goes before. */
    public void endsBy(EndReason why) {
        reason = why;
    }

    /** How many logins failed or were not looked at. */
    public int failedLogins() {
        return failedLogins;
    }

    /** The door's verdict on a login, told to the log; who guesses waits here. */
    public Judged judged(Login.Attempt attempt, Login.Entry entry)
            throws IOException, InterruptedException {
        method = attempt.method();
        return switch (entry) {
            case Login.Entry.Granted(var granted) -> new Judged.Admitted(granted);
            case Login.Entry.Denied denied -> {
                tell(denied);
                // What was answered before must not wait as well.
                out.flush();
                Thread.sleep(denied.delay());
                yield new Judged.Wrong();
            }
            case Login.Entry.Refused refusal -> {
                tell(refusal);
                yield new Judged.TooManyFailures();
            }
            case Login.Entry.TooSoon(var owner, var left) -> {
                tellRefused(owner.name(), Refusal.TOO_SOON, left);
                yield new Judged.TooSoon(left);
            }
            case Login.Entry.Unavailable(var cause) -> {
                failed("looking up an account", cause);
                yield new Judged.Unavailable();
            }
        };
    }

    /** The same of a login that failed, for a peer that is gone: nobody waits. */
    public void failedUnheard(Login.Attempt attempt, Login.Entry entry) {
        method = attempt.method();
        switch (entry) {
            case Login.Entry.Denied denied -> tell(denied);
            case Login.Entry.Refused refusal -> tell(refusal);
            case Login.Entry.Granted _, Login.Entry.TooSoon _, Login.Entry.Unavailable _ -> {}
        }
    }

    private void tell(Login.Entry.Denied denied) {
        failedLogins++;
        services.events()
                .record(
                        new Event.LoginFailed(
                                id,
                                LogText.printable(denied.name()),
                                method,
                                connection.peer().text(),
                                connection.tls(),
                                denied.reason()));
    }

    private void tell(Login.Entry.Refused refusal) {
        failedLogins++;
        tellRefused(refusal.name(), refusal.cause(), refusal.left());
    }

    private void tellRefused(String name, Refusal cause, Duration left) {
        services.events()
                .record(
                        new Event.LoginRefused(
                                id,
                                LogText.printable(name),
                                connection.peer().text(),
                                cause,
                                left));
    }

    /** Tells the log that somebody began to log in in the clear where that is not allowed. */
    public void refusedWithoutTls() {
        tellRefused("", Refusal.NEEDS_TLS, Duration.ZERO);
    }

    /** The visit is that of somebody who was admitted: it ends when the account is closed. */
    public void belongsTo(Account granted) {
        account = Optional.of(granted.name());
    }

    /**
     * The lock, then the listing (RFC 1939 §4). From the maildrop where mail arrives it removes
     * what was kept for as long as was promised (RFC 2449 §6.7), from a view nothing. No other may
     * be open.
     *
     * @param granted who was admitted
     * @param name the account's maildrop or a view of it
     * @param usual how long messages of accounts are kept that do not say so themselves
     * @param usualOnDelete what becomes of what they delete
     */
    public Access open(
            Account granted, MaildropName name, Retention usual, OnDelete usualOnDelete) {
        Diary diary =
                new Diary(
                        services.store().journal(),
                        services.clock(),
                        id,
                        connection.peer().text(),
                        granted,
                        name);
        // Opening may take a while, and an account that is closed meanwhile must not get in.
        Optional<String> before = account;
        belongsTo(granted);
        Access access = open(granted, name, usual, usualOnDelete, diary);
        if (!(access instanceof Access.Open)) {
            account = before;
        }
        return access;
    }

    private Access open(
            Account granted,
            MaildropName name,
            Retention usual,
            OnDelete usualOnDelete,
            Diary diary) {
        Opening opening;
        try {
            opening = services.store().open(name);
        } catch (IOException e) {
            failed("opening the maildrop of " + granted.name(), e);
            return Failures.of(e) == Failures.LASTING
                    ? new Access.Broken()
                    : new Access.Unavailable();
        }
        return switch (opening) {
            case Opening.InUse _ -> {
                diary.tell(JournalEntry.Kind.IN_USE, "");
                tellRefused(granted.name(), Refusal.IN_USE, Duration.ZERO);
                yield new Access.InUse();
            }
            case Opening.NoSuchFolder _ -> new Access.NoSuchFolder();
            case Opening.Opened(var opened) -> {
                Retention retention =
                        name.view().isPresent()
                                ? new Retention.Never()
                                : granted.policy().retention().orElse(usual);
                OnDelete onDelete = granted.policy().onDelete().orElse(usualOnDelete);
                try {
                    OpenMaildrop maildrop = hold(granted, opened, retention, onDelete, diary);
                    tellOpened(name, maildrop);
                    yield new Access.Open(maildrop);
                } catch (UncheckedIOException e) {
                    failed(
                            "listing the maildrop of " + granted.name(),
                            Objects.requireNonNull(e.getCause()));
                    yield new Access.Unavailable();
                }
            }
        };
    }

    /** Holds a maildrop, or closes it: nobody else could open it as long as it is open. */
    private OpenMaildrop hold(
            Account granted, Maildrop opened, Retention retention, OnDelete onDelete, Diary diary) {
        try {
            Set<UniqueId> expired = expire(diary, opened, retention);
            OpenMaildrop maildrop =
                    new OpenMaildrop(granted, opened, expired, retention, onDelete, diary);
            held = Optional.of(maildrop);
            left = maildrop.count();
            return maildrop;
        } finally {
            if (held.isEmpty()) {
                opened.close();
            }
        }
    }

    /** The first maildrop makes the login whole. */
    private void tellOpened(MaildropName name, OpenMaildrop maildrop) {
        String who = maildrop.account().name();
        if (!loginTold) {
            services.login().opened(maildrop.account());
            services.events()
                    .record(
                            new Event.LoggedIn(
                                    id,
                                    who,
                                    method,
                                    connection.peer().text(),
                                    connection.tls(),
                                    maildrop.count(),
                                    maildrop.octets()));
        }
        if (loginTold || name.view().isPresent()) {
            String folder = name.view().orElse(MaildropName.INBOX);
            services.events()
                    .record(new Event.Opened(id, who, folder, maildrop.count(), maildrop.octets()));
        }
        loginTold = true;
    }

    private Set<UniqueId> expire(Diary diary, Maildrop maildrop, Retention retention) {
        Optional<Expiry> expiry = retention.expiry(services.clock().instant());
        if (expiry.isEmpty()) {
            return Set.of();
        }
        try {
            Set<UniqueId> old = maildrop.expired(expiry.get());
            if (old.isEmpty()) {
                return Set.of();
            }
            Set<UniqueId> gone = new HashSet<>(old);
            gone.removeAll(maildrop.remove(old));
            services.events()
                    .record(
                            new Event.Expired(
                                    id, diary.account().name(), gone.size(), retention.spelled()));
            diary.expired(gone, "kept for " + retention.spelled());
            return gone;
        } catch (IOException e) {
            // What is left of them is listed; what is gone is told so when it is asked for.
            failed("removing expired messages of " + diary.account().name(), e);
            return Set.of();
        }
    }

    /**
     * The UPDATE state: the only place where mail is removed that a client has marked (RFC 1939
     * §6). The maildrop is closed, whatever happened.
     *
     * @throws IOException if a stop came before: nothing is removed then
     */
    public Removal update() throws IOException {
        synchronized (this) {
            if (stopped.isPresent()) {
                throw new IOException("the server stops");
            }
            updating = true;
        }
        OpenMaildrop maildrop = held.orElseThrow();
        try {
            int marked = maildrop.removableCount();
            int failed = maildrop.update();
            removed += marked - failed;
            left = maildrop.size() - (marked - failed);
            return failed == 0 ? new Removal.Done(left) : new Removal.Partly(failed, marked);
        } catch (IOException e) {
            failed("removing messages of " + maildrop.account().name(), e);
            return new Removal.Unknown();
        } finally {
            release();
        }
    }

    /** Closes the maildrop if one is open; removes nothing. */
    public void release() {
        held.ifPresent(maildrop -> {
            try {
                maildrop.noteFetched(services.clock().instant());
            } catch (IOException e) {
                // Kept longer, until it is retrieved once more.
                failed("noting what " + maildrop.account().name() + " has retrieved", e);
            } finally {
                maildrop.close();
                held = Optional.empty();
            }
        });
    }

    private void tellEnd() {
        services.events()
                .record(
                        new Event.PopEnded(
                                id,
                                account,
                                connection.peer().text(),
                                connection.endedBecause().orElse(reason),
                                retrieved,
                                retrievedOctets,
                                removed,
                                left,
                                commands,
                                Duration.ofNanos(System.nanoTime() - started)));
    }
}
