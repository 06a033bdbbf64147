package org.restante.server.login;

import org.jspecify.annotations.Nullable;
import org.restante.protocol.Secret;
import org.restante.server.net.Network;
import org.restante.server.net.Peer;
import org.restante.server.net.Refusal;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.Stream;

import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Slows whoever guesses passwords, by address and by account. Shared by all sessions; thread-safe.
 *
 * <p>Two wrongs it must not do: shut out an office because one of its machines guesses, and let
 * somebody lock an account's owner out by guessing at it. So a pair of an address and a login name
 * that logged in lately is <em>known good</em>: it is judged by its own failures alone, and these
 * count for nobody else. What is left is this: while an account is under attack, its owner cannot
 * log in from an address that is new.
 *
 * <p>A device with an old password says the same wrong thing every few minutes: the same password
 * from the same address for the same name counts once in a window. It is recognised by a hash that
 * is keyed with a secret of this process.
 *
 * <p>Nothing here asks whether an account exists, so nothing can be learnt about that. Logins that
 * are being checked at the same time are all let go on: a limit can be passed by as many as one
 * address may have sessions. Everything is in memory and bounded; what was touched longest ago is
 * forgotten first.
 */
public final class Throttle {
    /** So many addresses, names, known pairs and wrong passwords are remembered, of each. */
    private static final int REMEMBERED_MAX = 50_000;

    /** A longer name is cut: it means no account, and must not fill the memory. */
    private static final int NAME_CHARACTERS_MAX = 255;

    /** How often a wait can double without an overflow; it has met its limit long before. */
    private static final int DOUBLINGS_MAX = 30;

    private final Supplier<ThrottleSettings> settings;
    private final InstantSource clock;
    private final SecretKeySpec key;

    // Guarded by this.
    private final Map<Network, Tally> addresses = new Recent<>();
    private final Map<String, Tally> names = new Recent<>();
    private final Map<Pair, KnownGood> knownGood = new Recent<>();
    private final Map<ByteBuffer, Instant> wrongPasswords = new Recent<>();

    /** What is to be done with a login before its password is looked at. */
    public sealed interface Decision {
        /** Check it. */
        record Go() implements Decision {}

        /**
         * Refuse it unseen.
         *
         * @param left how long refusing will go on
         */
        record Refuse(Duration left, Refusal cause) implements Decision {}
    }

    /**
     * Somebody who is refused for now.
     *
     * @param who an address as {@link Network} prints it, a login name, or one for the other as
     *     {@code alice from 192.0.2.1}
     * @param failures how many logins failed when the ban began
     */
    public record Ban(String who, Refusal cause, Instant until, int failures) {}

    /** No address: a unix-domain socket, whose peers are all one. */
    private record Pair(Optional<Network> address, String name) {}

    private static final class KnownGood {
        private final Instant since;
        private final Tally own = new Tally();

        KnownGood(Instant since) {
            this.since = since;
        }
    }

    /** Failures since the first of their row. */
    private static final class Tally {
        private Instant first = Instant.EPOCH;
        private int failures;
        private int failuresAtBan;
        private Instant bannedUntil = Instant.EPOCH;

        /** Counts one more; returns how many there are now. */
        int add(Instant now, int max, ThrottleSettings settings) {
            int count = count(now, settings) + 1;
            if (count == 1) {
                first = now;
            }
            failures = count;
            if (count >= max) {
                failures = 0;
                failuresAtBan = count;
                bannedUntil = now.plus(settings.banFor());
            }
            return count;
        }

        int count(Instant now, ThrottleSettings settings) {
            return now.isBefore(first.plus(settings.window())) ? failures : 0;
        }

        boolean isClean() {
            return failures == 0 && bannedUntil.equals(Instant.EPOCH);
        }

        Duration left(Instant now) {
            return now.isBefore(bannedUntil) ? Duration.between(now, bannedUntil) : Duration.ZERO;
        }
    }

    /** In the order of their last use, with the one used longest ago falling out. */
    private static final class Recent<K, V> extends LinkedHashMap<K, V> {
        private static final long serialVersionUID = 1;

        Recent() {
            super(16, 0.75f, true);
        }

        @Override
        protected boolean removeEldestEntry(Map.Entry<K, V> eldest) {
            return size() > REMEMBERED_MAX;
        }
    }

