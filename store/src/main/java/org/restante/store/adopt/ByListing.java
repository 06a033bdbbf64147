package org.restante.store.adopt;

import org.restante.protocol.UniqueId;
import org.restante.store.adopt.AdoptionPlan.Clue;
import org.restante.store.maildir.MessageFile;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Finds the messages of a maildrop in another server's listing, which has no files' names. A size
 * decides if no other message has it, there or here, and if this puts no two messages in another
 * order: whoever has most of the same mail lists it in the same order. What sizes do not decide,
 * the messages themselves may, see {@link #compare}.
 */
public final class ByListing {
    /**
     * A message in the other server's listing.
     *
     * @param number in that listing
     * @param id as shown there, which need not be legal
     * @param octets as listed there
     */
    public record Shown(int number, String id, long octets) {}

    /** Tells of messages by what they are known again, there and here; empty if that is nothing. */
    public interface Likeness {
        /** By the header of a message there. */
        String header(Shown message) throws IOException;

        /** By the header of a message here. */
        String header(MessageFile message) throws IOException;

        /** By all octets of a message there. */
        String whole(Shown message) throws IOException;

        /** By all octets of a message here. */
        String whole(MessageFile message) throws IOException;
    }

    private final List<MessageFile> here;
    private final List<Shown> there;
    private final Map<UniqueId, Clue> clues = new HashMap<>();

    /** Those not found yet. */
    private final Set<MessageFile> openHere;

    private final Set<Shown> openThere;

    public ByListing(List<MessageFile> here, List<Shown> there) {
        this.here = List.copyOf(here);
        this.there = List.copyOf(there);
        this.openHere = new LinkedHashSet<>(here);
        this.openThere = new LinkedHashSet<>(there);
        bySize();
    }

    private record Pair(int there, int here) {}

    private void bySize() {
        Map<Long, List<Integer>> bySize = new HashMap<>();
        for (int i = 0; i < here.size(); i++) {
            bySize.computeIfAbsent(here.get(i).octets(), _ -> new ArrayList<>(1)).add(i);
        }
        Map<Long, Integer> counts = new HashMap<>();
        there.forEach(shown -> counts.merge(shown.octets(), 1, Integer::sum));
        List<Pair> pairs = new ArrayList<>();
        for (int i = 0; i < there.size(); i++) {
            List<Integer> places = bySize.getOrDefault(there.get(i).octets(), List.of());
            if (places.size() == 1 && counts.getOrDefault(there.get(i).octets(), 0) == 1) {
                pairs.add(new Pair(i, places.getFirst()));
            }
        }
        int[] leastBehind = new int[pairs.size() + 1];
        leastBehind[pairs.size()] = Integer.MAX_VALUE;
        for (int i = pairs.size() - 1; i >= 0; i--) {
            leastBehind[i] = Math.min(leastBehind[i + 1], pairs.get(i).here());
        }
        int greatestBefore = -1;
        for (int i = 0; i < pairs.size(); i++) {
            Pair pair = pairs.get(i);
            if (pair.here() > greatestBefore && pair.here() < leastBehind[i + 1]) {
                found(there.get(pair.there()), here.get(pair.here()));
            }
            greatestBefore = Math.max(greatestBefore, pair.here());
        }
    }

    private void found(Shown shown, MessageFile message) {
        clues.put(message.id(), new Clue.Shown(shown.id()));
        openThere.remove(shown);
        openHere.remove(message);
    }

    /**
     * Finds those that sizes did not decide by their headers, and where several have one header by
     * all of their octets. Copies of one message may stand for each other.
     */
    public void compare(Likeness likeness) throws IOException {
        if (openHere.isEmpty() || openThere.isEmpty()) {
            return;
        }
        Map<String, List<MessageFile>> headersHere = groups(openHere, likeness::header);
        Map<String, List<Shown>> headersThere = groups(openThere, likeness::header);
        for (Map.Entry<String, List<Shown>> group : headersThere.entrySet()) {
            List<Shown> shown = group.getValue();
            List<MessageFile> messages = headersHere.getOrDefault(group.getKey(), List.of());
            if (messages.size() == 1 && shown.size() == 1) {
                found(shown.getFirst(), messages.getFirst());
            } else if (!messages.isEmpty()) {
                compareWhole(shown, messages, likeness);
            }
        }
    }

    private void compareWhole(List<Shown> shown, List<MessageFile> messages, Likeness likeness)
            throws IOException {
        Map<String, List<MessageFile>> wholeHere = groups(messages, likeness::whole);
        for (Map.Entry<String, List<Shown>> group : groups(shown, likeness::whole).entrySet()) {
            List<Shown> copies = group.getValue();
            List<MessageFile> alike = wholeHere.getOrDefault(group.getKey(), List.of());
            if (alike.size() == copies.size()) {
                for (int i = 0; i < copies.size(); i++) {
                    found(copies.get(i), alike.get(i));
                }
            }
        }
    }

    @FunctionalInterface
    private interface Telling<T> {
        String of(T message) throws IOException;
    }

    private static <T> Map<String, List<T>> groups(Iterable<T> messages, Telling<T> telling)
            throws IOException {
        Map<String, List<T>> groups = new LinkedHashMap<>();
        for (T message : messages) {
            groups.computeIfAbsent(telling.of(message), _ -> new ArrayList<>(1)).add(message);
        }
        groups.remove("");
        return groups;
    }

    /** How many messages of the other server were not found here. */
    public long others() {
        return openThere.size();
    }

    /** What is known now of each message, by the ids as they are listed here. */
    public Map<UniqueId, Clue> clues() {
        Map<UniqueId, Clue> all = new HashMap<>(clues);
        Set<Long> sizes = new HashSet<>();
        openThere.forEach(shown -> sizes.add(shown.octets()));
        for (MessageFile message : openHere) {
            if (sizes.contains(message.octets())) {
                all.put(message.id(), new Clue.Ambiguous());
            }
        }
        return all;
    }
}
