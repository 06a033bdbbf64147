package org.restante.cli.maildrop;

import com.google.gson.JsonObject;

import org.restante.cli.config.CommandException;
import org.restante.protocol.Content;
import org.restante.protocol.UniqueId;
import org.restante.protocol.wire.CanonicalInputStream;
import org.restante.store.maildir.MessageFile;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/**
 * A Maildir.
 *
 * @param source where its unique-ids are
 */
record MaildirMail(Path folder, ForeignIds.Source source) implements ForeignMail {
    @Override
    public String words() {
        return "the Maildir " + folder + ", " + source.words();
    }

    @Override
    public JsonObject json() {
        JsonObject json = source.json();
        json.addProperty("maildir", folder.toString());
        return json;
    }

    @Override
    public List<Incoming> messages(Consumer<String> leftOut) throws IOException, CommandException {
        for (Path entry : Incoming.entries(folder)) {
            if (MessageFile.name(entry).startsWith(".")
                    && Files.isDirectory(entry.resolve("cur"))) {
                leftOut.accept(entry + " is a Maildir of its own");
            }
        }
        return Incoming.ofMaildir(folder, leftOut);
    }

    @Override
    public ForeignIds ids(List<Found> found) throws IOException, CommandException {
        Map<UniqueId, Incoming.Read> byId =
                found.stream().collect(Collectors.toMap(each -> each.file().id(), Found::read));
        return source.read(
                id -> open(Objects.requireNonNull(byId.get(id))),
                found.stream().map(Found::file).toList());
    }

    private static Content open(Incoming.Read read) throws IOException {
        return new Content.Stream(
                new CanonicalInputStream(read.message().octets().open()), read.octets());
    }
}
