package org.restante.cli.maildrop;

import com.google.gson.JsonObject;

import org.jspecify.annotations.Nullable;
import org.restante.cli.config.CommandException;
import org.restante.cli.config.ConfigurationException;
import org.restante.cli.config.ExitCode;
import org.restante.protocol.UniqueId;
import org.restante.store.adopt.DovecotList;
import org.restante.store.adopt.UidlFormat;
import org.restante.store.maildir.KnownIds;
import org.restante.store.maildir.Rebuilding;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
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

    @Option(
            names = "--dovecot-ids",
            paramLabel = "FORMAT",
            arity = "0..1",
            fallbackValue = DOVECOT_DEFAULT,
            description = {
                "For a maildrop whose ids were taken over from Dovecot and are lost: messages of"
                        + " which nothing else is known get those of its dovecot-uidlist again.",
                "FORMAT is Dovecot's setting pop3_uidl_format; without it %%08Xu%%08Xv."
            })
    private @Nullable String dovecotIds;

    private static final String DOVECOT_DEFAULT = "%08Xu%08Xv";

    @Override
    public Integer call() throws IOException, ConfigurationException, CommandException {
        NamedMaildrop named = options.find();
        switch (named.store().rebuild(named.maildrop(), knownIds(named))) {
            case Rebuilding.Rebuilt rebuilt -> print(named, rebuilt);
            case Rebuilding.InUse _ -> throw named.isInUse();
            case Rebuilding.NotThere _ -> throw named.isMissing();
        }
        return ExitCode.OK.code();
    }

    private KnownIds knownIds(NamedMaildrop named) throws IOException, CommandException {
        if (dovecotIds == null) {
            return KnownIds.none();
        }
        UidlFormat format;
        try {
            format = UidlFormat.parse(dovecotIds);
        } catch (IllegalArgumentException e) {
            throw options.misused("--dovecot-ids: " + e.getMessage());
        }
        Path list = named.place().resolve("dovecot-uidlist");
        if (!Files.exists(list)) {
            throw new CommandException(ExitCode.NO_INPUT, "there is no " + list);
        }
        Map<String, String> ids = DovecotList.idsByBase(list, format);
        return base ->
                Optional.ofNullable(ids.get(base)).filter(UniqueId::isValid).map(UniqueId::new);
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
