package org.restante.accounts;

import org.restante.protocol.Secret;
import org.restante.server.login.Account;
import org.restante.server.login.Accounts;
import org.restante.server.login.Canonical;
import org.restante.server.login.Survey;
import org.restante.server.login.Verifier;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A source whose answers are remembered for a while; any thread may call. That a name is unknown is
 * remembered for a quarter of that time and ten seconds at most, so that somebody who was just
 * added need not wait. A failure is not remembered.
 */
public final class CachedAccounts implements Accounts {
    /** Some hundred octets each; the one that was given longest ago makes room. */
    private static final int ANSWERS_MAX = 10_000;

    /** A new account must not have to wait long because somebody asked for it before. */
    private static final Duration UNKNOWN_MAX = Duration.ofSeconds(10);

    /** What was asked: two people may send the same text as a name and as an address. */
    private record Question(boolean login, String text) {}

    private record Answer(Optional<Account> account, Instant until) {}

    private interface Source {
        Optional<Account> answer() throws IOException;
    }

    private final Accounts source;
    private final Duration keep;
    private final InstantSource clock;

    /** Guarded by itself; the oldest answer is forgotten first. */
    private final Map<Question, Answer> answers =
            new LinkedHashMap<>() {
                private static final long serialVersionUID = 1;

                @Override
                protected boolean removeEldestEntry(Map.Entry<Question, Answer> eldest) {
                    return size() > ANSWERS_MAX;
                }
            };

    /** Guarded by {@link #answers}: counts what was forgotten while a question was on its way. */
    private long forgotten;

    /** Remembers what that source answers for so long. */
    public CachedAccounts(Accounts source, Duration keep, InstantSource clock) {
        this.source = source;
        this.keep = keep;
        this.clock = clock;
    }

    @Override
    public Optional<Account> byLogin(String loginName) throws IOException {
        return ask(new Question(true, Canonical.name(loginName)), () -> source.byLogin(loginName));
    }

    @Override
    public Optional<Account> byAddress(String address) throws IOException {
        return ask(new Question(false, Canonical.name(address)), () -> source.byAddress(address));
    }

    @Override
    public List<String> names(String after, int max) throws IOException {
        return source.names(after, max);
    }

    @Override
    public Survey survey() throws IOException {
        return source.survey();
    }

    @Override
    public void proven(Account account, Verifier proved, Secret password) throws IOException {
        // What is remembered stays right: a verifier more is seen when it expires.
        source.proven(account, proved, password);
    }

    /** Forgets what was said of an account, and all that was unknown: it may be known now. */
    public void forget(String account) {
        String name = Canonical.name(account);
        synchronized (answers) {
            forgotten++;
            Iterator<Answer> each = answers.values().iterator();
            while (each.hasNext()) {
                Optional<Account> said = each.next().account();
                if (said.isEmpty() || said.get().name().equals(name)) {
                    each.remove();
                }
            }
        }
    }

    /** Forgets everything. */
    public void forgetAll() {
        synchronized (answers) {
            forgotten++;
            answers.clear();
        }
    }

    private Optional<Account> ask(Question question, Source asked) throws IOException {
        Instant now = clock.instant();
        long before;
        synchronized (answers) {
            Answer known = answers.get(question);
            if (known != null && now.isBefore(known.until())) {
                return known.account();
            }
            before = forgotten;
        }
        Optional<Account> account = asked.answer();
        Duration kept = account.isPresent() ? keep : shorter();
        synchronized (answers) {
            answers.remove(question);
            // An answer from before a change must not outlive its forgetting.
            if (before == forgotten) {
                answers.put(question, new Answer(account, now.plus(kept)));
            }
        }
        return account;
    }

    private Duration shorter() {
        Duration quarter = keep.dividedBy(4);
        return quarter.compareTo(UNKNOWN_MAX) < 0 ? quarter : UNKNOWN_MAX;
    }
}
