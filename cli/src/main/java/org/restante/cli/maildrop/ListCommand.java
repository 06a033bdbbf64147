package org.restante.cli.maildrop;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;

import org.restante.cli.config.CommandException;
import org.restante.cli.config.ConfigurationException;
import org.restante.cli.config.ExitCode;
import org.restante.cli.terminal.ProgressBar;
import org.restante.store.Filed;
import org.restante.store.Maildrop;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

import java.io.IOException;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.concurrent.Callable;

/** {@code restante maildrop list}. */
@Command(
        name = "list",
        description = "List the messages as a login would: number, octets, unique-id.",
        mixinStandardHelpOptions = true)
final class ListCommand implements Callable<Integer> {
    @Mixin private final MaildropOptions options = new MaildropOptions();
    @Mixin private final MessageFilters filters = new MessageFilters();

    @Option(
            names = "--long",
            description = "Also when each arrived, its flags, and its From and Subject fields.")
    private boolean all;

    @Override
    public Integer call() throws IOException, ConfigurationException, CommandException {
        NamedMaildrop named = options.find();
        try (Maildrop open = named.open();
                ProgressBar bar = options.progressBar("messages")) {
            List<MessageFilters.Chosen> chosen = filters.choose(open, bar);
            bar.clear();
            if (options.json()) {
                print(named, open, chosen);
            } else {
                for (MessageFilters.Chosen each : chosen) {
                    options.print(
                            each.number()
                                    + " "
                                    + each.message().octets()
                                    + " "
                                    + each.id()
                                    + (all ? " " + more(open, each) : ""));
                }
            }
        }
        return ExitCode.OK.code();
    }

    private static String more(Maildrop open, MessageFilters.Chosen each) throws IOException {
        HeaderFields fields = MessageFilters.header(open, each.id()).orElse(HeaderFields.NONE);
        Filed filed = open.filed(each.id());
        return filed.arrived().truncatedTo(ChronoUnit.SECONDS)
                + " "
                + (filed.flags().isEmpty() ? "-" : filed.flags())
                + " "
                + shown(fields, "From")
                + " | "
                + shown(fields, "Subject");
    }

    private static String shown(HeaderFields fields, String name) {
        String text = HeaderFields.shown(fields.text(name));
        return text.isEmpty() ? "-" : text;
    }

    private void print(NamedMaildrop named, Maildrop open, List<MessageFilters.Chosen> chosen)
            throws IOException {
        JsonArray messages = new JsonArray();
        long octets = 0;
        for (MessageFilters.Chosen each : chosen) {
            octets += each.message().octets();
            JsonObject message = new JsonObject();
            message.addProperty("number", each.number());
            message.addProperty("octets", each.message().octets());
            message.addProperty("unique-id", each.id().toString());
            if (all) {
                HeaderFields fields =
                        MessageFilters.header(open, each.id()).orElse(HeaderFields.NONE);
                Filed filed = open.filed(each.id());
                message.addProperty("arrived", filed.arrived().toString());
                message.addProperty("flags", filed.flags());
                message.addProperty("from", fields.text("From"));
                message.addProperty("subject", fields.text("Subject"));
            }
            messages.add(message);
        }
        JsonObject whole = new JsonObject();
        whole.addProperty("maildrop", named.text());
        whole.addProperty("octets", octets);
        whole.add("messages", messages);
        options.print(whole);
    }
}
