package org.restante.client;

import org.jspecify.annotations.Nullable;
import org.restante.protocol.MessageNumber;

import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * A message in a server's listing. Immutable, and small: a maildrop may have a million.
 *
 * @see RemoteMaildrop#listing
 */
public final class Listed {
    private static final long UNKNOWN = -1;

    private final int number;
    private final long octets;
    private final @Nullable String uniqueId;

    Listed(int number, long octets, @Nullable String uniqueId) {
        this.number = number;
        this.octets = octets;
        this.uniqueId = uniqueId;
    }

    /** A message of which only the number is known. */
    public static Listed of(MessageNumber number) {
        return new Listed(number.value(), UNKNOWN, null);
    }

    /** Its number in this session, and in no other. */
    public MessageNumber number() {
        return new MessageNumber(number);
    }

    /**
     * What the server says its size is. Servers guess, round and lie: it is for display and
     * planning, and only the terminator tells where a message ends.
     */
    public OptionalLong octets() {
        return octets < 0 ? OptionalLong.empty() : OptionalLong.of(octets);
    }

    /**
     * The unique-id as the server sent it, one character for each octet. Foreign ids may be longer
     * than 70 octets and hold spaces, and two messages may share one. Empty if the server gave
     * none.
     */
    public Optional<String> uniqueId() {
        return Optional.ofNullable(uniqueId);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Listed that
                && number == that.number
                && octets == that.octets
                && Objects.equals(uniqueId, that.uniqueId);
    }

    @Override
    public int hashCode() {
        return Objects.hash(number, octets, uniqueId);
    }

    /** As UIDL and LIST would show it: number, octets, unique-id. */
    @Override
    public String toString() {
        return number
                + " "
                + (octets < 0 ? "?" : octets)
                + uniqueId().map(it -> " " + it).orElse("");
    }
}
