package org.restante.cli.maildrop;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;

import org.jspecify.annotations.Nullable;
import org.restante.cli.config.CommandException;
import org.restante.cli.config.ConfigurationException;
import org.restante.cli.config.ExitCode;
import org.restante.protocol.UniqueId;
import org.restante.server.login.Retention;
import org.restante.store.Expiry;
import org.restante.store.ListedMessage;
import org.restante.store.Maildrop;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;

/** {@code restante maildrop expire}. */
@Command(
        name = "expire",
        description = {
            "Show which messages a policy would remove, now and in the next days. Removes nothing.",
            "Without --expire it is the policy in force for the account."
        },
        mixinStandardHelpOptions = true)
final class ExpireCommand implements Callable<Integer> {
    /** How many days one can look ahead: each reads the listing once more. */
    private static final int DAYS_MAX = 366;

    @Mixin private final MaildropOptions options = new MaildropOptions();

    @Option(
            names = "--expire",
            paramLabel = "POLICY",
            description = "Another policy: 30d, \"30d after retrieval\", or never.")
    private @Nullable String expire;

    @Option(
            names = "--within",
            paramLabel = "DAYS",
            defaultValue = "7",
            description = "How many days to look ahead, 0 to 366 (default: ${DEFAULT-VALUE}).")
    private int days;

    /** A message that will go, and in how many days; 0 is now. */
    private record Leaving(ListedMessage message, int day) {}

    @Override
    public Integer call() throws IOException, ConfigurationException, CommandException {
        if (days < 0 || days > DAYS_MAX) {
            throw options.misused("--within must be 0 to " + DAYS_MAX);
        }
        NamedMaildrop named = options.find();
        if (named.maildrop().view().isPresent()) {
            throw options.misused("nothing expires in " + named.text());
        }
        Retention retention = retention(named);
        Instant now = Instant.now();
        List<Leaving> leaving;
        try (Maildrop whole = named.openWhole()) {
            leaving = leaving(whole, retention, now);
        }
        if (options.json()) {
            printJson(named, retention, now, leaving);
            return ExitCode.OK.code();
        }
        for (Leaving each : leaving) {
            options.print(
                    String.format(
                            Locale.ROOT,
                            "%s  %d octets, %s",
                            each.message().id(),
                            each.message().octets(),
                            each.day() == 0 ? "now" : "by " + Moment.text(at(now, each.day()))));
        }
        int first = (int) leaving.stream().filter(each -> each.day() == 0).count();
        options.print(
                String.format(
                        Locale.ROOT,
                        "by \"%s\" %s would go now, %s within %d days",
                        retention.spelled(),
                        Words.count(first, "message"),
                        Words.count(leaving.size() - first, "message"),
                        days));
        return ExitCode.OK.code();
    }

    private static Instant at(Instant now, int day) {
        return now.plus(Duration.ofDays(day));
    }

    private void printJson(
            NamedMaildrop named, Retention retention, Instant now, List<Leaving> leaving) {
        JsonArray messages = new JsonArray();
        for (Leaving one : leaving) {
            JsonObject each = new JsonObject();
            each.addProperty("unique-id", one.message().id().toString());
            each.addProperty("octets", one.message().octets());
            each.addProperty("at", at(now, one.day()).toString());
            messages.add(each);
        }
        JsonObject all = new JsonObject();
        all.addProperty("maildrop", named.text());
        all.addProperty("expire", retention.spelled());
        all.add("messages", messages);
        options.print(all);
    }

    private Retention retention(NamedMaildrop named) {
        if (expire == null) {
            return named.account()
                    .policy()
                    .retention()
                    .orElse(named.configuration().pop3Settings().retention());
        }
        try {
            return Retention.parse(expire);
        } catch (IllegalArgumentException e) {
            throw options.misused("--expire: " + e.getMessage());
        }
    }

    private List<Leaving> leaving(Maildrop whole, Retention retention, Instant now)
            throws IOException {
        Map<UniqueId, Integer> days = new HashMap<>();
        for (int day = 0; day <= this.days; day++) {
            Optional<Expiry> expiry = retention.expiry(at(now, day));
            if (expiry.isEmpty()) {
                return List.of();
            }
            for (UniqueId id : whole.expired(expiry.get())) {
                days.putIfAbsent(id, day);
            }
        }
        List<Leaving> leaving = new ArrayList<>();
        for (ListedMessage message : whole.listing()) {
            Integer day = days.get(message.id());
            if (day != null) {
                leaving.add(new Leaving(message, day));
            }
        }
        return leaving;
    }
}
