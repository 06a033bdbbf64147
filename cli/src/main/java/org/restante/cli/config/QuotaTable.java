package org.restante.cli.config;

import org.restante.server.quota.Quota;
import org.restante.server.quota.QuotaSettings;

import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalLong;

/** What the keys of {@code quota} mean together. */
final class QuotaTable {
    private QuotaTable() {}

    /** What becomes of a message for which there is no room. */
    enum Over {
        REFUSE,
        DEFER
    }

    /** How much all accounts of a domain may have. */
    record Domain(String name, Quota quota) {}

    /** A number of messages. */
    static Type<Long> count() {
        return new Type<>(
                "integer",
                "0 or more",
                (raw, _) -> {
                    if (!(raw instanceof Long count) || count < 0) {
                        throw new IllegalArgumentException("must be a number, 0 or more");
                    }
                    return count;
                });
    }

    static Type<Domain> domain() {
        return Type.text(
                "domain",
                "\"domain size\" or \"domain size messages\"",
                text -> {
                    List<String> words = List.of(text.split(" +"));
                    if (words.size() < 2 || words.size() > 3 || words.getFirst().isEmpty()) {
                        throw new IllegalArgumentException(
                                "must be a domain, a size, and perhaps a number of messages");
                    }
                    long messages = 0;
                    if (words.size() == 3) {
                        if (!words.get(2).matches("[0-9]{1,18}")) {
                            throw new IllegalArgumentException(
                                    words.get(2) + " is no number of messages");
                        }
                        messages = Long.parseLong(words.get(2));
                    }
                    return new Domain(
                            Names.host(words.getFirst()).toLowerCase(Locale.ROOT),
                            quota(Amounts.octets(words.get(1)), messages));
                });
    }

    private static Quota quota(long octets, long messages) {
        return new Quota(limit(octets), limit(messages));
    }

    private static OptionalLong limit(long number) {
        return number == 0 ? OptionalLong.empty() : OptionalLong.of(number);
    }

    static QuotaSettings assemble(Values values) {
        Map<String, Quota> domains = new HashMap<>();
        values.get(Keys.QUOTA_DOMAINS).forEach(each -> domains.put(each.name(), each.quota()));
        return new QuotaSettings(
                quota(values.get(Keys.QUOTA_OCTETS), values.get(Keys.QUOTA_MESSAGES)),
                domains,
                values.get(Keys.QUOTA_OVER) == Over.DEFER,
                values.get(Keys.QUOTA_WARNING));
    }
}
