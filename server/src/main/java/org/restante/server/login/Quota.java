package org.restante.server.login;

import org.restante.store.Usage;

import java.util.OptionalLong;

/**
 * How much there may be.
 *
 * @param octets as {@link Usage#octets}; empty: any
 * @param messages empty: any
 */
public record Quota(OptionalLong octets, OptionalLong messages) {
    /** No limit. */
    public static final Quota NONE = new Quota(OptionalLong.empty(), OptionalLong.empty());

    public Quota {
        if (octets.orElse(0) < 0 || messages.orElse(0) < 0) {
            throw new IllegalArgumentException("a quota cannot be negative");
        }
    }

    public boolean isNone() {
        return octets.isEmpty() && messages.isEmpty();
    }

    /** Whether so much is within it. */
    public boolean holds(Usage usage) {
        return usage.octets() <= octets.orElse(Long.MAX_VALUE)
                && usage.messages() <= messages.orElse(Long.MAX_VALUE);
    }

    /** How full it is with so much, in percent: of octets or messages, whichever is more. */
    public int percent(Usage usage) {
        return Math.max(percent(usage.octets(), octets), percent(usage.messages(), messages));
    }

    private static int percent(long used, OptionalLong limit) {
        if (limit.isEmpty()) {
            return 0;
        }
        double share = limit.getAsLong() == 0 ? 100 : 100.0 * used / limit.getAsLong();
        return (int) Math.min(share, Integer.MAX_VALUE);
    }
}
