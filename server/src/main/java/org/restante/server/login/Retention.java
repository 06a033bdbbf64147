package org.restante.server.login;

import org.restante.store.Expiry;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** How long the server keeps messages that nobody removes (RFC 2449 §6.7). */
public sealed interface Retention {
    /** A hundred years: longer is for ever. */
    int DAYS_MAX = 36_500;

    /** What {@link #parse} takes, for people. */
    String ALLOWED = "never, 0d to 36500d, or 1d to 36500d after retrieval";

    /** For ever: the server removes nothing on its own. */
    record Never() implements Retention {}

    /**
     * So many days from delivery on; then the next login finds them gone.
     *
     * @param days 0 or more; 0: what RETR sent whole is removed by QUIT as if DELE had marked it
     */
    record Days(int days) implements Retention {
        public Days {
            if (days < 0) {
                throw new IllegalArgumentException("days is " + days + ", must be 0 or more");
            }
        }
    }

    /**
     * So many days from the first time on that RETR sent them whole; what nobody retrieves stays.
     *
     * @param days 1 or more
     */
    record AfterRetrieval(int days) implements Retention {
        public AfterRetrieval {
            if (days < 1) {
                throw new IllegalArgumentException("days is " + days + ", must be 1 or more");
            }
        }
    }

    /** What EXPIRE says of it: the least time that a message stays. */
    default String text() {
        return switch (this) {
            case Never _ -> "NEVER";
            case Days(int days) -> Integer.toString(days);
            case AfterRetrieval(int days) -> Integer.toString(days);
        };
    }

    /** As people write it, see {@link #parse}. */
    default String spelled() {
        return switch (this) {
            case Never _ -> "never";
            case Days(int days) -> days + "d";
            case AfterRetrieval(int days) -> days + "d after retrieval";
        };
    }

    /**
     * Reads {@code never}, {@code 30d}, or {@code 30d after retrieval}.
     *
     * @throws IllegalArgumentException if it is none of these
     */
    static Retention parse(String text) {
        Matcher parts = Pattern.compile("([0-9]{1,5})d( after retrieval)?").matcher(text);
        if (text.equals("never")) {
            return new Never();
        }
        int days = parts.matches() ? Integer.parseInt(parts.group(1)) : DAYS_MAX + 1;
        boolean afterRetrieval = parts.matches() && parts.group(2) != null;
        if (days > DAYS_MAX || (afterRetrieval && days == 0)) {
            throw new IllegalArgumentException("\"" + text + "\" is not " + ALLOWED);
        }
        return afterRetrieval ? new AfterRetrieval(days) : new Days(days);
    }

    /** What has been kept long enough now; empty if the server removes nothing on its own. */
    default Optional<Expiry> expiry(Instant now) {
        return switch (this) {
            case Never _ -> Optional.empty();
            case Days(int days) when days == 0 -> Optional.empty();
            case Days(int days) ->
                    Optional.of(new Expiry.Arrived(now.minus(Duration.ofDays(days))));
            case AfterRetrieval(int days) ->
                    Optional.of(new Expiry.Retrieved(now.minus(Duration.ofDays(days))));
        };
    }

    /** Whether messages go sooner than by the other. */
    default boolean isShorterThan(Retention other) {
        return rank(this) < rank(other);
    }

    private static long rank(Retention retention) {
        return switch (retention) {
            case Never _ -> Long.MAX_VALUE;
            case Days(int days) -> 2L * days;
            case AfterRetrieval(int days) -> 2L * days + 1;
        };
    }
}
