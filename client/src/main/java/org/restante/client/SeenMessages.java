package org.restante.client;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A listing beside what was there the last time: what is new, what was seen, what is gone. By
 * unique-ids alone, never by numbers, and by each id as often as it is there (RFC 1939 §7).
 *
 * @param fresh not seen before; of messages that share an id, those beyond the count
 * @param known seen before
 * @param shared all whose id is also another message's here: nothing may be removed because of it
 * @param unnamed those without an id, which only their octets can tell
 * @param gone ids that are not listed any more, as often as they are missing. Some servers list a
 *     part of a maildrop: absence proves nothing, so forget an id only after some time
 */
public record SeenMessages(
        List<Listed> fresh,
        List<Listed> known,
        List<Listed> shared,
        List<Listed> unnamed,
        Map<String, Integer> gone) {

    /**
     * Compares.
     *
     * @param seen how often each unique-id was there and retrieved
     */
    public static SeenMessages compare(Map<String, Integer> seen, List<Listed> listing) {
        Map<String, Integer> left = new HashMap<>(seen);
        Map<String, Integer> here = new HashMap<>();
        List<Listed> fresh = new ArrayList<>();
        List<Listed> known = new ArrayList<>();
        List<Listed> unnamed = new ArrayList<>();
        for (Listed message : listing) {
            Optional<String> id = message.uniqueId();
            if (id.isEmpty()) {
                unnamed.add(message);
                continue;
            }
            here.merge(id.get(), 1, Integer::sum);
            int count = left.getOrDefault(id.get(), 0);
            if (count > 1) {
                left.put(id.get(), count - 1);
            } else {
                left.remove(id.get());
            }
            (count > 0 ? known : fresh).add(message);
        }
        List<Listed> shared =
                listing.stream().filter(it -> it.uniqueId().map(here::get).orElse(1) > 1).toList();
        return new SeenMessages(fresh, known, shared, unnamed, Map.copyOf(left));
    }

    /**
     * Whether it looks as if the server has given all messages new ids, as after a move to other
     * software: several were seen, none of them is here, and there are at least as many others.
     * Compare headers or octets then, before retrieving everything again.
     */
    public boolean allChanged() {
        int missing = gone.values().stream().mapToInt(Integer::intValue).sum();
        return known.isEmpty() && missing > 1 && fresh.size() + unnamed.size() >= missing;
    }
}
