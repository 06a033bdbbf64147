package org.restante.bench;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * One connection at a time, with users of its own as far as there are enough, so that no maildrop
 * is asked for twice at once (RFC 1939 §4). Runs on a thread of its own.
 */
final class Slot implements Runnable {
    /** A server that refuses is not asked a thousand times a second. */
    private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

    private final Load load;
    private final Schedule schedule;
    private final Tally tally;
    private final Session session;
    private final int number;

    Slot(Load load, Schedule schedule, Tally tally, Session session, int number) {
        this.load = load;
        this.schedule = schedule;
        this.tally = tally;
        this.session = session;
        this.number = number;
    }

    @Override
    public void run() {
        boolean onceEach = load.workload() == Workload.DRAIN;
        int user = number % load.users().count();
        while (true) {
            long due = schedule.next();
            if (!schedule.await(due)) {
                return;
            }
            boolean well = one(user, due);
            user += load.connections();
            if (user >= load.users().count()) {
                if (onceEach) {
                    return;
                }
                user = number % load.users().count();
            }
            if (!well && load.rate().isEmpty()) {
                LockSupport.parkNanos(PAUSE_NANOS);
            }
        }
    }

    private boolean one(int user, long due) {
        try {
            session.run(user);
            tally.succeeded(due, session.messages(), session.resumed());
            return true;
        } catch (SessionFailedException e) {
            tally.failed(due, e);
            return false;
        }
    }
}
