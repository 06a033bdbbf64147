package org.restante.server.login;

import org.restante.protocol.Secret;
import org.restante.protocol.sasl.ApopDigest;
import org.restante.protocol.sasl.Saslprep;
import org.restante.server.login.Throttle.Decision;
import org.restante.server.net.Peer;
import org.restante.server.net.Refusal;

import java.io.IOException;
import java.text.Normalizer;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * The one door to the maildrops: whoever has shown credentials, by whatever method and protocol, is
 * let in or not here, by the account's policy. Shared by all sessions; thread-safe.
 */
public final class Login {
    /** More accounts than this within their login delays at once, and the oldest is let off. */
    private static final int REMEMBERED_MAX = 100_000;

    private final Authenticator authenticator;
    private final CachedSurvey surveyed;
    private final Throttle throttle;
    private final Supplier<Duration> loginDelay;
    private final Supplier<Boolean> views;
    private final InstantSource clock;

    /** When each account with a delay last got in; guarded by itself. */
    private final Map<String, Instant> last =
            new LinkedHashMap<>() {
                private static final long serialVersionUID = 1;

                @Override
                protected boolean removeEldestEntry(Map.Entry<String, Instant> eldest) {
                    return size() > REMEMBERED_MAX;
                }
            };

    /**
     * A door to the accounts of an authenticator.
     *
     * @param surveyed what is true of all these accounts
     * @param throttle slows those who guess
     * @param loginDelay the least time between two logins to an account that has none of its own;
     *     zero is none; asked at each login
     * @param views whether an account of which nothing else is said may open views of its mail;
     *     asked at each login
     */
    public Login(
            Authenticator authenticator,
            CachedSurvey surveyed,
            Throttle throttle,
            Supplier<Duration> loginDelay,
            Supplier<Boolean> views,
            InstantSource clock) {
        this.authenticator = authenticator;
        this.surveyed = surveyed;
        this.throttle = throttle;
        this.loginDelay = loginDelay;
        this.views = views;
        this.clock = clock;
    }

    /**
     * Where and how somebody tries to log in.
     *
     * @param listener its name, such as {@code pop3s}
     * @param tls whether TLS is active
     * @param method {@code USER}, {@code APOP}, or a SASL mechanism's name
     * @param began when the credentials, or the last part of them, came
     */
    public record Attempt(String listener, Peer peer, boolean tls, String method, Instant began) {}

    /** Somebody tries to log in now; see {@link Attempt}. */
    public Attempt attempt(String listener, Peer peer, boolean tls, String method) {
        return new Attempt(listener, peer, tls, method, clock.instant());
    }

    /** What came of it. */
    public sealed interface Entry {
        /** Come in. */
        record Granted(Account account) implements Entry {}

        /**
         * Wrong credentials, or the account may not log in like this: the client is told the same.
         *
         * @param name as the client sent it
         * @param reason for the log
         * @param delay how long the client has still to wait for its answer: guessing gets slower,
         *     and how long the check took does not show, which depends on whether there is such an
         *     account and how its password is stored
         */
        record Denied(String name, String reason, Duration delay) implements Entry {}

        /**
         * Too many logins failed lately: this one counts neither as right nor as wrong.
         *
         * @param left how long that goes on
         */
        record Refused(String name, Refusal cause, Duration left) implements Entry {}

        /** Right, but too soon after the last time (RFC 2449 §8.1.1). */
        record TooSoon(Account account, Duration left) implements Entry {}

        /** Nobody can tell now. */
        record Unavailable(IOException cause) implements Entry {}
    }

    /** Checks a password; blocks as long as that takes. */
    public Entry password(Attempt attempt, String name, Secret password)
            throws InterruptedException {
        Optional<Entry.Refused> refused = refusal(attempt, name);
        if (refused.isPresent()) {
            return refused.get();
        }
        return switch (authenticator.verify(name, password, attempt.tls)) {
            case Verdict.Granted(var account) ->
                    admit(attempt, name, account, Optional.of(password));
            case Verdict.Denied(var reason) -> denied(attempt, name, reason, Optional.of(password));
            case Verdict.Unavailable(var cause) -> new Entry.Unavailable(cause);
        };
    }

    /**
     * Why logins under a name are refused now, if they are. Whoever knows a name asks before
     * anything is looked up, checked or proven for it: else the answer would tell a guesser whether
     * he was right.
     *
     * @param name as the client sent it
     */
    public Optional<Entry.Refused> refusal(Attempt attempt, String name) {
        return throttle.before(attempt.peer, name) instanceof Decision.Refuse(var left, var cause)
                ? Optional.of(new Entry.Refused(name, cause, left))
                : Optional.empty();
    }

    private Entry denied(Attempt attempt, String name, String reason, Optional<Secret> password) {
        Duration delay = throttle.failed(attempt.peer, name, password);
        Duration spent = Duration.between(attempt.began, clock.instant());
        Duration left = spent.isNegative() ? delay : delay.minus(spent);
        return new Entry.Denied(name, reason, left.isNegative() ? Duration.ZERO : left);
    }

