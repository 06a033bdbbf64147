package org.restante.cli.config;

import org.restante.server.login.Quota;
import org.restante.server.quota.QuotaSettings;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

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
                    int space = text.indexOf(' ');
                    if (space <= 0) {
                        throw new IllegalArgumentException(
                                "must be a domain, a size, and perhaps a number of messages");
                    }
                    return new Domain(
                            Names.host(text.substring(0, space)).toLowerCase(Locale.ROOT),
                            Amounts.quota(text.substring(space).strip()));
                });
    }

    static QuotaSettings assemble(Values values) {
        Map<String, Quota> domains = new HashMap<>();
        values.get(Keys.QUOTA_DOMAINS).forEach(each -> domains.put(each.name(), each.quota()));
        return new QuotaSettings(
                Amounts.quota(values.get(Keys.QUOTA_OCTETS), values.get(Keys.QUOTA_MESSAGES)),
                domains,
                values.get(Keys.QUOTA_OVER) == Over.DEFER,
                values.get(Keys.QUOTA_WARNING));
    }
}
