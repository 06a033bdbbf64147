package org.restante.cli.maildrop;

import com.google.gson.JsonObject;

import org.restante.cli.config.CommandException;
import org.restante.cli.config.ExitCode;
import org.restante.protocol.UniqueId;
import org.restante.store.adopt.AdoptionPlan.Clue;
import org.restante.store.adopt.UniqueIdList;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/** A mailbox file. What its unique-ids were is in the messages themselves. */
record MboxMail(Path file, Ids ids) implements ForeignMail {
    /** How the server made them. */
    enum Ids {
        /** Noted in a field of the message. */
        X_UIDL("mbox", "unique-ids as X-UIDL has them") {
            @Override
            Optional<String> of(InputStream message) throws IOException {
                return HeaderFields.read(message).raw("X-UIDL");
            }
        },

        POPA3D("popa3d", "unique-ids as popa3d makes them") {
            @Override
            Optional<String> of(InputStream message) throws IOException {
                return Optional.of(Popa3dId.of(message));
            }
        };

        private final String format;
        private final String words;

        Ids(String format, String words) {
            this.format = format;
            this.words = words;
        }

        abstract Optional<String> of(InputStream message) throws IOException;
    }

    @Override
    public String words() {
        return "the mailbox file " + file + ", " + ids.words;
    }

    @Override
    public JsonObject json() {
        JsonObject json = new JsonObject();
        json.addProperty("format", ids.format);
        json.addProperty("file", file.toString());
        return json;
    }

    @Override
    public List<Incoming> messages(Consumer<String> leftOut) throws IOException, CommandException {
        if (!Files.isRegularFile(file)) {
            throw new CommandException(
                    ExitCode.NO_INPUT, file + " is missing, or is no regular file");
        }
        if (Files.size(file) > 0 && !Mbox.isOne(file)) {
            throw new CommandException(
                    ExitCode.DATA, file + " is no mailbox file: it does not begin with \"From \"");
        }
        List<Incoming> messages = new ArrayList<>();
        Mbox.<CommandException>read(
                file,
                part -> {
                    // A message may have no octets: the file's size is no bound.
                    if (messages.size() > UniqueIdList.MESSAGES_MAX) {
                        throw Copying.tooMany();
                    }
                    messages.add(Incoming.ofMbox(file, part));
                });
        return messages;
    }

    @Override
    public ForeignIds ids(List<Found> found) throws IOException, CommandException {
        Map<UniqueId, Clue> clues = new HashMap<>();
        for (Found each : found) {
            try (InputStream in = each.read().message().open()) {
                ids.of(in).ifPresent(id -> clues.put(each.file().id(), new Clue.Shown(id)));
            }
        }
        return new ForeignIds(clues, 0);
    }
}
