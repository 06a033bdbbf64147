package org.restante.client;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * What a server says it can do (RFC 2449). They differ before and after login, and with TLS.
 *
 * @param known whether the server has the command CAPA at all
 * @param tags each capability in upper case with its parameters as they were sent
 */
public record Capabilities(boolean known, Map<String, List<String>> tags) {
    /** Of a server that has no CAPA. */
    static final Capabilities UNKNOWN = new Capabilities(false, Map.of());

    /** Any number that these capabilities mean; more is no number of days or seconds. */
    private static final int NUMBER_DIGITS_MAX = 9;

    public Capabilities {
        tags = Map.copyOf(tags);
    }

    /**
     * What the lines of an answer to CAPA say; of two with the same tag the first counts.
     *
     * @param lines without terminator
     */
    public static Capabilities parse(List<String> lines) {
        Map<String, List<String>> tags = new LinkedHashMap<>();
        for (String line : lines) {
            String[] words = line.strip().split("\\s+");
            if (!words[0].isEmpty()) {
                tags.putIfAbsent(
                        words[0].toUpperCase(Locale.ROOT),
                        List.copyOf(Arrays.asList(words).subList(1, words.length)));
            }
        }
        return new Capabilities(true, tags);
    }

    /**
     * Whether a capability is listed.
     *
     * @param tag in any letter case, such as {@code TOP}
     */
    public boolean has(String tag) {
        return tags.containsKey(tag.toUpperCase(Locale.ROOT));
    }

    /** What stands behind a tag, as it was sent; nothing if it is not listed. */
    List<String> arguments(String tag) {
        return tags.getOrDefault(tag, List.of());
    }

    /** The SASL mechanisms, in upper case. */
    public List<String> mechanisms() {
        return arguments("SASL").stream().map(it -> it.toUpperCase(Locale.ROOT)).toList();
    }

    /** Whether commands may be sent ahead of answers (RFC 2449 §6.6). */
    public boolean pipelining() {
        return has("PIPELINING");
    }

    /** The least time between two logins, in seconds (RFC 2449 §6.5). */
    public OptionalInt loginDelaySeconds() {
        return number("LOGIN-DELAY");
    }

    /**
     * After how many days the server may remove mail that was retrieved; empty if it says never, or
     * nothing (RFC 2449 §6.7). 0 means that it keeps nothing that was retrieved.
     */
    public OptionalInt expireDays() {
        return number("EXPIRE");
    }

    /** The server's name and version, for people (RFC 2449 §6.9). */
    public Optional<String> implementation() {
        return Optional.ofNullable(tags.get("IMPLEMENTATION")).map(it -> String.join(" ", it));
    }

    private OptionalInt number(String tag) {
        return arguments(tag).stream()
                .filter(it -> it.matches("\\d{1," + NUMBER_DIGITS_MAX + "}"))
                .mapToInt(Integer::parseInt)
                .findFirst();
    }
}