    /**
     * Somebody has proven to be an account's owner in an exchange.
     *
     * @param password that was sent, if the mechanism sends it
     */
    public Entry proven(Attempt attempt, String name, Account account, Optional<Secret> password) {
        Optional<Entry.Refused> refused = refusal(attempt, name);
        return refused.isPresent() ? refused.get() : admit(attempt, name, account, password);
    }

    /**
     * Somebody has failed to prove that.
     *
     * @param reason for the log
     * @param password that was sent, if the mechanism sends it
     */
    public Entry failed(Attempt attempt, String name, String reason, Optional<Secret> password) {
        Optional<Entry.Refused> refused = refusal(attempt, name);
        return refused.isPresent() ? refused.get() : denied(attempt, name, reason, password);
    }

    private Entry admit(Attempt attempt, String name, Account account, Optional<Secret> password) {
        Optional<String> forbidden = forbidden(attempt, account);
        if (forbidden.isPresent()) {
            // A device in the wrong place says the same again and again, as one with an old
            // password does.
            return denied(attempt, name, forbidden.get(), password);
        }
        throttle.succeeded(attempt.peer, name, account.name());
        Duration delay = delay(account);
        if (!delay.isZero()) {
            Instant before;
            synchronized (last) {
                before = last.get(account.name());
            }
            Duration left =
                    before == null
                            ? Duration.ZERO
                            : Duration.between(clock.instant(), before.plus(delay));
            if (left.isPositive()) {
                return new Entry.TooSoon(account, left);
            }
        }
        return new Entry.Granted(account);
    }

    private Optional<String> forbidden(Attempt attempt, Account account) {
        Policy policy = account.policy();
        if (!account.enabled()) {
            return Optional.of("the account is disabled");
        }
        if (account.view().isPresent() && !policy.views().orElseGet(views)) {
            return Optional.of("the account may not open views of its mail");
        }
        if (policy.listeners().filter(names -> !names.contains(attempt.listener)).isPresent()) {
            return Optional.of("the account may not log in at " + attempt.listener);
        }
        if (policy.tlsRequired() && !attempt.tls) {
            return Optional.of("the account may not log in without TLS");
        }
        if (policy.methods().filter(names -> !names.contains(attempt.method)).isPresent()) {
            return Optional.of("the account may not log in by " + attempt.method);
        }
        // A unix-domain socket has no address; its file's permissions decide.
        boolean elsewhere =
                !policy.networks().isEmpty()
                        && attempt.peer
                                .address()
                                .filter(address ->
                                        policy.networks().stream()
                                                .noneMatch(network -> network.contains(address)))
                                .isPresent();
        return elsewhere
                ? Optional.of("the account may not log in from this address")
                : Optional.empty();
    }

    /** The maildrop of somebody who was let in is open: the time to the next login counts on. */
    public void opened(Account account) {
        if (!delay(account).isZero()) {
            synchronized (last) {
                last.remove(account.name());
                last.put(account.name(), clock.instant());
            }
        }
    }

    private Duration delay(Account account) {
        return account.policy().loginDelay().orElseGet(loginDelay);
    }

    /**
     * Checks the digest of APOP (RFC 1939 §7).
     *
     * @param timestamp from the greeting, with its brackets
     */
    public Entry apop(Attempt attempt, String timestamp, String name, Secret digest) {
        Optional<Entry.Refused> refused = refusal(attempt, name);
        if (refused.isPresent()) {
            return refused.get();
        }
        Optional<Account> found;
        try {
            found = authenticator.find(name);
        } catch (IOException e) {
            return new Entry.Unavailable(e);
        }
        // An unknown name costs a digest as well.
        Secret password = found.flatMap(Login::recoverable).orElse(digest);
        boolean right = matches(digest, timestamp, password);
        if (found.isEmpty()) {
            return denied(attempt, name, "no such account", Optional.empty());
        }
        if (recoverable(found.get()).isEmpty()) {
            return denied(
                    attempt,
                    name,
                    "the account has no recoverable password, as APOP needs",
                    Optional.empty());
        }
        return right
                ? admit(attempt, name, found.get(), Optional.empty())
                : denied(attempt, name, "wrong digest", Optional.empty());
    }

    /**
     * RFC 6856 §2.2: both sides prepare the password. A client may do so by SASLprep, by its
     * successor, which keeps NFC, or not at all.
     */
    private static boolean matches(Secret digest, String timestamp, Secret password) {
        String stored = password.reveal();
        String composed = Normalizer.normalize(stored, Normalizer.Form.NFC);
        String prepared = Saslprep.prepare(stored).orElse(stored);
        boolean right = false;
        for (String form : List.of(stored, composed, prepared)) {
            right |= ApopDigest.matches(digest.reveal(), timestamp, new Secret(form));
        }
        return right;
    }

    private static Optional<Secret> recoverable(Account account) {
        return account.verifiers().stream()
                .filter(RecoverablePassword.class::isInstance)
                .map(verifier -> ((RecoverablePassword) verifier).password())
                .findFirst();
    }

    /** What is true of all accounts together. */
    public Survey survey() {
        return surveyed.now();
    }
}
