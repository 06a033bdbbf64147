package org.restante.cli.maildrop;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;

import org.restante.cli.config.CommandException;
import org.restante.cli.config.ConfigurationException;
import org.restante.cli.config.ExitCode;
import org.restante.store.ListedMessage;
import org.restante.store.Maildrop;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

import java.io.IOException;
import java.util.concurrent.Callable;

/** {@code restante maildrop list}. */
@Command(
        name = "list",
        description = "List the messages as a login would: number, octets, unique-id.",
        mixinStandardHelpOptions = true)
final class ListCommand implements Callable<Integer> {
    @Mixin private final MaildropOptions options = new MaildropOptions();

    @Override
    public Integer call() throws IOException, ConfigurationException, CommandException {
        NamedMaildrop named = options.find();
        try (Maildrop open = named.open()) {
            JsonArray messages = new JsonArray();
            int number = 0;
            for (ListedMessage message : open.listing()) {
                number++;
                if (options.json()) {
                    JsonObject each = new JsonObject();
                    each.addProperty("number", number);
                    each.addProperty("octets", message.octets());
                    each.addProperty("unique-id", message.id().toString());
                    messages.add(each);
                } else {
                    options.print(number + " " + message.octets() + " " + message.id());
                }
            }
            if (options.json()) {
                JsonObject whole = new JsonObject();
                whole.addProperty("maildrop", named.text());
                whole.addProperty("octets", open.listing().octets());
                whole.add("messages", messages);
                options.print(whole);
            }
        }
        return ExitCode.OK.code();
    }
}
