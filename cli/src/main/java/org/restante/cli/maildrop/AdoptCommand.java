package org.restante.cli.maildrop;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;

import org.restante.cli.config.CommandException;
import org.restante.cli.config.ConfigurationException;
import org.restante.cli.config.ExitCode;
import org.restante.store.adopt.AdoptionPlan;
import org.restante.store.adopt.AdoptionPlan.Fate;
import org.restante.store.adopt.AdoptionPlan.Planned;
import org.restante.store.adopt.UnreadableListException;
import org.restante.store.maildir.AdoptableMaildrop;
import org.restante.store.maildir.MessageFile;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.util.List;
import java.util.concurrent.Callable;

/** {@code restante maildrop adopt}. */
@Command(
        name = "adopt",
        description = {
            "Take over the unique-ids that another server showed, so that no client downloads again"
                    + " what it has.",
            "Without --yes nothing is changed: it tells which messages would keep their ids."
        },
        mixinStandardHelpOptions = true)
final class AdoptCommand implements Callable<Integer> {
    @Mixin private final MaildropOptions options = new MaildropOptions();

    @Mixin private final AdoptionOptions adoption = new AdoptionOptions();

    @Option(
            names = "--folders",
            description =
                    "The account's Maildir++ folders as well, those in which a server's list lies.")
    private boolean folders;

    @Option(names = "--yes", description = "Do it.")
    private boolean apply;

    @Override
    public Integer call() throws IOException, ConfigurationException, CommandException {
        JsonArray all = new JsonArray();
        NamedMaildrop asked = options.find();
        adopt(asked, all);
        for (NamedMaildrop folder : folders ? foldersOf(asked) : List.<NamedMaildrop>of()) {
            adopt(folder, all);
        }
        if (options.json()) {
            JsonObject whole = new JsonObject();
            whole.addProperty("applied", apply);
            whole.add("maildrops", all);
            options.print(whole);
        } else if (!apply) {
            options.print("Nothing was changed; --yes does it.");
        }
        return ExitCode.OK.code();
    }

    private List<NamedMaildrop> foldersOf(NamedMaildrop asked) throws IOException {
        if (adoption.isElsewhere() || asked.maildrop().folder().isPresent()) {
            throw options.misused("--folders is for lists in the maildrop of an account");
        }
        return asked.folders().stream()
                .filter(folder -> AdoptionOptions.hasList(folder.place()))
                .toList();
    }

    private void adopt(NamedMaildrop named, JsonArray all) throws IOException, CommandException {
        if (!Files.isDirectory(named.place().resolve("cur"), LinkOption.NOFOLLOW_LINKS)) {
            throw new CommandException(
                    ExitCode.NO_INPUT, "there is no Maildir at " + named.place());
        }
        ForeignIds.Source source = adoption.source(options, named.place(), named.account().name());
        try (AdoptableMaildrop maildrop = named.openToAdopt()) {
            List<MessageFile> messages = maildrop.files();
            ForeignIds found = source.read(maildrop, messages);
            AdoptionPlan plan = AdoptionPlan.of(messages, found.clues(), maildrop.unavailable());
            if (apply) {
                maildrop.adopt(plan.changes());
            }
            if (options.json()) {
                all.add(json(named, source, found, plan));
            } else {
                print(named, source, found, plan);
            }
        } catch (UnreadableListException e) {
            throw new CommandException(ExitCode.DATA, e.reason());
        }
    }

    private void print(
            NamedMaildrop named, ForeignIds.Source source, ForeignIds found, AdoptionPlan plan) {
        options.print(named.text() + ": " + source.words());
        long again = plan.messages().size() - plan.kept();
        options.print(
                plan.messages().size()
                        + " messages: "
                        + plan.kept()
                        + (apply ? " keep" : " would keep")
                        + " the id that clients know, "
                        + again
                        + (apply ? " do not" : " would not"));
        for (Planned each : plan.messages()) {
            if (each.fate() instanceof Fate.Again(var reason)) {
                options.print(
                        "  "
                                + each.number()
                                + " "
                                + each.message().octets()
                                + " "
                                + each.message().id()
                                + ": "
                                + reason.words());
            }
        }
        if (found.others() > 0) {
            options.print(found.others() + " of the list are not here");
        }
    }

    private static JsonObject json(
            NamedMaildrop named, ForeignIds.Source source, ForeignIds found, AdoptionPlan plan) {
        JsonObject json = new JsonObject();
        json.addProperty("maildrop", named.text());
        json.add("source", source.json());
        json.addProperty("messages", plan.messages().size());
        json.addProperty("kept", plan.kept());
        json.addProperty("changed", plan.changes().size());
        json.addProperty("not-here", found.others());
        JsonArray again = new JsonArray();
        for (Planned each : plan.messages()) {
            if (each.fate() instanceof Fate.Again(var reason)) {
                JsonObject message = new JsonObject();
                message.addProperty("number", each.number());
                message.addProperty("octets", each.message().octets());
                message.addProperty("unique-id", each.message().id().toString());
                message.addProperty("reason", reason.code());
                again.add(message);
            }
        }
        json.add("again", again);
        return json;
    }
}
