package org.restante.cli.maildrop;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;

import org.restante.cli.config.CommandException;
import org.restante.cli.config.ConfigurationException;
import org.restante.cli.config.ExitCode;
import org.restante.store.maildir.Finding;
import org.restante.store.maildir.Inspected;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

import java.io.IOException;
import java.util.Locale;
import java.util.concurrent.Callable;

/** {@code restante maildrop verify}. */
@Command(
        name = "verify",
        description = {
            "Read every message and say what is wrong in a maildrop. Changes nothing.",
            "Takes no lock: sessions and deliveries go on meanwhile."
        },
        mixinStandardHelpOptions = true)
final class VerifyCommand implements Callable<Integer> {
    @Mixin private final MaildropOptions options = new MaildropOptions();

    @Override
    public Integer call() throws IOException, ConfigurationException, CommandException {
        NamedMaildrop named = options.find();
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
            whole.addProperty("messages", inspected.messages());
            whole.addProperty("octets", inspected.octets());
            whole.addProperty("wrong", inspected.wrong());
            whole.addProperty("changed-meanwhile", inspected.changedMeanwhile());
            whole.add("findings", findings);
            options.print(whole);
        } else {
            options.print(summary(named, inspected));
        }
        return (inspected.wrong() == 0 ? ExitCode.OK : ExitCode.DATA).code();
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
