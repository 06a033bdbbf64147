package org.restante.cli.maildrop;

import com.google.gson.JsonObject;

import org.restante.cli.config.CommandException;
import org.restante.cli.config.ConfigurationException;
import org.restante.cli.config.ExitCode;
import org.restante.store.maildir.KnownIds;
import org.restante.store.maildir.Rebuilding;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

import java.io.IOException;
import java.util.concurrent.Callable;

/** {@code restante maildrop rebuild}. */
@Command(
        name = "rebuild",
        description = {
            "Read every message and make the manifest anew. No mail is changed or removed.",
            "Unique-ids stay: those in restante-unique-ids, in the old manifest, and of file names.",
            "A restante-unique-ids that is damaged is kept aside."
        },
        mixinStandardHelpOptions = true)
final class RebuildCommand implements Callable<Integer> {
    @Mixin private final MaildropOptions options = new MaildropOptions();

    @Override
    public Integer call() throws IOException, ConfigurationException, CommandException {
        NamedMaildrop named = options.find();
        switch (named.store().rebuild(named.maildrop(), KnownIds.none())) {
            case Rebuilding.Rebuilt rebuilt -> print(named, rebuilt);
            case Rebuilding.InUse _ -> throw named.isInUse();
            case Rebuilding.NotThere _ -> throw named.isMissing();
        }
        return ExitCode.OK.code();
    }

    private void print(NamedMaildrop named, Rebuilding.Rebuilt rebuilt) {
        if (options.json()) {
            JsonObject json = new JsonObject();
            json.addProperty("maildrop", named.text());
            json.addProperty("messages", rebuilt.messages());
            json.addProperty("octets", rebuilt.octets());
            rebuilt.aside().ifPresent(file -> json.addProperty("kept-aside", file.toString()));
            options.print(json);
        } else {
            options.print(
                    named.text()
                            + ": "
                            + Words.count(rebuilt.messages(), "message")
                            + ", "
                            + Words.count(rebuilt.octets(), "octet"));
            rebuilt.aside()
                    .ifPresent(file -> options.print("the damaged unique-ids are kept in " + file));
        }
    }
}
