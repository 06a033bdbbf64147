package org.restante.cli.maildrop;

import com.google.gson.JsonObject;

import org.restante.cli.config.CommandException;
import org.restante.protocol.UniqueId;
import org.restante.store.Filed;
import org.restante.store.adopt.AdoptionPlan.Clue;
import org.restante.store.adopt.CyrusIndex;
import org.restante.store.adopt.UidlFormat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/**
 * A folder of Cyrus's spool: a file for each message, named by its UID and a full stop.
 *
 * @param format of unique-ids
 * @param formatName what {@code imapd.conf} calls it
 */
record CyrusMail(Path folder, CyrusIndex index, UidlFormat format, String formatName)
        implements ForeignMail {
    /** What {@code uidl_format} may be. */
    private static final Map<String, UidlFormat> FORMATS =
            Map.of(
                    "uidonly", UidlFormat.parse("%u"),
                    "cyrus", UidlFormat.parse("%v.%u"),
                    "dovecot", UidlFormat.parse("%08Xu%08Xv"),
                    "courier", UidlFormat.parse("%v-%u"));

    /**
     * A folder with its index.
     *
     * @throws IllegalArgumentException if Cyrus knows no such format; the message says which it
     *     does
     */
    static CyrusMail open(Path folder, String formatName) throws IOException {
        UidlFormat format = FORMATS.get(formatName);
        if (format == null) {
            throw new IllegalArgumentException(
                    "--uidl-format is \""
                            + formatName
                            + "\"; for Cyrus it is one of "
                            + FORMATS.keySet().stream().sorted().toList());
        }
        CyrusIndex index = CyrusIndex.read(folder.resolve(CyrusIndex.FILE));
        return index.uidsAlone()
                ? new CyrusMail(folder, index, UidlFormat.parse("%u"), "uidonly")
                : new CyrusMail(folder, index, format, formatName);
    }

    @Override
    public String words() {
        return "the Cyrus folder "
                + folder
                + ", unique-ids as uidl_format "
                + formatName
                + (index.uidsAlone() ? " has them, which this old folder stays with" : " has them");
    }

    @Override
    public JsonObject json() {
        JsonObject json = new JsonObject();
        json.addProperty("format", "cyrus");
        json.addProperty("folder", folder.toString());
        json.addProperty("uidl-format", formatName);
        return json;
    }

    @Override
    public List<Incoming> messages(Consumer<String> leftOut) throws IOException {
        List<Incoming> messages = new ArrayList<>();
        Set<String> indexed = new HashSet<>();
        for (CyrusIndex.Message message : index.messages()) {
            String name = message.uid() + ".";
            indexed.add(name);
            Path file = folder.resolve(name);
            if (message.expunged()) {
                continue;
            }
            if (Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
                messages.add(
                        new Incoming(
                                file.toString(),
                                name,
                                // Wherever the folder is.
                                "cyrus\n" + index.uidValidity() + "." + message.uid(),
                                () -> Incoming.openIn(file),
                                Optional.of(Filed.of(message.arrived(), message.flags()))));
            } else {
                leftOut.accept(file + " is in " + CyrusIndex.FILE + " and is not there");
            }
        }
        for (Path entry : Incoming.entries(folder)) {
            String name = String.valueOf(entry.getFileName());
            if (name.matches("\\d+\\.") && !indexed.contains(name)) {
                leftOut.accept(entry + " is not in " + CyrusIndex.FILE);
            }
        }
        return messages;
    }

    @Override
    public ForeignIds ids(List<Found> found) throws IOException, CommandException {
        Map<UniqueId, Clue> clues = new HashMap<>();
        for (Found each : found) {
            String name = each.file().name();
            long uid = Long.parseLong(name.substring(0, name.length() - 1));
            clues.put(
                    each.file().id(),
                    new Clue.Shown(format.apply(uid, index.uidValidity(), name, name)));
        }
        return new ForeignIds(clues, 0);
    }
}
