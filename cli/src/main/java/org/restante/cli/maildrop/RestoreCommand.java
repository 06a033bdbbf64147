package org.restante.cli.maildrop;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;

import org.jspecify.annotations.Nullable;
import org.restante.cli.config.CommandException;
import org.restante.cli.config.ConfigurationException;
import org.restante.cli.config.ExitCode;
import org.restante.protocol.UniqueId;
import org.restante.store.JournalEntry;
import org.restante.store.Maildrop;
import org.restante.store.maildir.RemovedMessage;
import org.restante.store.maildir.Restoring;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

import java.io.IOException;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Stream;

/** {@code restante maildrop restore}. */
@Command(
        name = "restore",
        description = {
            "Bring back messages that were removed within store.undo-window, under their"
                    + " unique-ids.",
            "With --list, or without any choice, only show what can be brought back and until"
                    + " when."
        },
        mixinStandardHelpOptions = true)
final class RestoreCommand implements Callable<Integer> {
    @Mixin private final MaildropOptions options = new MaildropOptions();

    @Parameters(
            index = "1..*",
            paramLabel = "UNIQUE-ID",
            description = "The messages, as UIDL told them.")
    private List<String> ids = List.of();

    @Option(
            names = "--since",
            paramLabel = "TIME",
            converter = Moment.Converter.class,
            description =
                    "Those that were removed since then: 2h or 3d ago, or a date such as"
                            + " 2026-11-23 or 2026-11-23T18:30.")
    private @Nullable Moment since;

    @Option(names = "--all", description = "All of them.")
    private boolean all;

    @Option(names = "--list", description = "Show what would be brought back, and change nothing.")
    private boolean listOnly;

    @Option(
            names = "--hidden",
            description = "Not removed messages, but those that are hidden: they are listed again.")
    private boolean hidden;

    @Override
    public Integer call() throws IOException, ConfigurationException, CommandException {
        if (!ids.isEmpty() && (all || since != null)) {
            throw options.misused("either unique-ids, or --since or --all");
        }
        NamedMaildrop named = options.find();
        if (hidden) {
            return showAgain(named);
        }
        if (named.maildrop().recent()) {
            throw options.misused(
                    "nothing is removed from "
                            + named.text()
                            + "; what was hidden there has"
                            + " --hidden");
        }
        List<RemovedMessage> removed =
                named.store().removed(named.maildrop()).orElseThrow(named::isMissing);
        List<RemovedMessage> chosen =
                removed.stream()
                        .filter(message -> isChosen(message.id(), message.removed()))
                        .toList();
        requireEach(chosen.stream().map(RemovedMessage::id), "removed");
        if (!chooses()) {
            show(named, "removed", chosen);
            return ExitCode.OK.code();
        }
        List<RemovedMessage> restored =
                switch (named.store().restore(named.maildrop(), chosen)) {
                    case Restoring.Restored(var messages) -> messages;
                    case Restoring.InUse _ -> throw named.isInUse();
                    case Restoring.NoSuchFolder _ -> throw named.isMissing();
                };
        named.tell(JournalEntry.Kind.RESTORED, restored.stream().map(RemovedMessage::id).toList());
        show(named, "restored", restored);
        if (restored.size() < chosen.size()) {
            options.complain(
                    (chosen.size() - restored.size()) + " of them had gone for good meanwhile");
            return ExitCode.TEMPORARY.code();
        }
        return ExitCode.OK.code();
    }

    /** Whether something is to be done, and not only to be shown. */
    private boolean chooses() {
        return !listOnly && (!ids.isEmpty() || all || since != null);
    }

    private boolean isChosen(UniqueId id, Instant time) {
        return ids.isEmpty()
                ? since == null || !time.isBefore(since.instant())
                : ids.contains(id.value());
    }

    private void requireEach(Stream<UniqueId> chosen, String what) throws CommandException {
        Set<String> missing = new LinkedHashSet<>(ids);
        chosen.forEach(id -> missing.remove(id.value()));
        if (!missing.isEmpty()) {
            throw new CommandException(
                    ExitCode.NO_INPUT,
                    "no " + what + " message is kept under " + String.join(", ", missing));
        }
    }

    private Integer showAgain(NamedMaildrop named) throws IOException, CommandException {
        Map<UniqueId, Instant> chosen;
        try (Maildrop whole = named.openWhole()) {
            chosen = new LinkedHashMap<>(named.store().hidden(named.maildrop(), whole));
        }
        chosen.entrySet().removeIf(each -> !isChosen(each.getKey(), each.getValue()));
        requireEach(chosen.keySet().stream(), "hidden");
        boolean done = chooses();
        if (done && !named.store().unhide(named.maildrop(), chosen.keySet())) {
            throw named.isInUse();
        }
        if (done) {
            named.tell(JournalEntry.Kind.RESTORED, chosen.keySet());
        }
        if (options.json()) {
            JsonArray array = new JsonArray();
            chosen.forEach((id, time) -> {
                JsonObject each = new JsonObject();
                each.addProperty("unique-id", id.toString());
                each.addProperty("hidden", time.toString());
                array.add(each);
            });
            print(named, done ? "restored" : "hidden", array);
            return ExitCode.OK.code();
        }
        chosen.forEach((id, time) -> options.print(id + "  hidden " + Moment.text(time)));
        options.print(
                Words.count(chosen.size(), "message")
                        + (done ? " listed again" : " can be listed again"));
        return ExitCode.OK.code();
    }

    private void print(NamedMaildrop named, String what, JsonArray messages) {
        JsonObject whole = new JsonObject();
        whole.addProperty("maildrop", named.text());
        whole.add(what, messages);
        options.print(whole);
    }

    private void show(NamedMaildrop named, String what, List<RemovedMessage> messages) {
        if (options.json()) {
            JsonArray array = new JsonArray();
            for (RemovedMessage message : messages) {
                JsonObject each = new JsonObject();
                each.addProperty("unique-id", message.id().toString());
                each.addProperty("size", message.size());
                each.addProperty("delivered", message.delivered().toString());
                each.addProperty("removed", message.removed().toString());
                each.addProperty("until", message.until().toString());
                array.add(each);
            }
            print(named, what, array);
            return;
        }
        for (RemovedMessage message : messages) {
            options.print(
                    String.format(
                            Locale.ROOT,
                            "%s  %d octets, delivered %s, removed %s, kept until %s",
                            message.id(),
                            message.size(),
                            Moment.text(message.delivered()),
                            Moment.text(message.removed()),
                            Moment.text(message.until())));
        }
        options.print(
                Words.count(messages.size(), "message")
                        + (what.equals("restored") ? " restored" : " can be brought back"));
    }
}
