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
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Function;

/** {@code restante maildrop adopt}. */
@Command(
        name = "adopt",
        description = {
            "Take over the unique-ids that another server showed, so that no client downloads again"
                    + " what it has.",
            "The mail is in the maildrop already, or is copied from where --from says; what is there"
                    + " is never changed. It can be repeated.",
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
        adoption.check(options);
        JsonArray all = new JsonArray();
        NamedMaildrop asked = options.find();
        List<NamedMaildrop> more = folders ? foldersOf(asked) : List.of();
        try {
            Optional<ForeignMail> mail = adoption.mail(options, asked.place());
            if (mail.isPresent()) {
                copy(asked, mail.get(), all);
            } else {
                adopt(asked, all);
            }
            for (NamedMaildrop folder : more) {
                adopt(folder, all);
            }
        } catch (UnreadableListException e) {
            throw new CommandException(ExitCode.DATA, e.reason());
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
        if (named.maildrop().recent()) {
            throw options.misused("ids are taken over in maildrops and folders, not in a view");
        }
        ForeignIds.Source source = adoption.source(options, named.place(), named.account().name());
        try (AdoptableMaildrop maildrop = named.openToAdopt()) {
            List<MessageFile> messages = maildrop.files();
            ForeignIds found = source.read(maildrop::open, messages);
            AdoptionPlan plan = AdoptionPlan.of(messages, found.clues(), maildrop.unavailable());
            if (apply) {
                maildrop.adopt(plan.changes());
            }
            if (options.json()) {
                all.add(
                        json(
                                named,
                                source.json(),
                                found.others(),
                                plan,
                                "unique-id",
                                file -> file.id().toString()));
            } else {
                options.print(named.text() + ": " + source.words());
                print(found.others(), plan, file -> file.id().toString());
            }
        }
    }

    private void copy(NamedMaildrop named, ForeignMail mail, JsonArray all)
            throws IOException, CommandException {
        Copying copying = new Copying(options, named, mail);
        AdoptionPlan plan = apply ? copying.run() : copying.plan();
        if (options.json()) {
            JsonObject json =
                    json(named, mail.json(), copying.others(), plan, "name", MessageFile::name);
            json.addProperty("copied", copying.copied());
            json.addProperty("copied-before", copying.before());
            json.addProperty("gone-since", copying.gone());
            all.add(json);
            return;
        }
        options.print(named.text() + ": " + mail.words());
        options.print(
                Words.count(copying.copied(), "message")
                        + (apply ? " copied" : " would be copied")
                        + (copying.before() == 0 ? "" : ", " + copying.before() + " copied before")
                        + (copying.gone() == 0
                                ? ""
                                : " (" + copying.gone() + " of them not here any more)"));
        print(copying.others(), plan, file -> Words.plain(file.name()));
    }

    private void print(long others, AdoptionPlan plan, Function<MessageFile, String> called) {
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
                                + called.apply(each.message())
                                + ": "
                                + reason.words());
            }
        }
        if (others > 0) {
            options.print(others + " of the list are not here");
        }
    }

    private static JsonObject json(
            NamedMaildrop named,
            JsonObject source,
            long others,
            AdoptionPlan plan,
            String key,
            Function<MessageFile, String> called) {
        JsonObject json = new JsonObject();
        json.addProperty("maildrop", named.text());
        json.add("source", source);
        json.addProperty("messages", plan.messages().size());
        json.addProperty("kept", plan.kept());
        json.addProperty("changed", plan.changes().size());
        json.addProperty("not-here", others);
        JsonArray again = new JsonArray();
        for (Planned each : plan.messages()) {
            if (each.fate() instanceof Fate.Again(var reason)) {
                JsonObject message = new JsonObject();
                message.addProperty("number", each.number());
                message.addProperty("octets", each.message().octets());
                message.addProperty(key, called.apply(each.message()));
                message.addProperty("reason", reason.code());
                again.add(message);
            }
        }
        json.add("again", again);
        return json;
    }
}
