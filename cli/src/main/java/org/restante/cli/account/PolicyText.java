package org.restante.cli.account;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;

import org.restante.cli.config.Amounts;
import org.restante.server.login.OnDelete;
import org.restante.server.login.Policy;
import org.restante.server.login.Quota;
import org.restante.server.login.Retention;
import org.restante.server.login.sasl.Mechanism;
import org.restante.server.net.Network;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A policy as people write and read it, and in JSON. */
final class PolicyText {
    private static final Pattern DURATION = Pattern.compile("([0-9]{1,9})(ms|s|m|h|d)");
    private static final Pattern WORD = Pattern.compile("[A-Za-z0-9_-]{1,64}");

    /** A delay beyond a week would lock the owner out. */
    private static final Duration DELAY_MAX = Duration.ofDays(7);

    private static final List<String> LISTENERS = List.of("pop3", "pop3s", "pop2", "pop1");

    private static final List<String> METHODS =
            Stream.concat(
                            Stream.of("USER", "APOP"),
                            Arrays.stream(Mechanism.values()).map(Mechanism::text))
                    .toList();

    private static final Set<String> KEYS =
            Set.of(
                    "listener",
                    "tls",
                    "network",
                    "method",
                    "login-delay",
                    "expire",
                    "on-delete",
                    "views",
                    "quota");

    private PolicyText() {}

    /**
     * {@code any}, {@code none}, or words with commas between.
     *
     * @throws IllegalArgumentException with what is allowed, as all methods here do
     */
    static Optional<Set<String>> words(String text) {
        return switch (text) {
            case "any" -> Optional.empty();
            case "none" -> Optional.of(Set.of());
            default -> {
                Set<String> words = Set.copyOf(List.of(text.split(",", -1)));
                if (!words.stream().allMatch(word -> WORD.matcher(word).matches())) {
                    throw new IllegalArgumentException(
                            "\"" + text + "\" is not any, none, or names with commas between");
                }
                yield Optional.of(words);
            }
        };
    }

    /** The same in capital letters, as mechanisms are written. */
    static Optional<Set<String>> methods(String text) {
        return known(
                words(
                        text.equals("any") || text.equals("none")
                                ? text
                                : text.toUpperCase(Locale.ROOT)),
                METHODS);
    }

    /** Listeners at which somebody can log in. */
    static Optional<Set<String>> listeners(String text) {
        return known(words(text), LISTENERS);
    }

    /** A name that is mistyped would keep the account out everywhere. */
    private static Optional<Set<String>> known(Optional<Set<String>> words, List<String> known) {
        for (String word : words.orElse(Set.of())) {
            if (!known.contains(word)) {
                throw new IllegalArgumentException(
                        "\"" + word + "\" is none of " + String.join(", ", known));
            }
        }
        return words;
    }

    static List<Network> networks(String text) {
        if (text.equals("any")) {
            return List.of();
        }
        return Arrays.stream(text.split(",", -1))
                .map(each -> {
                    try {
                        return Network.parse(each);
                    } catch (IllegalArgumentException e) {
                        throw new IllegalArgumentException(
                                "the network \"" + each + "\": " + e.getMessage(), e);
                    }
                })
                .toList();
    }

    static boolean tlsRequired(String text) {
        return switch (text) {
            case "required" -> true;
            case "optional" -> false;
            default -> throw new IllegalArgumentException("must be required or optional");
        };
    }

    static Optional<Duration> loginDelay(String text) {
        if (text.equals("none")) {
            return Optional.empty();
        }
        Matcher parts = DURATION.matcher(text);
        if (!parts.matches()) {
            throw new IllegalArgumentException(
                    "\"" + text + "\" is not none or a duration such as 90s or 10m");
        }
        long number = Long.parseLong(parts.group(1));
        Duration delay =
                switch (parts.group(2)) {
                    case "ms" -> Duration.ofMillis(number);
                    case "s" -> Duration.ofSeconds(number);
                    case "m" -> Duration.ofMinutes(number);
                    case "h" -> Duration.ofHours(number);
                    case String _ -> Duration.ofDays(number);
                };
        if (delay.compareTo(DELAY_MAX) > 0) {
            throw new IllegalArgumentException("a login delay is 7d at most");
        }
        return Optional.of(delay);
    }

