package org.restante.collect.imap;

import jakarta.mail.Flags;

import org.restante.collect.Destination;
import org.restante.collect.Incoming;
import org.restante.collect.MessageHeader;
import org.restante.collect.Refusal;
import org.restante.collect.UnavailableException;
import org.restante.collect.imap.ImapSession.Next;
import org.restante.collect.imap.ImapSession.There;
import org.restante.collect.transfer.MailServer;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * A folder of an IMAP server, which gets each message by APPEND. After a crash, or when an answer
 * was lost, the folder is asked for what came into it since the group began, and that is compared
 * with what the group's file holds.
 */
public final class ImapDestination implements Destination {
    /** One round trip each; and so many have to be looked for after a crash. */
    private static final int GROUP_MESSAGES_MAX = 64;

    /** UIDVALIDITY, UIDNEXT and the group's index. */
    private static final Pattern NOTE =
            Pattern.compile("-?\\d{1,18} -?\\d{1,18}( [0-9a-f]{1,16}:\\d{1,18})+");

    /** A date further ahead of the first sight is somebody's mistake or trick. */
    private static final Duration AHEAD = Duration.ofDays(1);

    /**
     * Where in a server mail goes.
     *
     * @param folder made if need be
     * @param flags such as {@code \Seen}, or keywords
     */
    public record Place(String folder, List<String> flags) {
        public Place {
            flags = List.copyOf(flags);
        }

        private Flags forServer() {
            Flags all = new Flags();
            for (String each : flags) {
                switch (each) {
                    case "\\Seen" -> all.add(Flags.Flag.SEEN);
                    case "\\Answered" -> all.add(Flags.Flag.ANSWERED);
                    case "\\Flagged" -> all.add(Flags.Flag.FLAGGED);
                    case "\\Draft" -> all.add(Flags.Flag.DRAFT);
                    default -> all.add(each);
                }
            }
            return all;
        }
    }

    private final MailServer server;
    private final Place place;
    private final Path file;
    private final Group group;
    private final Map<String, Incoming> staged = new LinkedHashMap<>();
    private Optional<ImapSession> session = Optional.empty();

    /**
     * A destination; it connects when there is a message.
     *
     * @param file for the group on its way
     */
    public ImapDestination(MailServer server, Place place, Path file) {
        this.server = server;
        this.place = place;
        this.file = file;
        this.group = new Group(file);
    }

    @Override
    public String where() {
        return server.toString();
    }

    @Override
    public int groupMessagesMax() {
        return GROUP_MESSAGES_MAX;
    }

    @Override
    public Set<String> recover(List<Incoming> messages, String note) throws IOException {
        Set<String> arrived = new HashSet<>();
        // The note may be that of a destination that the collection had before.
        if (messages.isEmpty() || !NOTE.matcher(note).matches()) {
            return arrived;
        }
        String[] words = note.split(" ", 3);
        Group before = Group.read(file, words[2]);
        Next since = new Next(Long.parseLong(words[0]), Long.parseLong(words[1]));
        ImapSession open = session();
        if (before.isEmpty() || !open.exists(place.folder())) {
            return arrived;
        }
        List<There> there = new ArrayList<>(open.since(place.folder(), since));
        Map<There, String> prints = new HashMap<>();
        for (Incoming message : messages) {
            if (before.contains(message.id()) && take(open, before, message.id(), there, prints)) {
                arrived.add(message.id());
            }
        }
        return arrived;
    }

    /** Finds a message among those that are there; it is then nobody else's. */
    private static boolean take(
            ImapSession session,
            Group group,
            String id,
            List<There> there,
            Map<There, String> prints)
            throws IOException {
        Likeness likeness = new Likeness();
        try (InputStream octets = group.open(id)) {
            octets.transferTo(likeness);
        }
        String print = likeness.print();
        for (There each : there) {
            if (likeness.isPossible(each.size())) {
                String other = prints.get(each);
                if (other == null) {
                    Likeness stored = new Likeness();
                    session.read(each, stored);
                    other = stored.print();
                    prints.put(each, other);
                }
                if (other.equals(print)) {
                    return there.remove(each);
                }
            }
        }
        return false;
    }

    @Override
    public void stage(Incoming message, InputStream octets) throws IOException {
        group.add(message.id(), octets);
        staged.put(message.id(), message);
    }

    @Override
    public String prepare() throws IOException {
        group.force();
        Next next = next();
        return next.uidValidity() + " " + next.uid() + " " + group.index();
    }

    private Next next() throws IOException {
        boolean used = session.isPresent();
        try {
            return session().next(place.folder());
        } catch (UnavailableException e) {
            if (!used) {
                throw e;
            }
            // Servers end sessions that are idle; nothing is on its way yet.
            dropSession();
            return session().next(place.folder());
        }
    }

    @Override
    public Map<String, Refusal> publish() throws IOException {
        Map<String, Refusal> refused = new HashMap<>();
        for (Incoming message : staged.values()) {
            String id = message.id();
            try (InputStream octets = group.open(id)) {
                session()
                        .append(
                                place.folder(),
                                place.forServer(),
                                date(message),
                                group.octets(id),
                                octets)
                        .ifPresent(words ->
                                refused.put(
                                        id,
                                        new Refusal(
                                                ImapSession.isPassing(words),
                                                server + " refuses it: " + words)));
            } catch (UnavailableException e) {
                // What is there of the group is not known now: the next run asks.
                dropSession();
                throw e;
            }
        }
        staged.clear();
        group.clear();
        return refused;
    }

    /** When the message came to where it was, as its header tells; else when it was first seen. */
    private Instant date(Incoming message) throws IOException {
        MessageHeader header;
        try (InputStream octets = group.open(message.id())) {
            header = MessageHeader.read(octets);
        }
        return header.dates().stream()
                .filter(it -> it.isAfter(Instant.EPOCH))
                .filter(it -> it.isBefore(message.seen().plus(AHEAD)))
                .findFirst()
                .orElse(message.seen());
    }

    private ImapSession session() throws IOException {
        if (session.isEmpty()) {
            session = Optional.of(ImapSession.open(server));
        }
        return session.orElseThrow();
    }

    private void dropSession() throws IOException {
        if (session.isPresent()) {
            session.get().close();
            session = Optional.empty();
        }
    }

    /**
     * Looks whether a server can be used, and changes nothing there.
     *
     * @return how it is spoken to, for people
     * @throws IOException if a run would end with this now
     */
    public static String look(MailServer server, Place place) throws IOException {
        try (ImapSession session = ImapSession.open(server)) {
            String folder =
                    ", folder "
                            + place.folder()
                            + (session.exists(place.folder()) ? "" : " (to be made)");
            session.logout();
            return session.words() + folder;
        }
    }

    /** The group's file stays: the next run may have to compare it with what arrived. */
    @Override
    public void close() throws IOException {
        if (session.isPresent()) {
            try (ImapSession last = session.get()) {
                last.logout();
            } catch (UnavailableException _) {
                // What was appended is there; a good-bye changes nothing.
            }
        }
    }
}
