package org.restante.collect;

import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * When one collection is fetched again. While mail comes, after its least interval; while none
 * comes, each time half as long again, up to its most. After a failure each wait doubles, and a
 * server that refuses a login is left alone longest: it may lock the account. Waits vary by a tenth
 * of theirs, so that collections do not come in crowds. Confined to one thread.
 */
public final class Schedule {
    /** What passes by itself is looked at so often at least. */
    static final Duration FAILED_MAX = Duration.ofHours(1);

    /** A login that was refused is not tried before this. */
    static final Duration REFUSED_MIN = Duration.ofHours(1);

    static final Duration REFUSED_MAX = Duration.ofDays(1);

    private final Duration least;
    private final Duration most;
    private final RandomGenerator random;
    private Duration interval;

    /** The last wait behind a failure; zero behind a success. */
    private Duration penalty = Duration.ZERO;

    /**
     * A schedule.
     *
     * @param least positive
     * @param most not under the least
     */
    public Schedule(Duration least, Duration most, RandomGenerator random) {
        this.least = least;
        this.most = most;
        this.random = random;
        this.interval = least;
    }

    /** How long to wait behind a run. Never less than the server's LOGIN-DELAY (RFC 2449 §6.5). */
    public Duration after(Report report) {
        Duration wait =
                report.failure().isPresent()
                        ? penalty(report.failure().get().kind())
                        : interval(report.delivered() > 0);
        long tenth = wait.toMillis() / 10;
        Duration varied = wait.plusMillis(tenth == 0 ? 0 : random.nextLong(-tenth, tenth + 1));
        return longer(varied, report.loginDelay());
    }

    private Duration interval(boolean mail) {
        penalty = Duration.ZERO;
        interval = mail ? least : shorter(interval.multipliedBy(3).dividedBy(2), most);
        return interval;
    }

    private Duration penalty(Report.Failure.Kind kind) {
        penalty =
                switch (kind) {
                    case TEMPORARY, SERVER, DISK, INTERNAL ->
                            doubled(least, longer(FAILED_MAX, most));
                    case LOGIN, CREDENTIALS, CONFIGURATION ->
                            doubled(longer(REFUSED_MIN, least), longer(REFUSED_MAX, most));
                };
        return penalty;
    }

    private Duration doubled(Duration first, Duration last) {
        return shorter(longer(penalty.multipliedBy(2), first), last);
    }

    private static Duration longer(Duration a, Duration b) {
        return a.compareTo(b) > 0 ? a : b;
    }

    private static Duration shorter(Duration a, Duration b) {
        return a.compareTo(b) < 0 ? a : b;
    }
}
