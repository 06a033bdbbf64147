package org.restante.collect.sorting;

import jakarta.mail.internet.MimeUtility;

import org.restante.collect.MessageHeader;

import java.io.UnsupportedEncodingException;
import java.util.List;
import java.util.stream.Stream;

/**
 * Where messages go: the first rule that fits decides.
 *
 * @param otherwise where those go that no rule fits; not empty
 */
public record Sorting(List<Rule> rules, List<String> otherwise) {
    /** What tells whom a message was for, best first. */
    private static final List<String> RECIPIENT_FIELDS =
            List.of("Delivered-To", "X-Original-To", "Envelope-To", "To", "Cc");

    public Sorting {
        rules = List.copyOf(rules);
        otherwise = List.copyOf(otherwise);
    }

    /**
     * A rule.
     *
     * @param to names of destinations; not empty
     */
    public record Rule(Condition condition, List<String> to) {
        public Rule {
            to = List.copyOf(to);
        }
    }

    /** What has to be so of a message. */
    public sealed interface Condition {
        /** One of its fields of this name is like that, as it stands there or decoded. */
        record Header(String name, Glob pattern) implements Condition {}

        /** One of the addresses that it was for is like that. */
        record Recipient(Glob pattern) implements Condition {}

        /** It has more octets than these. */
        record LargerThan(long octets) implements Condition {}
    }

    /** The destinations of a message, each once. */
    List<String> of(MessageHeader header, long octets) {
        return rules.stream()
                .filter(it -> fits(it.condition(), header, octets))
                .findFirst()
                .map(Rule::to)
                .orElse(otherwise)
                .stream()
                .distinct()
                .toList();
    }

    private static boolean fits(Condition condition, MessageHeader header, long octets) {
        return switch (condition) {
            case Condition.Header(var name, var pattern) ->
                    header.all(name).stream()
                            .flatMap(it -> Stream.of(it, decoded(it)))
                            .anyMatch(pattern::matches);
            case Condition.Recipient(var pattern) ->
                    RECIPIENT_FIELDS.stream()
                            .flatMap(it -> header.all(it).stream())
                            .flatMap(Sorting::words)
                            .anyMatch(pattern::matches);
            case Condition.LargerThan(var most) -> octets > most;
        };
    }

    private static String decoded(String value) {
        try {
            return MimeUtility.decodeText(value);
        } catch (UnsupportedEncodingException _) {
            // A charset that nobody knows: then it is as it stands there.
            return value;
        }
    }

    /** Addresses, and words of names beside them, which have no at sign. */
    private static Stream<String> words(String value) {
        return Stream.of(value.split("[\\s,;:<>()\"]+", -1)).filter(it -> !it.isEmpty());
    }
}
