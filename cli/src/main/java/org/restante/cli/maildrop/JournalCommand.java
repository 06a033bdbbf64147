package org.restante.cli.maildrop;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;

import org.jspecify.annotations.Nullable;
import org.restante.cli.config.CommandException;
import org.restante.cli.config.ConfigurationException;
import org.restante.cli.config.ExitCode;
import org.restante.store.JournalEntry;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

import java.io.IOException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.Callable;

/** {@code restante maildrop journal}. */
@Command(
        name = "journal",
        description = {
            "Show what happened to the mail of an account: what came, who fetched it, who removed it.",
            "It holds the newest entries, as many as store.journal-size allows."
        },
        mixinStandardHelpOptions = true)
final class JournalCommand implements Callable<Integer> {
    @Mixin private final MaildropOptions options = new MaildropOptions();

    @Option(
            names = "--since",
            paramLabel = "TIME",
            converter = Moment.Converter.class,
            description = "Not before this: 2h, 7d, 2026-11-25 or 2026-11-25T12:00:00Z.")
    private @Nullable Moment since;

    @Option(
            names = "--until",
            paramLabel = "TIME",
            converter = Moment.Converter.class,
            description = "Not after this.")
    private @Nullable Moment until;

    @Option(
            names = "--id",
            paramLabel = "UNIQUE-ID",
            description = "Only what happened to this message, as UIDL names it.")
    private @Nullable String id;

    @Option(
            names = "--only",
            paramLabel = "KIND",
            split = ",",
            description = "Only these kinds: ${COMPLETION-CANDIDATES}.")
    private List<JournalEntry.Kind> only = List.of();

    @Option(
            names = "--removed",
            description =
                    "Only messages that are gone, and by whom: short for --only REMOVED,HIDDEN,EXPIRED.")
    private boolean removed;

    @Override
    public Integer call() throws IOException, ConfigurationException, CommandException {
        NamedMaildrop named = options.find();
        JsonArray entries = new JsonArray();
        named.store()
                .journal()
                .read(
                        named.maildrop(),
                        entry -> {
                            if (!isWanted(entry, named)) {
                                return;
                            }
                            if (options.json()) {
                                entries.add(json(entry));
                            } else {
                                options.print(line(entry));
                            }
                        });
        if (options.json()) {
            JsonObject whole = new JsonObject();
            whole.addProperty("maildrop", named.text());
            whole.add("entries", entries);
            options.print(whole);
        }
        return ExitCode.OK.code();
    }

    private boolean isWanted(JournalEntry entry, NamedMaildrop named) {
        boolean kind = (only.isEmpty() && !removed) || only.contains(entry.kind());
        kind |= removed && GONE.contains(entry.kind());
        return kind
                && (since == null || !entry.time().isBefore(since.instant()))
                && (until == null || !entry.time().isAfter(until.instant()))
                && (id == null || entry.id().filter(it -> it.value().equals(id)).isPresent())
                && named.maildrop().view().map(view -> view.equals(entry.folder())).orElse(true);
    }

    private static final Set<JournalEntry.Kind> GONE =
            Set.of(JournalEntry.Kind.REMOVED, JournalEntry.Kind.HIDDEN, JournalEntry.Kind.EXPIRED);

    private static final Set<JournalEntry.Kind> INCOMING =
            Set.of(JournalEntry.Kind.DELIVERED, JournalEntry.Kind.REFUSED);

    private static String word(JournalEntry.Kind kind) {
        return kind.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    private static String line(JournalEntry entry) {
        Instant time = entry.time().truncatedTo(ChronoUnit.SECONDS);
        StringBuilder line = new StringBuilder(time + " " + word(entry.kind()));
        entry.id().ifPresent(value -> line.append(" id=").append(value));
        entry.octets().ifPresent(value -> line.append(" octets=").append(value));
        add(line, INCOMING.contains(entry.kind()) ? "sender" : "login", entry.login());
        add(line, "folder", entry.folder());
        add(line, "peer", entry.peer());
        add(line, "session", entry.session());
        add(line, "detail", entry.detail());
        return line.toString();
    }

    private static void add(StringBuilder line, String name, String value) {
        if (!value.isEmpty()) {
            String shown = value.contains(" ") ? "\"" + value + "\"" : value;
            line.append(' ').append(name).append('=').append(shown);
        }
    }

    private static JsonObject json(JournalEntry entry) {
        JsonObject json = new JsonObject();
        json.addProperty("time", entry.time().toString());
        json.addProperty("kind", word(entry.kind()));
        entry.id().ifPresent(value -> json.addProperty("unique-id", value.toString()));
        entry.octets().ifPresent(value -> json.addProperty("octets", value));
        json.addProperty("login", entry.login());
        json.addProperty("folder", entry.folder());
        json.addProperty("peer", entry.peer());
        json.addProperty("session", entry.session());
        json.addProperty("detail", entry.detail());
        return json;
    }
}