    /**
     * Nobody has failed yet.
     *
     * @param settings asked at each login, so that they can change
     * @param random for the key of this process
     */
    public Throttle(Supplier<ThrottleSettings> settings, InstantSource clock, SecureRandom random) {
        this.settings = settings;
        this.clock = clock;
        byte[] octets = new byte[32];
        random.nextBytes(octets);
        this.key = new SecretKeySpec(octets, "HmacSHA256");
    }

    /** Whether a login may be tried; called before anything is looked up or checked. */
    public synchronized Decision before(Peer peer, String loginName) {
        ThrottleSettings rules = settings.get();
        Instant now = clock.instant();
        Pair pair = pair(peer, loginName, rules);
        KnownGood known = known(pair, now, rules);
        if (known != null) {
            return decision(known.own, now, Refusal.FAILURES_OF_ACCOUNT);
        }
        Decision decision = new Decision.Go();
        if (isCounted(peer, rules) && pair.address.isPresent()) {
            Tally address = addresses.get(pair.address.get());
            decision = decision(address, now, Refusal.FAILURES_OF_ADDRESS);
        }
        return decision instanceof Decision.Go
                ? decision(names.get(pair.name), now, Refusal.FAILURES_OF_ACCOUNT)
                : decision;
    }

    private static Decision decision(@Nullable Tally tally, Instant now, Refusal cause) {
        Duration left = tally == null ? Duration.ZERO : tally.left(now);
        return left.isZero() ? new Decision.Go() : new Decision.Refuse(left, cause);
    }

    /**
     * Counts a login that failed: a wrong password, or a name without an account. Not one that
     * could not be checked, nor one that {@link #before} refused.
     *
     * @param password to recognise its repetition; empty if the mechanism does not show it
     * @return how long the answer shall wait
     */
    public Duration failed(Peer peer, String loginName, Optional<Secret> password) {
        ThrottleSettings rules = settings.get();
        Instant now = clock.instant();
        Pair pair = pair(peer, loginName, rules);
        Optional<ByteBuffer> mark = password.map(secret -> mark(pair, secret));
        synchronized (this) {
            boolean repeated = mark.isPresent() && isRepeated(mark.get(), now, rules);
            KnownGood known = known(pair, now, rules);
            if (known != null) {
                return delay(
                        count(known.own, repeated, now, rules.accountFailuresMax(), rules), rules);
            }
            int failures = 0;
            // A token may come without a name: nobody's failures must not shut out all who say
            // none.
            if (!pair.name.isEmpty()) {
                Tally name = names.computeIfAbsent(pair.name, _ -> new Tally());
                failures = count(name, repeated, now, rules.accountFailuresMax(), rules);
            }
            if (isCounted(peer, rules) && pair.address.isPresent()) {
                Tally address = addresses.computeIfAbsent(pair.address.get(), _ -> new Tally());
                int max = rules.addressFailuresMax();
                failures = Math.max(failures, count(address, repeated, now, max, rules));
            }
            return delay(failures, rules);
        }
    }

    private static int count(
            Tally tally, boolean repeated, Instant now, int max, ThrottleSettings rules) {
        return repeated ? tally.count(now, rules) : tally.add(now, max, rules);
    }

    private boolean isRepeated(ByteBuffer mark, Instant now, ThrottleSettings rules) {
        Instant before = wrongPasswords.get(mark);
        if (before != null && now.isBefore(before.plus(rules.window()))) {
            // A device that asks every few minutes stays one failure for ever.
            wrongPasswords.put(mark, now);
            return true;
        }
        wrongPasswords.put(mark, now);
        return false;
    }

    private static Duration delay(int failures, ThrottleSettings rules) {
        int doublings = Math.clamp(failures - 1L, 0, DOUBLINGS_MAX);
        Duration delay = rules.delayFirst().multipliedBy(1L << doublings);
        return delay.compareTo(rules.delayMax()) > 0 ? rules.delayMax() : delay;
    }

    /**
     * Remembers that an address belongs to an account. What others failed at stays counted: one
     * right password must not pay for guessing at others.
     *
     * @param account its own name; the login name is remembered as well
     */
    public synchronized void succeeded(Peer peer, String loginName, String account) {
        ThrottleSettings rules = settings.get();
        Instant now = clock.instant();
        for (String name : List.of(loginName, account)) {
            knownGood.put(pair(peer, name, rules), new KnownGood(now));
        }
    }

