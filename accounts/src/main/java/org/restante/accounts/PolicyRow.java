package org.restante.accounts;

import org.jspecify.annotations.Nullable;
import org.restante.server.login.OnDelete;
import org.restante.server.login.Policy;
import org.restante.server.login.Quota;
import org.restante.server.login.Retention;
import org.restante.server.net.Network;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;

/**
 * A policy as the table holds it: lists with spaces between, sorted; null is what is as for
 * everybody, and an empty text an empty list.
 */
record PolicyRow(
        @Nullable String listeners,
        boolean tlsRequired,
        @Nullable String networks,
        @Nullable String methods,
        @Nullable Long loginDelayMilliseconds,
        @Nullable String retention,
        @Nullable String onDelete,
        @Nullable Boolean views,
        @Nullable String quota) {
    static final String COLUMNS =
            "listeners, tls_required, networks, methods, login_delay_ms, retention, on_delete,"
                    + " views, quota";

    private static final String AFTER_RETRIEVAL = " after retrieval";

    static PolicyRow of(Policy policy) {
        List<Network> networks = policy.networks();
        return new PolicyRow(
                policy.listeners().map(PolicyRow::joined).orElse(null),
                policy.tlsRequired(),
                networks.isEmpty() ? null : String.join(" ", texts(networks)),
                policy.methods().map(PolicyRow::joined).orElse(null),
                policy.loginDelay().map(Duration::toMillis).orElse(null),
                policy.retention().map(PolicyRow::text).orElse(null),
                policy.onDelete().map(PolicyRow::text).orElse(null),
                policy.views().orElse(null),
                policy.quota().map(PolicyRow::text).orElse(null));
    }

    /** The row in which the result stands. */
    static PolicyRow of(ResultSet row) throws SQLException {
        long delay = row.getLong("login_delay_ms");
        Long loginDelay = row.wasNull() ? null : delay;
        boolean allowed = row.getBoolean("views");
        Boolean views = row.wasNull() ? null : allowed;
        return new PolicyRow(
                row.getString("listeners"),
                row.getBoolean("tls_required"),
                row.getString("networks"),
                row.getString("methods"),
                loginDelay,
                row.getString("retention"),
                row.getString("on_delete"),
                views,
                row.getString("quota"));
    }

    /**
     * The policy.
     *
     * @throws SQLException if somebody else wrote what cannot be read: to pass over a restriction
     *     would lift it
     */
    Policy policy() throws SQLException {
        try {
            return new Policy(
                    Optional.ofNullable(listeners).map(PolicyRow::split),
                    tlsRequired,
                    networks == null
                            ? List.of()
                            : Arrays.stream(networks.split(" ", -1)).map(Network::parse).toList(),
                    Optional.ofNullable(methods).map(PolicyRow::split),
                    Optional.ofNullable(loginDelayMilliseconds).map(Duration::ofMillis),
                    Optional.ofNullable(retention).map(PolicyRow::retention),
                    Optional.ofNullable(onDelete).map(PolicyRow::onDelete),
                    Optional.ofNullable(views),
                    Optional.ofNullable(quota).map(PolicyRow::quota));
        } catch (IllegalArgumentException e) {
            throw new SQLException("a policy cannot be read: " + e.getMessage(), e);
        }
    }

    static List<String> texts(List<Network> networks) {
        return networks.stream()
                .map(each -> each.address().getHostAddress() + "/" + each.prefixBits())
                .toList();
    }

    static Retention retention(String text) {
        if (text.equals("NEVER")) {
            return new Retention.Never();
        }
        return text.endsWith(AFTER_RETRIEVAL)
                ? new Retention.AfterRetrieval(
                        Integer.parseInt(
                                text.substring(0, text.length() - AFTER_RETRIEVAL.length())))
                : new Retention.Days(Integer.parseInt(text));
    }

    private static String text(Retention retention) {
        return switch (retention) {
            case Retention.Never _, Retention.Days _ -> retention.text();
            case Retention.AfterRetrieval _ -> retention.text() + AFTER_RETRIEVAL;
        };
    }

    /** Octets and messages, 0 for any. */
    private static String text(Quota quota) {
        return quota.octets().orElse(0) + " " + quota.messages().orElse(0);
    }

    private static Quota quota(String text) {
        String[] numbers = text.split(" ", -1);
        if (numbers.length != 2) {
            throw new IllegalArgumentException("\"" + text + "\" is no quota");
        }
        return new Quota(limit(numbers[0]), limit(numbers[1]));
    }

    private static OptionalLong limit(String text) {
        long number = Long.parseLong(text);
        return number == 0 ? OptionalLong.empty() : OptionalLong.of(number);
    }

    private static OnDelete onDelete(String text) {
        return OnDelete.valueOf(text.toUpperCase(Locale.ROOT));
    }

    private static String text(OnDelete onDelete) {
        return onDelete.name().toLowerCase(Locale.ROOT);
    }

    private static String joined(Set<String> words) {
        return String.join(" ", new TreeSet<>(words));
    }

    private static Set<String> split(String text) {
        return text.isEmpty() ? Set.of() : Set.copyOf(List.of(text.split(" ", -1)));
    }
}
