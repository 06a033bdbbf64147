package org.restante.store.adopt;

import org.restante.protocol.UniqueId;
import org.restante.store.maildir.MessageFile;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What becomes of each message's unique-id when those of another server are taken over.
 *
 * @param messages in the order of the listing
 */
public record AdoptionPlan(List<Planned> messages) {
    /**
     * A message and what becomes of its id.
     *
     * @param number in the listing, from 1 on
     */
    public record Planned(int number, MessageFile message, Fate fate) {}

    /** What becomes of a message's id. */
    public sealed interface Fate {
        /** It is listed under the id that the other server showed. */
        record Keeps(UniqueId id) implements Fate {}

        /** Clients download it again, if the other server has shown it to them at all. */
        record Again(Reason reason) implements Fate {}
    }

    /** What is known of a message's id. */
    public sealed interface Clue {
        /** The other server showed this, which need not be legal. */
        record Shown(String id) implements Clue {}

        /** The other server has several that it could be. */
        record Ambiguous() implements Clue {}

        /** The other server has not shown it. */
        record Unknown() implements Clue {}
    }

    /** Why a message does not keep its id. */
    public enum Reason {
        NOT_LISTED("not-listed", "not in the list: the old server has not shown it"),
        AMBIGUOUS("ambiguous", "several messages of the old server could be this one"),
        TAKEN("taken", "the id in the list is another message's"),
        NOT_LEGAL("not-legal", "the id in the list has not 1 to 70 octets from 0x21 to 0x7E");

        private final String code;
        private final String words;

        Reason(String code, String words) {
            this.code = code;
            this.words = words;
        }

        /** For programs. */
        public String code() {
            return code;
        }

        /** For people. */
        public String words() {
            return words;
        }
    }

    public AdoptionPlan {
        messages = List.copyOf(messages);
    }

    /**
     * Decides. Of several messages with one id the first keeps it.
     *
     * @param clues by the ids as they are listed now; who has none is unknown
     * @param unavailable ids that messages have that are not listed
     */
    public static AdoptionPlan of(
            List<MessageFile> messages, Map<UniqueId, Clue> clues, Set<UniqueId> unavailable) {
        List<Planned> planned = new ArrayList<>(messages.size());
        Set<UniqueId> taken = new HashSet<>(unavailable);
        for (MessageFile message : messages) {
            Fate fate =
                    switch (clues.getOrDefault(message.id(), new Clue.Unknown())) {
                        case Clue.Unknown _ -> new Fate.Again(Reason.NOT_LISTED);
                        case Clue.Ambiguous _ -> new Fate.Again(Reason.AMBIGUOUS);
                        case Clue.Shown(var id) when !UniqueId.isValid(id) ->
                                new Fate.Again(Reason.NOT_LEGAL);
                        case Clue.Shown(var id) when taken.add(new UniqueId(id)) ->
                                new Fate.Keeps(new UniqueId(id));
                        case Clue.Shown _ -> new Fate.Again(Reason.TAKEN);
                    };
            planned.add(new Planned(planned.size() + 1, message, fate));
        }
        return new AdoptionPlan(planned);
    }

    /** How many messages keep their ids. */
    public long kept() {
        return messages.stream().filter(each -> each.fate() instanceof Fate.Keeps).count();
    }

    /** The ids that change, by those that are listed now. */
    public Map<UniqueId, UniqueId> changes() {
        Map<UniqueId, UniqueId> changes = new LinkedHashMap<>();
        for (Planned each : messages) {
            if (each.fate() instanceof Fate.Keeps(var id) && !id.equals(each.message().id())) {
                changes.put(each.message().id(), id);
            }
        }
        return changes;
    }
}
