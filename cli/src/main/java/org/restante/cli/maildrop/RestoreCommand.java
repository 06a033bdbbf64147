package org.restante.cli.maildrop;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;

import org.jspecify.annotations.Nullable;
import org.restante.cli.config.CommandException;
import org.restante.cli.config.ConfigurationException;
import org.restante.cli.config.ExitCode;
import org.restante.store.maildir.RemovedMessage;
import org.restante.store.maildir.Restoring;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

import java.io.IOException;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;

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

    @Override
    public Integer call() throws IOException, ConfigurationException, CommandException {
        if (!ids.isEmpty() && (all || since != null)) {
            throw options.misused("either unique-ids, or --since or --all");
        }
        NamedMaildrop named = options.find();
        List<RemovedMessage> removed =
                named.store().removed(named.maildrop()).orElseThrow(named::noSuchFolder);
        List<RemovedMessage> chosen = removed.stream().filter(this::isChosen).toList();
        requireEach(chosen);
        if (listOnly || (ids.isEmpty() && !all && since == null)) {
            show(named, "removed", chosen);
            return ExitCode.OK.code();
        }
        List<RemovedMessage> restored =
                switch (named.store().restore(named.maildrop(), chosen)) {
                    case Restoring.Restored(var messages) -> messages;
                    case Restoring.InUse _ -> throw named.isInUse();
                    case Restoring.NoSuchFolder _ -> throw named.isMissing();
                };
        show(named, "restored", restored);
        if (restored.size() < chosen.size()) {
            options.complain(
                    (chosen.size() - restored.size()) + " of them had gone for good meanwhile");
            return ExitCode.TEMPORARY.code();
        }
        return ExitCode.OK.code();
    }

    private boolean isChosen(RemovedMessage message) {
        if (!ids.isEmpty()) {
            return ids.contains(message.id().value());
        }
        return since == null || !message.removed().isBefore(since.instant());
    }

    private void requireEach(List<RemovedMessage> chosen) throws CommandException {
        Set<String> missing = new LinkedHashSet<>(ids);
        chosen.forEach(message -> missing.remove(message.id().value()));
        if (!missing.isEmpty()) {
            throw new CommandException(
                    ExitCode.NO_INPUT,
                    "no removed message is kept under " + String.join(", ", missing));
        }
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
            JsonObject whole = new JsonObject();
            whole.addProperty("maildrop", named.text());
            whole.add(what, array);
            options.print(whole);
            return;
        }
        for (RemovedMessage message : messages) {
            options.print(
                    "%s  %d octets, delivered %s, removed %s, kept until %s"
                            .formatted(
                                    message.id(),
                                    message.size(),
                                    Moment.text(message.delivered()),
                                    Moment.text(message.removed()),
                                    Moment.text(message.until())));
        }
        options.print(
                messages.size()
                        + " messages "
                        + (what.equals("restored") ? "restored" : "can be brought back"));
    }
}
