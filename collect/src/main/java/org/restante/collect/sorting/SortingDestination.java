package org.restante.collect.sorting;

import org.restante.collect.Destination;
import org.restante.collect.DestinationException;
import org.restante.collect.Incoming;
import org.restante.collect.MessageHeader;
import org.restante.collect.Refusal;
import org.restante.collect.Shares;
import org.restante.collect.Shares.Share;

import java.io.IOException;
import java.io.InputStream;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Several destinations, each of which gets a message once. A message is delivered when all have it
 * that it is for; who has it already, and to whom it is on its way, is on disk before anything
 * happens there, so that what one refuses or a crash prevents comes to that one alone.
 *
 * <p>For each part the steps of {@link Destination} are as if it were alone: between its {@code
 * prepare} and its {@code publish} stands a line of {@link Shares} and one of the journal.
 */
public final class SortingDestination implements Destination {
    /** Among the parts that have a message: all have it. No destination has this name. */
    private static final String ALL = "";

    private static final FileAttribute<?> OWNER_ONLY =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));

    private final Map<String, Destination> parts;
    private final Sorting sorting;
    private final Path spool;
    private final Shares shares;

    /** Of each message that is staged, the parts in which it is. */
    private final Map<String, Set<String>> group = new LinkedHashMap<>();

    /**
     * Puts destinations together.
     *
     * @param parts by their names, in the order in which they are served; closed with this
     * @param sorting names no other parts
     * @param spool a file for the message on its way
     * @param partly a file in which it is remembered who has what
     * @throws IOException if that file cannot be read; the parts are the caller's then
     */
    public SortingDestination(
            Map<String, Destination> parts,
            Sorting sorting,
            Path spool,
            Path partly,
            InstantSource clock)
            throws IOException {
        this.parts = new LinkedHashMap<>(parts);
        this.sorting = sorting;
        this.spool = spool;
        this.shares = Shares.open(partly, clock);
    }

    @Override
    public String where() {
        return "the destinations " + String.join(", ", parts.keySet());
    }

    @Override
    public int groupMessagesMax() {
        return parts.values().stream().mapToInt(Destination::groupMessagesMax).min().orElseThrow();
    }

    @Override
    public Set<String> recover(List<Incoming> messages, String note) throws IOException {
        Map<String, String> notes = notes(note);
        Map<String, Set<String>> has = new LinkedHashMap<>();
        messages.forEach(it -> has.put(it.id(), new LinkedHashSet<>(shares.find(it.id()).has())));
        for (var part : parts.entrySet()) {
            List<Incoming> intended =
                    messages.stream()
                            .filter(it -> shares.find(it.id()).intended().contains(part.getKey()))
                            .toList();
            at(part.getKey(), it -> it.recover(intended, notes.getOrDefault(part.getKey(), "")))
                    .forEach(
                            id -> has.computeIfAbsent(id, _ -> new HashSet<>()).add(part.getKey()));
        }
        Set<String> arrived = new HashSet<>();
        Map<String, Share> found = new LinkedHashMap<>();
        has.forEach((id, those) -> {
            Set<String> intended = shares.find(id).intended();
            if (those.contains(ALL) || (!intended.isEmpty() && those.containsAll(intended))) {
                those.add(ALL);
                arrived.add(id);
            }
            found.put(id, new Share(those, Set.of()));
        });
        shares.put(found);
        // Of these the journal knows that they are delivered.
        shares.forget(id -> !has.containsKey(id) && shares.find(id).has().contains(ALL));
        return arrived;
    }

    @Override
    public void stage(Incoming message, InputStream octets) throws IOException {
        Files.deleteIfExists(spool);
        Files.createFile(spool, OWNER_ONLY);
        try (var out = Files.newOutputStream(spool)) {
            octets.transferTo(out);
        }
        MessageHeader header;
        try (InputStream in = Files.newInputStream(spool)) {
            header = MessageHeader.read(in);
        }
        Set<String> missing = new LinkedHashSet<>(sorting.of(header, Files.size(spool)));
        missing.removeAll(shares.find(message.id()).has());
        for (String each : missing) {
            try (InputStream in = Files.newInputStream(spool)) {
                at(
                        each,
                        it -> {
                            it.stage(message, in);
                            return "";
                        });
            }
        }
        group.put(message.id(), missing);
    }

    private interface Step<T> {
        T of(Destination part) throws IOException;
    }

    /** Has a part do something; its failure tells which it was. */
    private <T> T at(String name, Step<T> step) throws IOException {
        Destination part = parts.get(name);
        if (part == null) {
            throw new IllegalStateException("there is no destination " + name);
        }
        try {
            return step.of(part);
        } catch (IOException e) {
            throw DestinationException.ofPart(part.where(), e);
        }
    }

    /** The parts in which anything is staged, in their order. */
    private List<String> busy() {
        Set<String> busy = new HashSet<>();
        group.values().forEach(busy::addAll);
        return parts.keySet().stream().filter(busy::contains).toList();
    }

    @Override
    public String prepare() throws IOException {
        List<String> notes = new ArrayList<>();
        for (String each : busy()) {
            String note = at(each, Destination::prepare);
            notes.add(each + "=" + URLEncoder.encode(note, StandardCharsets.UTF_8));
        }
        Map<String, Share> intended = new LinkedHashMap<>();
        group.forEach((id, to) -> intended.put(id, new Share(shares.find(id).has(), to)));
        shares.put(intended);
        return String.join(" ", notes);
    }

    private static Map<String, String> notes(String note) {
        Map<String, String> notes = new HashMap<>();
        for (String each : note.split(" ", -1)) {
            int end = each.indexOf('=');
            if (end > 0) {
                try {
                    notes.put(
                            each.substring(0, end),
                            URLDecoder.decode(each.substring(end + 1), StandardCharsets.UTF_8));
                } catch (IllegalArgumentException _) {
                    // It is that of a destination that the collection had before.
                }
            }
        }
        return notes;
    }

    @Override
    public Map<String, Refusal> publish() throws IOException {
        Map<String, Refusal> refused = new LinkedHashMap<>();
        for (String name : busy()) {
            Map<String, Refusal> here = at(name, Destination::publish);
            here.forEach((id, refusal) ->
                    refused.merge(
                            id,
                            new Refusal(refusal.passing(), name + ": " + refusal.reason()),
                            (one, other) ->
                                    new Refusal(
                                            one.passing() || other.passing(),
                                            one.reason() + "; " + other.reason())));
            arrived(name, here.keySet());
        }
        Map<String, Share> whole = new LinkedHashMap<>();
        for (String id : group.keySet()) {
            if (!refused.containsKey(id)) {
                whole.put(id, with(shares.find(id), ALL));
            }
        }
        shares.put(whole);
        group.clear();
        return refused;
    }

    /** Writes down what a part has now; the next one may not come as far. */
    private void arrived(String part, Set<String> refused) throws IOException {
        Map<String, Share> now = new LinkedHashMap<>();
        group.forEach((id, to) -> {
            // What a part refuses is for it as before: all that the others have is not all.
            if (to.contains(part) && !refused.contains(id)) {
                Share share = with(shares.find(id), part);
                share.intended().remove(part);
                now.put(id, share);
            }
        });
        shares.put(now);
    }

    private static Share with(Share share, String part) {
        Set<String> has = new LinkedHashSet<>(share.has());
        has.add(part);
        return new Share(has, share.intended());
    }

    @Override
    public void close() throws IOException {
        IOException failure = null;
        for (Destination each : parts.values()) {
            try {
                each.close();
            } catch (IOException e) {
                failure = e;
            }
        }
        Files.deleteIfExists(spool);
        shares.close();
        if (failure != null) {
            throw failure;
        }
    }
}
