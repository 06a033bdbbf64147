package org.restante.cli.maildrop;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;

import org.jspecify.annotations.Nullable;
import org.restante.cli.config.CommandException;
import org.restante.cli.config.ConfigurationException;
import org.restante.cli.config.ExitCode;
import org.restante.cli.terminal.ProgressBar;
import org.restante.store.maildir.Finding;
import org.restante.store.maildir.Inspected;

import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

import java.io.IOException;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;

/** {@code restante maildrop verify}. */
@Command(
        name = "verify",
        description = {
            "Read every message and say what is wrong in a maildrop, or in which of all maildrops"
                    + " something is. Changes nothing.",
            "Takes no lock: sessions and deliveries go on meanwhile."
        },
        mixinStandardHelpOptions = true)
final class VerifyCommand implements Callable<Integer> {
    @Mixin private final MaildropsOptions options = new MaildropsOptions();

    @SuppressWarnings("NullAway.Init") // set by picocli
    @ArgGroup(multiplicity = "1")
    private Which which;

    private static final class Which {
        @Parameters(
                index = "0",
                paramLabel = "NAME",
                description = MaildropsOptions.NAME_DESCRIPTION)
        private @Nullable String name;

        @Option(names = "--all", description = "The maildrop of each account, in one line each.")
        private boolean all;
    }

    @Override
    public Integer call() throws IOException, ConfigurationException, CommandException {
        return which.all ? all() : one(options.find(Objects.requireNonNull(which.name)));
    }

    private int all() throws IOException, ConfigurationException, CommandException {
        JsonArray maildrops = new JsonArray();
        ExitCode worst = ExitCode.OK;
        for (NamedMaildrop named : options.all()) {
            JsonObject json = new JsonObject();
            json.addProperty("maildrop", named.text());
            try (ProgressBar bar = options.progressBar("messages of " + named.text())) {
                Optional<Inspected> found =
                        named.store().verify(named.maildrop(), _ -> {}, bar::at);
                bar.clear();
                found.ifPresent(inspected -> add(json, inspected));
                if (!options.json()) {
                    options.print(
                            found.map(inspected -> summary(named, inspected))
                                    .orElse(named.text() + ": does not exist yet"));
                }
                if (found.filter(inspected -> inspected.wrong() > 0).isPresent()) {
                    worst = ExitCode.DATA;
                }
            } catch (IOException e) {
                // The others are to be looked at all the same.
                json.addProperty("error", String.valueOf(e));
                if (!options.json()) {
                    options.print(named.text() + ": cannot be read: " + e);
                }
                worst = worst == ExitCode.OK ? ExitCode.IO : worst;
            }
            maildrops.add(json);
        }
        if (options.json()) {
            JsonObject whole = new JsonObject();
            whole.add("maildrops", maildrops);
            options.print(whole);
        } else if (maildrops.isEmpty()) {
            options.complain("no source of accounts names any");
        }
        return worst.code();
    }

    private int one(NamedMaildrop named) throws IOException, CommandException {
        JsonArray findings = new JsonArray();
        Inspected inspected;
        try (ProgressBar bar = options.progressBar("messages")) {
            inspected =
                    named.store()
                            .verify(
                                    named.maildrop(),
                                    finding -> {
                                        if (options.json()) {
                                            findings.add(json(named, finding));
                                        } else {
                                            bar.clear();
                                            options.print(words(named, finding));
                                        }
                                    },
                                    bar::at)
                            .orElseThrow(named::isMissing);
        }
        if (options.json()) {
            JsonObject whole = new JsonObject();
            whole.addProperty("maildrop", named.text());
            add(whole, inspected);
            whole.add("findings", findings);
            options.print(whole);
        } else {
            options.print(summary(named, inspected));
        }
        return (inspected.wrong() == 0 ? ExitCode.OK : ExitCode.DATA).code();
    }

    private static void add(JsonObject json, Inspected inspected) {
        json.addProperty("messages", inspected.messages());
        json.addProperty("octets", inspected.octets());
        json.addProperty("wrong", inspected.wrong());
        json.addProperty("changed-meanwhile", inspected.changedMeanwhile());
    }

    private static String words(NamedMaildrop named, Finding finding) {
        String remedy = remedy(named, finding.remedy());
        return weight(finding)
                + ": "
                + finding.file()
                + ": "
                + finding.what()
                + (remedy.isEmpty() ? "" : "; " + remedy);
    }

    private static String weight(Finding finding) {
        return finding.weight().name().toLowerCase(Locale.ROOT);
    }

    private static JsonObject json(NamedMaildrop named, Finding finding) {
        JsonObject json = new JsonObject();
        json.addProperty("weight", weight(finding));
        json.addProperty("file", finding.file());
        json.addProperty("what", finding.what());
        json.addProperty("remedy", remedy(named, finding.remedy()));
        return json;
    }

    private static String remedy(NamedMaildrop named, Finding.Remedy remedy) {
        return switch (remedy) {
            case NONE -> "";
            case NEXT_LOGIN -> "the next login mends it";
            case NEXT_REMOVAL -> "goes by itself when its time is over and messages are removed";
            case REBUILD -> "mended by: restante maildrop rebuild " + named.text();
            case ACCESS -> "give the user that Restante runs as the right to read it";
            case BY_HAND -> "look at it, and move it elsewhere if it is not needed";
        };
    }

    private static String summary(NamedMaildrop named, Inspected inspected) {
        return named.text()
                + ": "
                + Words.count(inspected.messages(), "message")
                + ", "
                + Words.count(inspected.octets(), "octet")
                + "; "
                + (inspected.wrong() == 0
                        ? "nothing is wrong"
                        : Words.count(inspected.wrong(), "thing") + " wrong")
                + (inspected.changedMeanwhile()
                        ? "; mail came, went or moved meanwhile: what is told of the manifest may be past"
                        : "");
    }
}
