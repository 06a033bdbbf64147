package org.restante.bench;

import java.util.List;
import java.util.Map;

/**
 * What a load came to, in the time that counted.
 *
 * @param seconds how long that was
 * @param sessions those that ended well; none with a wrong answer is among them
 * @param messages retrieved in these sessions
 * @param octets received, of sessions that failed as well; without those of TLS itself
 * @param resumed how many of the sessions resumed a session of TLS
 * @param failed the others
 * @param notBegun sessions that a rate asked for while all connections were busy, until the end
 * @param latencies from connecting, or with a rate from when a session was due, to the answer to
 *     QUIT
 * @param bySecond each whole second
 * @param processors how many the generator itself kept busy
 */
public record Figures(
        double seconds,
        long sessions,
        long messages,
        long octets,
        long resumed,
        Map<Failure, Failed> failed,
        long notBegun,
        Latencies latencies,
        List<Second> bySecond,
        double processors) {
    public Figures {
        failed = Map.copyOf(failed);
        bySecond = List.copyOf(bySecond);
    }

    /** What ended and what came in one second. */
    public record Second(long sessions, long octets) {}

    /** All that failed. */
    public long failures() {
        return failed.values().stream().mapToLong(Failed::count).sum();
    }

    public double sessionsPerSecond() {
        return perSecond(sessions);
    }

    public double messagesPerSecond() {
        return perSecond(messages);
    }

    /** Of a million octets each. */
    public double megabytesPerSecond() {
        return perSecond(octets) / 1e6;
    }

    public double failuresPerSecond() {
        return perSecond(failures());
    }

    private double perSecond(long count) {
        return seconds > 0 ? count / seconds : 0;
    }
}
