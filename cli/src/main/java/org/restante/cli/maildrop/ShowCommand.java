package org.restante.cli.maildrop;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;

import org.restante.cli.config.CommandException;
import org.restante.cli.config.ConfigurationException;
import org.restante.cli.config.ExitCode;
import org.restante.protocol.UniqueId;
import org.restante.store.FolderName;
import org.restante.store.ListedMessage;
import org.restante.store.Maildrop;
import org.restante.store.Opening;
import org.restante.store.maildir.Whereabouts;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;

/** {@code restante maildrop show}. */
@Command(
        name = "show",
        description = {
            "Show what a maildrop holds and where it lies;",
            "with a unique-id, that message, octet for octet as RETR sends it."
        },
        mixinStandardHelpOptions = true)
final class ShowCommand implements Callable<Integer> {
    @Mixin private final MaildropOptions options = new MaildropOptions();

    @Parameters(
            index = "1",
            arity = "0..1",
            paramLabel = "UNIQUE-ID",
            description = "The message, as \"list\" or UIDL names it.")
    private Optional<String> id = Optional.empty();

    @Option(names = "--header", description = "Only the message's header.")
    private boolean header;

    @Override
    public Integer call() throws IOException, ConfigurationException, CommandException {
        if (header && id.isEmpty()) {
            throw options.misused("--header needs a UNIQUE-ID");
        }
        if (id.isPresent() && options.json()) {
            throw options.misused("a message is no JSON: leave --json out");
        }
        NamedMaildrop named = options.find();
        if (id.isPresent()) {
            message(named, id.get());
        } else {
            summary(named);
        }
        return ExitCode.OK.code();
    }

    private void message(NamedMaildrop named, String sought) throws IOException, CommandException {
        try (Maildrop open = named.open()) {
            Optional<UniqueId> found = find(open, sought);
            if (found.isEmpty()) {
                throw new CommandException(
                        ExitCode.NO_INPUT,
                        "there is no message "
                                + HeaderFields.shown(sought)
                                + " in "
                                + named.text());
            }
            try (InputStream in = Stored.stream(open.open(found.get()))) {
                PrintStream out = options.octets();
                if (header) {
                    copyHeader(in, out);
                } else {
                    in.transferTo(out);
                }
                out.flush();
                if (out.checkError()) {
                    throw new IOException("the output was closed");
                }
            }
        }
    }

    private static Optional<UniqueId> find(Maildrop open, String sought) throws IOException {
        try {
            return open.listing().stream()
                    .map(ListedMessage::id)
                    .filter(each -> each.value().equals(sought))
                    .findFirst();
        } catch (UncheckedIOException e) {
            // The listing is read as it goes.
            throw e.getCause();
        }
    }

    private static void copyHeader(InputStream in, PrintStream out) throws IOException {
        int lineOctets = 0;
        for (int octet = in.read(); octet >= 0; octet = in.read()) {
            out.write(octet);
            if (octet == '\n') {
                if (lineOctets == 1) {
                    return;
                }
                lineOctets = 0;
            } else {
                lineOctets++;
            }
        }
    }

    private void summary(NamedMaildrop named) throws IOException, CommandException {
        Whereabouts before = named.store().look(named.maildrop()).orElseThrow(named::isMissing);
        switch (named.store().open(named.maildrop())) {
            case Opening.Opened(var open) -> {
                Whereabouts.Counts counts;
                try (Maildrop maildrop = open) {
                    counts =
                            new Whereabouts.Counts(
                                    maildrop.listing().count(), maildrop.listing().octets());
                }
                print(named, before, Optional.of(counts), false);
            }
            case Opening.InUse _ -> print(named, before, before.counts(), true);
            case Opening.NoSuchFolder _ -> throw named.isMissing();
        }
    }

    private void print(
            NamedMaildrop named,
            Whereabouts where,
            Optional<Whereabouts.Counts> counts,
            boolean inUse) {
        if (options.json()) {
            JsonObject json = new JsonObject();
            json.addProperty("maildrop", named.text());
            counts.ifPresent(known -> {
                json.addProperty("messages", known.messages());
                json.addProperty("octets", known.octets());
            });
            json.addProperty("in-use", inUse);
            json.addProperty("removed", where.removed());
            json.addProperty("removed-octets", where.removedOctets());
            JsonArray folders = new JsonArray();
            where.folders().forEach(each -> folders.add(each.toString()));
            json.add("folders", folders);
            json.addProperty("place", where.place().toString());
            options.print(json);
            return;
        }
        options.print(
                "messages  "
                        + counts.map(known ->
                                        known.messages()
                                                + ", "
                                                + Words.count(known.octets(), "octet")
                                                + (inUse ? ", when its session began" : ""))
                                .orElse("unknown"));
        options.print("in use    " + (inUse ? "yes, by a session" : "no"));
        options.print(
                "removed   "
                        + where.removed()
                        + ", "
                        + Words.count(where.removedOctets(), "octet")
                        + " on disk");
        options.print(
                "folders   "
                        + (where.folders().isEmpty()
                                ? "none"
                                : HeaderFields.shown(
                                        where.folders().stream()
                                                .map(FolderName::toString)
                                                .collect(Collectors.joining(", ")))));
        options.print("place     " + where.place());
    }
}
