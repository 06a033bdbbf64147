package org.restante.cli.config;

import org.restante.server.login.Quota;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Durations such as {@code 10m} and sizes such as {@code 64MiB}: a whole number and one unit. */
public final class Amounts {
    private static final Pattern AMOUNT = Pattern.compile("([0-9]{1,18})([A-Za-z]*)");
    private static final Map<String, Duration> DURATIONS =
            Map.of(
                    "ms", Duration.ofMillis(1),
                    "s", Duration.ofSeconds(1),
                    "m", Duration.ofMinutes(1),
                    "h", Duration.ofHours(1),
                    "d", Duration.ofDays(1));
    private static final Map<String, Long> SIZES =
            Map.of(
                    "B", 1L,
                    "kB", 1_000L,
                    "MB", 1_000_000L,
                    "GB", 1_000_000_000L,
                    "TB", 1_000_000_000_000L,
                    "KiB", 1L << 10,
                    "MiB", 1L << 20,
                    "GiB", 1L << 30,
                    "TiB", 1L << 40);

    private Amounts() {}

    /**
     * Reads a duration such as {@code 10m}; {@link IllegalArgumentException} says what is wrong.
     */
    public static Duration duration(String text) {
        Matcher parts = AMOUNT.matcher(text);
        Duration unit = parts.matches() ? DURATIONS.get(parts.group(2)) : null;
        if (unit == null) {
            throw new IllegalArgumentException(
                    "is not a duration: a whole number and one of ms, s, m, h, d, such as 90s");
        }
        try {
            return unit.multipliedBy(Long.parseLong(parts.group(1)));
        } catch (ArithmeticException _) {
            throw new IllegalArgumentException("is too long");
        }
    }

    /** Reads a size such as {@code 64MiB}; {@link IllegalArgumentException} says what is wrong. */
    public static long octets(String text) {
        Matcher parts = AMOUNT.matcher(text);
        Long unit = parts.matches() ? SIZES.get(parts.group(2)) : null;
        if (unit == null) {
            throw new IllegalArgumentException(
                    "is not a size: a whole number and one of KiB, MiB, GiB, TiB, kB, MB, GB, TB, B, or octets as a"
                            + " bare number");
        }
        try {
            return Math.multiplyExact(Long.parseLong(parts.group(1)), unit.longValue());
        } catch (ArithmeticException _) {
            throw new IllegalArgumentException("is too large");
        }
    }

    /**
     * A quota as people write it.
     *
     * @param text a size, and behind a space perhaps a number of messages; 0 of either is any
     * @throws IllegalArgumentException with what is wrong
     */
    public static Quota quota(String text) {
        List<String> words = List.of(text.split(" +"));
        if (words.isEmpty() || words.size() > 2) {
            throw new IllegalArgumentException("must be a size, and perhaps a number of messages");
        }
        if (words.size() == 2 && !words.get(1).matches("[0-9]{1,18}")) {
            throw new IllegalArgumentException(words.get(1) + " is no number of messages");
        }
        return quota(
                octets(words.getFirst()), words.size() == 2 ? Long.parseLong(words.get(1)) : 0);
    }

    /** The same of numbers of which 0 is any. */
    static Quota quota(long octets, long messages) {
        return new Quota(limit(octets), limit(messages));
    }

    private static OptionalLong limit(long number) {
        return number == 0 ? OptionalLong.empty() : OptionalLong.of(number);
    }

    /** What {@link #quota(String)} reads. */
    public static String text(Quota quota) {
        String octets = quota.octets().orElse(0) + "B";
        return quota.messages().isEmpty() ? octets : octets + " " + quota.messages().getAsLong();
    }
}
