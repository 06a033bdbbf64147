package org.restante.server.quota;

import org.restante.server.login.Account;
import org.restante.server.login.Quota;
import org.restante.store.MaildropName;
import org.restante.store.MaildropStore;
import org.restante.store.Usage;

import java.io.IOException;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Says whether a message may still come in. Called by any number of threads.
 *
 * <p>Messages that are being stored at the same time are counted together: of two that would fit
 * alone, the second waits until the first is stored, and then is refused.
 */
public final class Quotas {
    private final MaildropStore store;
    private final Supplier<QuotaSettings> settings;
    private final DomainUsage domains;
    private final Rooms rooms = new Rooms();

    /** What is too full. */
    public enum Full {
        ACCOUNT,
        DOMAIN
    }

    /** What came of asking for room. */
    public sealed interface Answer {
        /**
         * There is room; it is kept until this is closed.
         *
         * @param warning how full the maildrop will be in percent, if it gets fuller than the
         *     settings' percentage by this message
         */
        record Room(Claim claim, Optional<Integer> warning) implements Answer {}

        /** There is not enough. */
        record NoRoom(Full what) implements Answer {}
    }

    /** Names the maildrops of all accounts whose names end with this domain. */
    @FunctionalInterface
    public interface Maildrops {
        List<MaildropName> of(String domain) throws IOException;
    }

    /** Room that is kept for a message until it is stored. */
    public interface Claim extends AutoCloseable {
        @Override
        void close();
    }

    /**
     * Quotas over a store.
     *
     * @param maildrops asked only about domains that have a quota
     */
    public Quotas(
            MaildropStore store,
            Supplier<QuotaSettings> settings,
            Maildrops maildrops,
            InstantSource clock) {
        this.store = store;
        this.settings = settings;
        this.domains = new DomainUsage(store, maildrops, clock);
    }

    /** Whether what is too much is to be sent again later. */
    public boolean defers() {
        return settings.get().defer();
    }

    /**
     * Whether a message may come for this account, as far as that can be said before it has come.
     *
     * @param octets as the sender says, or 0 if he does not
     */
    public Optional<Full> check(Account account, long octets) throws IOException {
        Usage more = new Usage(1, octets);
        Quota own = own(account);
        if (!own.isNone() && !own.holds(store.usage(account.maildrop()).plus(more))) {
            return Optional.of(Full.ACCOUNT);
        }
        Optional<String> domain = domain(account);
        if (domain.isEmpty()) {
            return Optional.empty();
        }
        Quota quota = quota(domain.get());
        return quota.holds(domains.of(domain.get(), quota, more).plus(more))
                ? Optional.empty()
                : Optional.of(Full.DOMAIN);
    }

    /** Keeps room for a message of so many octets, which has come whole. */
    public Answer claim(Account account, long octets) throws IOException, InterruptedException {
        Usage more = new Usage(1, octets);
        Quota own = own(account);
        String name = account.name();
        Optional<Usage> used = Optional.of(Usage.NONE);
        if (!own.isNone()) {
            used = rooms.claim(name, own, () -> store.usage(account.maildrop()), more);
        }
        if (used.isEmpty()) {
            return new Answer.NoRoom(Full.ACCOUNT);
        }
        Claim claim = () -> rooms.release(name, more);
        Optional<String> domain = domain(account);
        if (domain.isPresent()) {
            boolean room = false;
            try {
                room = claim(domain.get(), more);
            } finally {
                if (!room) {
                    claim.close();
                }
            }
            if (!room) {
                return new Answer.NoRoom(Full.DOMAIN);
            }
            claim =
                    () -> {
                        rooms.release(name, more);
                        domains.delivered(domain.get(), more);
                        rooms.release(key(domain.get()), more);
                    };
        }
        return new Answer.Room(claim, warning(own, used.get(), more));
    }

    private boolean claim(String domain, Usage more) throws IOException, InterruptedException {
        Quota quota = quota(domain);
        return rooms.claim(key(domain), quota, () -> domains.of(domain, quota, more), more)
                .isPresent();
    }

    /** No account is called like this. */
    private static String key(String domain) {
        return "@" + domain;
    }

    private Optional<Integer> warning(Quota quota, Usage used, Usage more) {
        int threshold = settings.get().warningPercent();
        int after = quota.percent(used.plus(more));
        return threshold > 0 && quota.percent(used) < threshold && after >= threshold
                ? Optional.of(after)
                : Optional.empty();
    }

    private Quota own(Account account) {
        return account.policy().quota().orElse(settings.get().account());
    }

    private Quota quota(String domain) {
        return settings.get().domains().getOrDefault(domain, Quota.NONE);
    }

    /** The domain of the account's name, if there is a quota for it. */
    private Optional<String> domain(Account account) {
        String name = account.name();
        int at = name.lastIndexOf('@');
        return at < 0
                ? Optional.empty()
                : Optional.of(name.substring(at + 1)).filter(domain -> !quota(domain).isNone());
    }
}