    static Optional<Retention> retention(String text) {
        if (text.equals("default")) {
            return Optional.empty();
        }
        try {
            // A number alone was always days.
            return Optional.of(Retention.parse(text.matches("[0-9]+") ? text + "d" : text));
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    "\"" + text + "\" is not default, " + Retention.ALLOWED, e);
        }
    }

    static Optional<OnDelete> onDelete(String text) {
        return switch (text) {
            case "default" -> Optional.empty();
            case "remove" -> Optional.of(OnDelete.REMOVE);
            case "hide" -> Optional.of(OnDelete.HIDE);
            default ->
                    throw new IllegalArgumentException(
                            "\"" + text + "\" is not remove, hide, or default");
        };
    }

    static Optional<Boolean> views(String text) {
        return switch (text) {
            case "default" -> Optional.empty();
            case "allowed" -> Optional.of(true);
            case "forbidden" -> Optional.of(false);
            default ->
                    throw new IllegalArgumentException(
                            "\"" + text + "\" is not allowed, forbidden, or default");
        };
    }

    static Optional<Quota> quota(String text) {
        return switch (text) {
            case "default" -> Optional.empty();
            case "none" -> Optional.of(Quota.NONE);
            default -> Optional.of(Amounts.quota(text));
        };
    }

    /** One line; empty if the account is as everybody. */
    static String line(Policy policy) {
        StringBuilder line = new StringBuilder();
        json(policy)
                .entrySet()
                .forEach(each ->
                        line.append(line.isEmpty() ? "" : ", ")
                                .append(each.getKey())
                                .append(' ')
                                .append(each.getValue().getAsString()));
        return line.toString();
    }

    /** Only what is not as for everybody, each as the option takes it. */
    static JsonObject json(Policy policy) {
        JsonObject json = new JsonObject();
        policy.listeners().ifPresent(all -> json.addProperty("listener", joined(all)));
        if (policy.tlsRequired()) {
            json.addProperty("tls", "required");
        }
        if (!policy.networks().isEmpty()) {
            json.addProperty(
                    "network",
                    policy.networks().stream()
                            .map(it -> it.address().getHostAddress() + "/" + it.prefixBits())
                            .collect(Collectors.joining(",")));
        }
        policy.methods().ifPresent(all -> json.addProperty("method", joined(all)));
        policy.loginDelay()
                .ifPresent(delay ->
                        json.addProperty(
                                "login-delay",
                                delay.toMillis() % 1000 == 0
                                        ? delay.toSeconds() + "s"
                                        : delay.toMillis() + "ms"));
        policy.retention().ifPresent(kept -> json.addProperty("expire", kept.spelled()));
        policy.onDelete()
                .ifPresent(each ->
                        json.addProperty("on-delete", each.name().toLowerCase(Locale.ROOT)));
        policy.views().ifPresent(each -> json.addProperty("views", each ? "allowed" : "forbidden"));
        policy.quota()
                .ifPresent(quota ->
                        json.addProperty("quota", quota.isNone() ? "none" : Amounts.text(quota)));
        return json;
    }

    private static String joined(Set<String> words) {
        return words.isEmpty() ? "none" : String.join(",", new TreeSet<>(words));
    }

    /** What {@link #json} made. */
    static Policy read(JsonObject json) {
        for (String key : json.keySet()) {
            if (!KEYS.contains(key)) {
                throw new IllegalArgumentException("a policy has no \"" + key + "\"");
            }
        }
        return new Policy(
                text(json, "listener").flatMap(PolicyText::listeners),
                text(json, "tls").map(PolicyText::tlsRequired).orElse(false),
                text(json, "network").map(PolicyText::networks).orElse(List.of()),
                text(json, "method").flatMap(PolicyText::methods),
                text(json, "login-delay").flatMap(PolicyText::loginDelay),
                text(json, "expire").flatMap(PolicyText::retention),
                text(json, "on-delete").flatMap(PolicyText::onDelete),
                text(json, "views").flatMap(PolicyText::views),
                text(json, "quota").flatMap(PolicyText::quota));
    }

    private static Optional<String> text(JsonObject json, String key) {
        return Optional.ofNullable(json.get(key)).map(JsonElement::getAsString);
    }

    static List<String> texts(JsonArray array) {
        return array.asList().stream().map(JsonElement::getAsString).toList();
    }
}
