package org.restante.store.adopt;

import org.restante.protocol.Content;
import org.restante.protocol.UniqueId;
import org.restante.store.MessageGoneException;
import org.restante.store.adopt.AdoptionPlan.Clue;
import org.restante.store.maildir.MessageFile;

import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Finds the messages of a maildrop in a list that goes by their files' names. Of a list it keeps
 * what is about these messages.
 */
public final class ByFileName {
    private final List<MessageFile> messages;

    /** By base name; two files may share one. */
    private final Map<String, Known> known = new HashMap<>();

    private long others;

    private static final class Known {
        private Optional<KnownId> id = Optional.empty();
        private int files;
    }

    public ByFileName(List<MessageFile> messages) {
        this.messages = messages;
        for (MessageFile message : messages) {
            known.computeIfAbsent(message.base(), _ -> new Known()).files++;
        }
    }

    /** Takes up a record of a list; a later one stands above an earlier one of the same file. */
    public void add(KnownId id) {
        Known found = known.get(id.base());
        if (found == null) {
            others++;
        } else {
            found.id = Optional.of(id);
        }
    }

    /** How many records were of messages that are not here. */
    public long others() {
        return others;
    }

    /** What the list tells of each message, by the ids as they are listed now. */
    public Map<UniqueId, Clue> clues() {
        Map<UniqueId, Clue> clues = new HashMap<>();
        for (MessageFile message : messages) {
            Known found = known.getOrDefault(message.base(), new Known());
            if (found.id.isPresent()) {
                clues.put(
                        message.id(),
                        found.files > 1
                                ? new Clue.Ambiguous()
                                : new Clue.Shown(found.id.get().id()));
            }
        }
        return clues;
    }

    /** Opens a message by the id under which it is listed. */
    @FunctionalInterface
    public interface Opener {
        Content open(UniqueId id) throws IOException;
    }

    /**
     * The same for a server that shows the field X-UIDL of a message that has one, unless it had
     * saved the id. Reads the header of each message.
     */
    public Map<UniqueId, Clue> cluesAndXUidl(Opener opener) throws IOException {
        Map<UniqueId, Clue> clues = clues();
        for (MessageFile message : messages) {
            Known found = known.getOrDefault(message.base(), new Known());
            if (found.id.isEmpty() || !found.id.get().saved()) {
                try (Content content = opener.open(message.id())) {
                    MessageHeader.xUidl(content)
                            .ifPresent(id -> clues.put(message.id(), new Clue.Shown(id)));
                } catch (MessageGoneException _) {
                    // It went meanwhile; what its id would be is of no more interest.
                }
            }
        }
        return clues;
    }
}
