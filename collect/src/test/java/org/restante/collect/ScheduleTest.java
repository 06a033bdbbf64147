package org.restante.collect;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.restante.collect.Report.Failure;
import org.restante.spec.Spec;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;

/** How long a collection waits, behind runs of each kind. */
final class ScheduleTest {
    private static final Duration LEAST = Duration.ofMinutes(4);
    private static final Duration MOST = Duration.ofMinutes(20);
    private static final Report NOTHING = report(0, Duration.ZERO);
    private static final Report MAIL = report(1, Duration.ZERO);

    /** Whose every number is the middle of what it may be: nothing varies. */
    private static final RandomGenerator STEADY =
            new RandomGenerator() {
                @Override
                public long nextLong() {
                    return 0;
                }

                @Override
                public long nextLong(long origin, long bound) {
                    return (origin + bound) / 2;
                }
            };

    private final Schedule schedule = new Schedule(LEAST, MOST, STEADY);

    private static Report report(long delivered, Duration loginDelay) {
        return new Report(
                0, delivered, 0, 0, 0, 0, 0, 0, loginDelay, List.of(), List.of(), Optional.empty());
    }

    private static Report failed(Failure.Kind kind) {
        return Report.of(new Failure(kind, ""));
    }

    private long minutes(Report report) {
        return schedule.after(report).toMinutes();
    }

    @Test
    void waitsGrowWhileNothingComes() {
        assertThat(minutes(MAIL)).isEqualTo(4);
        assertThat(minutes(NOTHING)).isEqualTo(6);
        assertThat(minutes(NOTHING)).isEqualTo(9);
        assertThat(minutes(NOTHING)).isEqualTo(13);
        assertThat(minutes(NOTHING)).isEqualTo(20);
        assertThat(minutes(NOTHING)).isEqualTo(20);
        assertThat(minutes(MAIL)).isEqualTo(4);
    }

    @Test
    @Spec("CL-034")
    void whatPassesIsTriedAgainMoreAndMoreSeldom() {
        assertThat(minutes(failed(Failure.Kind.TEMPORARY))).isEqualTo(4);
        assertThat(minutes(failed(Failure.Kind.TEMPORARY))).isEqualTo(8);
        assertThat(minutes(failed(Failure.Kind.SERVER))).isEqualTo(16);
        assertThat(minutes(failed(Failure.Kind.DISK))).isEqualTo(32);
        assertThat(minutes(failed(Failure.Kind.TEMPORARY))).isEqualTo(60);
        assertThat(minutes(failed(Failure.Kind.TEMPORARY))).isEqualTo(60);
        assertThat(minutes(MAIL)).isEqualTo(4);
        assertThat(minutes(failed(Failure.Kind.TEMPORARY))).isEqualTo(4);
    }

    @Test
    void aLoginThatIsRefusedIsNotRepeatedUntilTheAccountIsLocked() {
        assertThat(minutes(failed(Failure.Kind.LOGIN))).isEqualTo(60);
        assertThat(minutes(failed(Failure.Kind.LOGIN))).isEqualTo(120);
        for (int i = 0; i < 10; i++) {
            schedule.after(failed(Failure.Kind.LOGIN));
        }
        assertThat(minutes(failed(Failure.Kind.LOGIN))).isEqualTo(24 * 60);
    }

    @Test
    @Spec("CA-019")
    void aServersLoginDelayIsWaitedFor() {
        assertThat(schedule.after(report(1, Duration.ofMinutes(7)))).hasMinutes(7);
        assertThat(schedule.after(report(1, Duration.ofMinutes(1)))).hasMinutes(4);
    }

    @Test
    void waitsVaryByATenth() {
        Schedule varied = new Schedule(LEAST, LEAST, new SplittableRandom(7));
        List<Duration> waits = Stream.generate(() -> varied.after(MAIL)).limit(1000).toList();
        assertThat(waits)
                .allMatch(it -> it.toSeconds() >= 216 && it.toSeconds() <= 264)
                .anyMatch(it -> it.toSeconds() < 220)
                .anyMatch(it -> it.toSeconds() > 260);
    }
}
