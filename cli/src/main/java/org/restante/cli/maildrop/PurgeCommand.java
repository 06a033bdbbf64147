package org.restante.cli.maildrop;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;

import org.restante.cli.config.CommandException;
import org.restante.cli.config.ConfigurationException;
import org.restante.cli.config.ExitCode;
import org.restante.cli.terminal.ProgressBar;
import org.restante.protocol.UniqueId;
import org.restante.store.JournalEntry;
import org.restante.store.Maildrop;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

import java.io.IOException;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;

/** {@code restante maildrop purge}. */
@Command(
        name = "purge",
        description = {
            "Remove the messages that all filters agree to, as a session does that marks them.",
            "Without --yes it only says which. Within the undo window they can come back."
        },
        mixinStandardHelpOptions = true)
final class PurgeCommand implements Callable<Integer> {
    @Mixin private final MaildropOptions options = new MaildropOptions();
    @Mixin private final MessageFilters filters = new MessageFilters();

    @Option(names = "--yes", description = "Remove them.")
    private boolean yes;

    @Option(names = "--all", description = "Remove every message; instead of filters.")
    private boolean all;

    @Override
    public Integer call() throws IOException, ConfigurationException, CommandException {
        if (filters.areNone() != all) {
            throw options.misused(
                    all ? "--all goes without filters" : "which messages? give filters, or --all");
        }
        NamedMaildrop named = options.find();
        if (named.maildrop().recent()) {
            throw options.misused("nothing is removed through a view: " + named.text());
        }
        try (Maildrop open = named.open();
                ProgressBar bar = options.progressBar("messages")) {
            List<MessageFilters.Chosen> chosen = filters.choose(open, bar);
            bar.clear();
            Set<UniqueId> ids =
                    chosen.stream()
                            .map(MessageFilters.Chosen::id)
                            .collect(Collectors.toUnmodifiableSet());
            Set<UniqueId> failed = yes ? open.remove(ids) : Set.of();
            if (yes) {
                Set<UniqueId> gone = new HashSet<>(ids);
                gone.removeAll(failed);
                named.tell(JournalEntry.Kind.REMOVED, gone);
            }
            print(named, chosen, failed);
            return (failed.isEmpty() ? ExitCode.OK : ExitCode.IO).code();
        }
    }

    private void print(
            NamedMaildrop named, List<MessageFilters.Chosen> chosen, Set<UniqueId> failed) {
        long octets =
                chosen.stream()
                        .filter(each -> !failed.contains(each.id()))
                        .mapToLong(each -> each.message().octets())
                        .sum();
        if (options.json()) {
            JsonArray ids = new JsonArray();
            chosen.stream()
                    .map(MessageFilters.Chosen::id)
                    .filter(id -> !failed.contains(id))
                    .forEach(id -> ids.add(id.toString()));
            JsonArray kept = new JsonArray();
            failed.forEach(id -> kept.add(id.toString()));
            JsonObject json = new JsonObject();
            json.addProperty("maildrop", named.text());
            json.addProperty("removed", yes);
            json.addProperty("octets", octets);
            json.add("messages", ids);
            json.add("not-removed", kept);
            options.print(json);
            return;
        }
        if (!yes) {
            chosen.forEach(each ->
                    options.print(each.number() + " " + each.message().octets() + " " + each.id()));
        }
        failed.forEach(id -> options.complain("could not be removed: " + id));
        options.print(
                named.text()
                        + ": "
                        + Words.count(chosen.size() - failed.size(), "message")
                        + ", "
                        + Words.count(octets, "octet")
                        + (yes ? " removed" : " would be removed; --yes removes them"));
    }
}
