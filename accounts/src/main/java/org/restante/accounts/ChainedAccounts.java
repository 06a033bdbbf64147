package org.restante.accounts;

import org.restante.protocol.Secret;
import org.restante.server.login.Account;
import org.restante.server.login.Accounts;
import org.restante.server.login.Retention;
import org.restante.server.login.Survey;
import org.restante.server.login.Verifier;

import java.io.IOException;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * Sources that are asked in order: the first that knows a name decides over it, also over a wrong
 * password. One that cannot answer ends the question: a lower one must not speak for a name that
 * may be the upper one's.
 *
 * <p>An account's name names its maildrop. So an account of a lower source whose name an upper one
 * has too is nobody's: its owner would read the other's mail.
 */
public final class ChainedAccounts implements Accounts {
    private static final System.Logger LOG = System.getLogger(ChainedAccounts.class.getName());

    private interface Question {
        Optional<Account> of(Accounts source) throws IOException;
    }

    private final List<? extends Accounts> sources;

    /** Asks these, the first one first. */
    public ChainedAccounts(List<? extends Accounts> sources) {
        this.sources = List.copyOf(sources);
    }

    @Override
    public Optional<Account> byLogin(String loginName) throws IOException {
        return first(source -> source.byLogin(loginName));
    }

    @Override
    public Optional<Account> byAddress(String address) throws IOException {
        return first(source -> source.byAddress(address));
    }

    private Optional<Account> first(Question question) throws IOException {
        for (int i = 0; i < sources.size(); i++) {
            Optional<Account> found = question.of(sources.get(i));
            if (found.isPresent()) {
                return isShadowed(found.get(), i) ? Optional.empty() : found;
            }
        }
        return Optional.empty();
    }

    private boolean isShadowed(Account account, int source) throws IOException {
        for (Accounts upper : sources.subList(0, source)) {
            if (isOf(upper, account)) {
                LOG.log(
                        Level.WARNING,
                        "account source {0} has an account {1} that an earlier source has too; it"
                                + " is not used",
                        source + 1,
                        account.name());
                return true;
            }
        }
        return false;
    }

    private static boolean isOf(Accounts source, Account account) throws IOException {
        return source.byLogin(account.name())
                .filter(other -> other.name().equals(account.name()))
                .isPresent();
    }

    @Override
    public List<String> names(String after, int max) throws IOException {
        SortedSet<String> names = new TreeSet<>();
        for (Accounts source : sources) {
            names.addAll(source.names(after, max));
        }
        return names.stream().limit(max).toList();
    }

    @Override
    public Survey survey() throws IOException {
        long enabled = 0;
        Map<String, Long> holders = new HashMap<>();
        boolean counted = true;
        Optional<Duration> delay = Optional.empty();
        Optional<Retention> retention = Optional.empty();
        for (Accounts source : sources) {
            Survey each = source.survey();
            if (each.verifiers().isPresent()) {
                enabled += each.verifiers().get().accounts();
                each.verifiers()
                        .get()
                        .holders()
                        .forEach((scheme, count) -> holders.merge(scheme, count, Long::sum));
            } else {
                counted = false;
            }
            delay = better(delay, each.longestLoginDelay(), Comparator.reverseOrder());
            retention = better(retention, each.shortestRetention(), SHORTEST_FIRST);
        }
        return new Survey(
                counted ? Optional.of(new Survey.Verifiers(enabled, holders)) : Optional.empty(),
                delay,
                retention);
    }

    private static final Comparator<Retention> SHORTEST_FIRST =
            (one, other) -> one.isShorterThan(other) ? -1 : other.isShorterThan(one) ? 1 : 0;

    private static <T> Optional<T> better(
            Optional<T> one, Optional<T> other, Comparator<? super T> order) {
        return one.isPresent() && other.isPresent()
                ? (order.compare(one.get(), other.get()) <= 0 ? one : other)
                : one.or(() -> other);
    }

    @Override
    public void proven(Account account, Verifier proved, Secret password) throws IOException {
        for (Accounts source : sources) {
            if (isOf(source, account)) {
                source.proven(account, proved, password);
                return;
            }
        }
    }
}