    /** Who is refused now, those with the longest time left first. */
    public synchronized List<Ban> bans(int max) {
        Instant now = clock.instant();
        return all(now).sorted(Comparator.comparing(Ban::until).reversed().thenComparing(Ban::who))
                .limit(max)
                .toList();
    }

    /** How many are refused now. */
    public synchronized int banned() {
        return (int) all(clock.instant()).count();
    }

    private Stream<Ban> all(Instant now) {
        Stream<Ban> byAddress =
                addresses.entrySet().stream()
                        .map(e ->
                                ban(
                                        e.getKey().toString(),
                                        Refusal.FAILURES_OF_ADDRESS,
                                        e.getValue()));
        Stream<Ban> byName =
                names.entrySet().stream()
                        .map(e -> ban(e.getKey(), Refusal.FAILURES_OF_ACCOUNT, e.getValue()));
        Stream<Ban> byPair =
                knownGood.entrySet().stream()
                        .map(e ->
                                ban(
                                        e.getKey().name
                                                + " from "
                                                + e.getKey()
                                                        .address
                                                        .map(Network::toString)
                                                        .orElse("local"),
                                        Refusal.FAILURES_OF_ACCOUNT,
                                        e.getValue().own));
        return Stream.of(byAddress, byName, byPair)
                .flatMap(bans -> bans)
                .filter(ban -> now.isBefore(ban.until));
    }

    private static Ban ban(String who, Refusal cause, Tally tally) {
        return new Ban(who, cause, tally.bannedUntil, tally.failuresAtBan);
    }

    /**
     * Forgets the failures of an address, and so lifts its ban.
     *
     * @param address each network in it or around it is meant
     * @return whether there was anything to forget
     */
    public synchronized boolean forgetAddress(Network address) {
        boolean forgotten = addresses.keySet().removeIf(network -> overlap(network, address));
        return forgetOwn(pair -> pair.address.filter(n -> overlap(n, address)).isPresent())
                || forgotten;
    }

    /**
     * Forgets the failures for a login name, and so lifts the ban on it.
     *
     * @return whether there was anything to forget
     */
    public synchronized boolean forgetName(String loginName) {
        String name = canonical(loginName);
        boolean forgotten = names.remove(name) != null;
        return forgetOwn(pair -> pair.name.equals(name)) || forgotten;
    }

    private boolean forgetOwn(Predicate<Pair> which) {
        boolean forgotten = false;
        for (Map.Entry<Pair, KnownGood> each : knownGood.entrySet()) {
            KnownGood known = each.getValue();
            if (which.test(each.getKey()) && !known.own.isClean()) {
                each.setValue(new KnownGood(known.since));
                forgotten = true;
            }
        }
        return forgotten;
    }

    private static boolean overlap(Network one, Network other) {
        return one.contains(other.address()) || other.contains(one.address());
    }

    private @Nullable KnownGood known(Pair pair, Instant now, ThrottleSettings rules) {
        KnownGood known = knownGood.get(pair);
        return known != null && now.isBefore(known.since.plus(rules.knownGoodFor())) ? known : null;
    }

    private static boolean isCounted(Peer peer, ThrottleSettings rules) {
        return peer.address()
                .filter(address -> rules.trusted().stream().noneMatch(n -> n.contains(address)))
                .isPresent();
    }

    private static Pair pair(Peer peer, String loginName, ThrottleSettings rules) {
        return new Pair(
                peer.address().map(a -> Network.around(a, rules.ipv6PrefixBits())),
                canonical(loginName));
    }

    /** Neither spellings nor views that mean one account must have a row of failures each. */
    private static String canonical(String loginName) {
        String account = Canonical.account(loginName);
        return account.substring(0, Math.min(account.length(), NAME_CHARACTERS_MAX));
    }

    private ByteBuffer mark(Pair pair, Secret password) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(key);
            for (String part : List.of(pair.address.toString(), pair.name)) {
                mac.update(part.getBytes(StandardCharsets.UTF_8));
                mac.update((byte) 0);
            }
            return ByteBuffer.wrap(mac.doFinal(password.octets()));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this Java has no HmacSHA256", e);
        }
    }
}
