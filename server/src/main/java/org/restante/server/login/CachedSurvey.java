package org.restante.server.login;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The survey of a source of accounts, asked again when it is half a minute old. While the source
 * cannot answer, its last answer stands; before the first one, nothing is known. Thread-safe.
 */
public final class CachedSurvey {
    private static final System.Logger LOG = System.getLogger(CachedSurvey.class.getName());
    private static final Duration KEEP = Duration.ofSeconds(30);

    private final Accounts accounts;
    private final InstantSource clock;

    /** Held by the one that asks; the others go by the last answer meanwhile. */
    private final ReentrantLock asking = new ReentrantLock();

    private volatile @Nullable Answer answer;

    private record Answer(Survey survey, Instant until) {}

    public CachedSurvey(Accounts accounts, InstantSource clock) {
        this.accounts = accounts;
        this.clock = clock;
    }

    /** What was last known; blocks while the source is asked. */
    public Survey now() {
        Answer last = answer;
        if (last == null) {
            asking.lock();
        } else if (clock.instant().isBefore(last.until()) || !asking.tryLock()) {
            return last.survey();
        }
        try {
            return ask();
        } finally {
            asking.unlock();
        }
    }

    private Survey ask() {
        Answer last = answer;
        Instant now = clock.instant();
        if (last != null && now.isBefore(last.until())) {
            return last.survey(); // Somebody asked while this thread waited.
        }
        Survey survey;
        try {
            survey = accounts.survey();
        } catch (IOException e) {
            LOG.log(Level.WARNING, "the accounts cannot be surveyed; the last survey stands", e);
            survey = last == null ? Survey.UNKNOWN : last.survey();
        }
        answer = new Answer(survey, now.plus(KEEP));
        return survey;
    }
}
