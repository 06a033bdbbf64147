package org.restante.collect.transfer;

import org.restante.collect.Destination;
import org.restante.collect.Incoming;
import org.restante.collect.Refusal;
import org.restante.collect.Shares;
import org.restante.collect.Shares.Share;
import org.restante.collect.UnavailableException;
import org.restante.collect.transfer.CrlfOutput.Draft;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * A server that gets each message by SMTP or LMTP. It cannot be asked what it has, so one message
 * is on its way at a time: if everything dies before its answer is written down, that one comes
 * again. A recipient that accepted what another one refused does not get it again.
 */
public final class TransferDestination implements Destination {
    /** RFC 5321 §6.3: more servers than this a message only passes in a circle. */
    private static final int RECEIVED_FIELDS_MAX = 100;

    private static final FileAttribute<?> OWNER_ONLY =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));

    /**
     * How messages are handed over.
     *
     * @param helo what this side calls itself
     * @param sender the reverse-path; empty is the null path, for which nobody is told of failures
     * @param recipients one or more, each once
     */
    public record Envelope(String helo, String sender, List<String> recipients) {
        public Envelope {
            recipients = List.copyOf(recipients);
            if (recipients.isEmpty() || recipients.stream().anyMatch(String::isEmpty)) {
                throw new IllegalArgumentException("no recipient");
            }
            for (String each : recipients) {
                requireAddress(each);
            }
            requireAddress(sender);
            requireAddress(helo);
        }

        /**
         * An address, or any other word of a command.
         *
         * @throws IllegalArgumentException if it has what could end the word
         */
        public static String requireAddress(String text) {
            if (text.chars().anyMatch(c -> c <= ' ' || c == 0x7F || c == '<' || c == '>')) {
                throw new IllegalArgumentException(
                        "has white space, control characters or angle brackets");
            }
            return text;
        }
    }

    private final MailServer server;
    private final Protocol protocol;
    private final Envelope envelope;
    private final Path spool;
    private final Shares shares;
    private Optional<TransferSession> session = Optional.empty();
    private String id = "";
    private Draft draft = new Draft(0, false, 0);

    /** Whether a part of the message may have reached the server. */
    private boolean bodySent;

    /**
     * A destination; it connects when there is a message.
     *
     * @param spool a file for the message on its way
     * @param partly a file in which it is remembered who has what others refused
     * @throws IOException if that file cannot be read
     */
    public TransferDestination(
            MailServer server,
            Protocol protocol,
            Envelope envelope,
            Path spool,
            Path partly,
            InstantSource clock)
            throws IOException {
        this.server = server;
        this.protocol = protocol;
        this.envelope = envelope;
        this.spool = spool;
        this.shares = Shares.open(partly, clock);
    }

    @Override
    public String where() {
        return server.toString();
    }

    @Override
    public int groupMessagesMax() {
        return 1;
    }

    /** The server cannot be asked; what was written down here is known. */
    @Override
    public Set<String> recover(List<Incoming> group, String note) throws IOException {
        Set<String> arrived =
                group.stream()
                        .map(Incoming::id)
                        .filter(it -> missing(it).isEmpty())
                        .collect(Collectors.toCollection(HashSet::new));
        shares.forget(it -> missing(it).isEmpty() && !arrived.contains(it));
        return arrived;
    }

    private List<String> missing(String message) {
        List<String> missing = new ArrayList<>(envelope.recipients());
        missing.removeAll(shares.find(message).has());
        return missing;
    }

    @Override
    public void stage(Incoming message, InputStream octets) throws IOException {
        Files.deleteIfExists(spool);
        Files.createFile(spool, OWNER_ONLY);
        try (OutputStream out = Files.newOutputStream(spool)) {
            CrlfOutput lines = new CrlfOutput(out);
            octets.transferTo(lines);
            draft = lines.finish();
        }
        id = message.id();
    }

    @Override
    public String prepare() {
        return "";
    }

    @Override
    public Map<String, Refusal> publish() throws IOException {
        if (draft.receivedFields() >= RECEIVED_FIELDS_MAX) {
            return Map.of(
                    id,
                    new Refusal(
                            false,
                            "has "
                                    + draft.receivedFields()
                                    + " Received fields: it goes in circles"));
        }
        Map<String, Answer> answers = new LinkedHashMap<>();
        try {
            send(missing(id), answers);
        } catch (IOException e) {
            dropSession();
            try {
                remember(answers);
            } catch (IOException also) {
                e.addSuppressed(also);
            }
            throw e;
        }
        remember(answers);
        Files.deleteIfExists(spool);
        List<String> refused =
                answers.entrySet().stream()
                        .filter(it -> !it.getValue().isPositive())
                        .map(it -> it.getKey() + ": " + it.getValue())
                        .toList();
        boolean passing = answers.values().stream().anyMatch(Answer::passes);
        return refused.isEmpty()
                ? Map.of()
                : Map.of(
                        id,
                        new Refusal(passing, server + " refuses " + String.join("; ", refused)));
    }

    private void send(List<String> recipients, Map<String, Answer> answers) throws IOException {
        if (recipients.isEmpty()) {
            return;
        }
        boolean used = session.isPresent();
        try {
            transfer(recipients, answers);
        } catch (UnavailableException e) {
            // Servers end sessions that were idle while the next message came. Nothing is in
            // doubt if it did so before it was given this one.
            if (!used || bodySent) {
                throw e;
            }
            dropSession();
            answers.clear();
            transfer(recipients, answers);
        }
    }

    private void transfer(List<String> recipients, Map<String, Answer> answers) throws IOException {
        bodySent = false;
        try (InputStream octets = new First(Files.newInputStream(spool))) {
            session().send(envelope.sender(), recipients, draft, octets, answers);
        }
        if (session().isSpent()) {
            dropSession();
        }
    }

    /** Notices when the message is begun. */
    private final class First extends FilterInputStream {
        First(InputStream in) {
            super(in);
        }

        @Override
        public int read(byte[] target, int offset, int length) throws IOException {
            bodySent = true;
            return super.read(target, offset, length);
        }
    }

    private TransferSession session() throws IOException {
        if (session.isEmpty()) {
            session = Optional.of(TransferSession.open(server, protocol, envelope.helo()));
        }
        return session.orElseThrow();
    }

    private void dropSession() throws IOException {
        if (session.isPresent()) {
            session.get().close();
            session = Optional.empty();
        }
    }

    /** Written down where some have it and others do not, or did not before. */
    private void remember(Map<String, Answer> answers) throws IOException {
        Set<String> has = new LinkedHashSet<>(shares.find(id).has());
        boolean partly = !has.isEmpty();
        answers.forEach((recipient, answer) -> {
            if (answer.isPositive()) {
                has.add(recipient);
            }
        });
        partly |= has.size() < envelope.recipients().size();
        if (partly && !has.isEmpty()) {
            shares.put(Map.of(id, new Share(has, Set.of())));
        }
    }

    /**
     * Looks whether a server can be used, and hands it nothing.
     *
     * @return how it is spoken to, for people
     * @throws IOException if a run would end with this now
     */
    public static String look(MailServer server, Protocol protocol, String helo)
            throws IOException {
        try (TransferSession session = TransferSession.open(server, protocol, helo)) {
            session.quit();
            return session.words();
        }
    }

    @Override
    public void close() throws IOException {
        try (shares) {
            if (session.isPresent()) {
                try (TransferSession last = session.get()) {
                    last.quit();
                } catch (UnavailableException _) {
                    // What was handed over is the server's; a good-bye changes nothing.
                }
            }
        } finally {
            Files.deleteIfExists(spool);
        }
    }
}
