package org.restante.server.quota;

import org.restante.server.login.Quota;
import org.restante.store.MaildropName;
import org.restante.store.MaildropStore;
import org.restante.store.Usage;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** What all accounts of a domain take together, counted now and then and added to in between. */
final class DomainUsage {
    /** Removals and what other programs deliver show after this. */
    private static final Duration BELIEVED = Duration.ofMinutes(1);

    private final MaildropStore store;
    private final Quotas.Maildrops maildrops;
    private final InstantSource clock;
    private final Map<String, Counted> counted = new ConcurrentHashMap<>();

    private record Counted(Usage usage, Instant at) {}

    DomainUsage(MaildropStore store, Quotas.Maildrops maildrops, InstantSource clock) {
        this.store = store;
        this.maildrops = maildrops;
        this.clock = clock;
    }

    /** What is there; counted anew if it was not lately, or if with so much more it is too much. */
    Usage of(String domain, Quota quota, Usage more) throws IOException {
        Instant now = clock.instant();
        Optional<Counted> known = Optional.ofNullable(counted.get(domain));
        if (known.isPresent()
                && now.isBefore(known.get().at().plus(BELIEVED))
                && quota.holds(known.get().usage().plus(more))) {
            return known.get().usage();
        }
        Usage usage = Usage.NONE;
        for (MaildropName maildrop : maildrops.of(domain)) {
            usage = usage.plus(store.usage(maildrop));
        }
        counted.put(domain, new Counted(usage, now));
        return usage;
    }

    /** Adds what was stored. */
    void delivered(String domain, Usage more) {
        counted.computeIfPresent(
                domain, (_, known) -> new Counted(known.usage().plus(more), known.at()));
    }
}
