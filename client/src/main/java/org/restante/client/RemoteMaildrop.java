package org.restante.client;

import org.restante.protocol.MessageNumber;
import org.restante.protocol.pop3.Command;
import org.restante.protocol.pop3.CommandFormatter;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Function;
import java.util.function.ToLongFunction;

/**
 * The maildrop that a login opened (TRANSACTION state). What is marked in it is removed by {@link
 * #quit} and by nothing else; closing the {@link Pop3Client} forgets the marks. Confined to the
 * connection's thread.
 */
public final class RemoteMaildrop {
    /** Both commands that a listing takes. */
    static final List<String> LISTING =
            List.of(
                    CommandFormatter.format(new Command.Uidl(Optional.empty())),
                    CommandFormatter.format(new Command.List(Optional.empty())));

    private static final String NOOP = CommandFormatter.format(new Command.Noop());
    private static final String QUIT = CommandFormatter.format(new Command.Quit());

    private final Dialogue dialogue;
    private final Capabilities capabilities;
    private final Mechanism mechanism;

    RemoteMaildrop(Dialogue dialogue, Capabilities capabilities, Mechanism mechanism) {
        this.dialogue = dialogue;
        this.capabilities = capabilities;
        this.mechanism = mechanism;
    }

    /** What the login went by; to be remembered for {@link Credentials.Password#atLeast}. */
    public Mechanism mechanism() {
        return mechanism;
    }

    /** What the server can do after login. */
    public Capabilities capabilities() {
        return capabilities;
    }

    /**
     * Number of messages and their octets as the server counts them.
     *
     * @throws CommandFailedException if the server refuses
     */
    public Totals stat() throws IOException {
        String[] words = dialogue.command(new Command.Stat(), "STAT").split("\\s+");
        return new Totals(number(words, 0), number(words, 1));
    }

    private static OptionalLong number(String[] words, int index) {
        return words.length > index && words[index].matches("\\d{1,18}")
                ? OptionalLong.of(Long.parseLong(words[index]))
                : OptionalLong.empty();
    }

    /**
     * The messages with their sizes and unique-ids. UIDL is tried whether or not the server
     * announces it; one that refuses gives a listing without ids.
     *
     * {@snippet file="Examples.java" region="listing"}
     *
     * @throws CommandFailedException if the server refuses LIST
     * @throws ProtocolException if a listing has no end
     */
    public Listing listing() throws IOException {
        boolean ahead = capabilities.pipelining();
        dialogue.send(ahead ? LISTING : LISTING.subList(0, 1));
        return listing(ahead);
    }

    /** The same when UIDL was sent, and perhaps LIST behind it. */
    Listing listing(boolean ahead) throws IOException {
        ListingReader reader = new ListingReader();
        Optional<CommandFailedException> noIds = Optional.empty();
        try {
            dialogue.answer("UIDL");
            dialogue.listing(reader::uniqueId, ListingReader.MESSAGES_MAX);
        } catch (CommandFailedException e) {
            noIds = Optional.of(e);
        }
        if (!ahead) {
            dialogue.send(LISTING.subList(1, 2));
        }
        dialogue.answer("LIST");
        dialogue.listing(reader::size, ListingReader.MESSAGES_MAX);
        if (noIds.filter(CommandFailedException::isTemporary).isPresent()) {
            // It has some, and not now: whoever goes by them must not go without.
            throw noIds.get();
        }
        return reader.listing(noIds.isEmpty());
    }

    /**
     * A message, as octets without the stuffing. The stream ends at the terminator and nowhere
     * else; it fails with an {@link java.io.EOFException} if the connection is cut before, and with
     * a {@link ProtocolException} if the server sends more behind it. It is to be read, or closed,
     * before the next command; closing it reads the rest. It holds no more than a block in memory.
     *
     * {@snippet file="Examples.java" region="retrieve"}
     *
     * @throws CommandFailedException if there is no such message, or the server cannot give it
     */
    public InputStream retrieve(MessageNumber message) throws IOException {
        return message(new Command.Retr(message), "RETR " + message.value());
    }

    /** A message, with a NOOP behind it whose answer shows that it ended where it seems to. */
    private InputStream message(Command command, String name) throws IOException {
        List<String> lines = new ArrayList<>(List.of(CommandFormatter.format(command)));
        boolean ahead = capabilities.pipelining();
        if (ahead) {
            lines.add(NOOP);
        }
        dialogue.send(lines);
        try {
            dialogue.answer(name);
        } catch (CommandFailedException e) {
            if (ahead) {
                answerOfNoop();
            }
            throw e;
        }
        return new MessageStream(
                dialogue,
                dialogue.body(),
                () -> {
                    if (!ahead) {
                        dialogue.sendBehind(List.of(NOOP));
                    }
                    dialogue.checkBehindBody();
                    answerOfNoop();
                });
    }

    private void answerOfNoop() throws IOException {
        try {
            dialogue.answer("NOOP");
        } catch (CommandFailedException _) {
            // That there is an answer is all that was wanted.
        }
    }

    /**
     * A message's header and the first lines of its body (RFC 1939 §7, TOP). Some servers do not
     * have it, some count it as reading the message, and some cut it short.
     *
     * {@snippet file="Examples.java" region="top"}
     *
     * @param bodyLines 0 or more
     * @throws CommandFailedException if there is no such message or no such command
     */
    public InputStream top(MessageNumber message, long bodyLines) throws IOException {
        if (bodyLines < 0) {
            throw new IllegalArgumentException("there are not " + bodyLines + " lines");
        }
        return message(new Command.Top(message, bodyLines), "TOP " + message.value());
    }

    /**
     * A message that the server would not give.
     *
     * @param why in the server's words
     */
    public record Refused(Listed message, CommandFailedException why) {}

    /**
     * Retrieves messages in their order. If the server takes commands ahead of its answers
     * (PIPELINING) many are asked for at a time, so that a slow link is always busy; else one by
     * one. A message that the server refuses is left out, and the others follow.
     *
     * {@snippet file="Examples.java" region="retrieve-all"}
     *
     * <p>The sink can send no other command meanwhile.
     *
     * @return what was refused
     * @throws IOException of the sink's or the connection's; the connection is closed then, and
     *     what was marked on it is forgotten
     */
    public List<Refused> retrieveAll(Collection<Listed> messages, MessageSink sink)
            throws IOException {
        return bodies(
                messages,
                it -> new Command.Retr(it.number()),
                "RETR ",
                it -> it.octets().orElse(Ahead.MESSAGE_OCTETS_GUESS),
                sink);
    }

    /**
     * Headers and the first lines of bodies, as {@link #retrieveAll} retrieves whole messages and
     * {@link #top} asks for one.
     *
     * @param bodyLines 0 or more
     * @return what was refused: all, by a server without TOP
     * @throws IOException of the sink's or the connection's; the connection is closed then, and
     *     what was marked on it is forgotten
     */
    public List<Refused> topAll(Collection<Listed> messages, int bodyLines, MessageSink sink)
            throws IOException {
        if (bodyLines < 0) {
            throw new IllegalArgumentException("there are not " + bodyLines + " lines");
        }
        return bodies(
                messages,
                it -> new Command.Top(it.number(), bodyLines),
                "TOP ",
                _ -> Ahead.HEADER_OCTETS_GUESS,
                sink);
    }

    private List<Refused> bodies(
            Collection<Listed> messages,
            Function<Listed, Command> command,
            String keyword,
            ToLongFunction<Listed> expected,
            MessageSink sink)
            throws IOException {
        if (messages.isEmpty()) {
            return List.of();
        }
        Ahead<Listed> ahead =
                new Ahead<>(
                        messages.iterator(),
                        it -> CommandFormatter.format(command.apply(it)),
                        expected,
                        NOOP);
        return all(
                ahead,
                keyword,
                this::answerOfNoop,
                message -> {
                    MessageStream stream =
                            new MessageStream(
                                    dialogue,
                                    dialogue.body(),
                                    () -> {
                                        // One by one the next is asked for here, so that there is
                                        // an answer to look for.
                                        ahead.ask(dialogue, capabilities.pipelining());
                                        dialogue.checkBehindBody();
                                    });
                    sink.message(message, stream);
                    stream.close();
                });
    }

    /** What is done with a positive answer. */
    @FunctionalInterface
    private interface Taking {
        void take(Listed message) throws IOException;
    }

    /** What is done when only the answer to the last command is left. */
    @FunctionalInterface
    private interface Ending {
        void end() throws IOException;
    }

    private List<Refused> all(Ahead<Listed> ahead, String keyword, Ending ending, Taking taking)
            throws IOException {
        List<Refused> refused = new ArrayList<>();
        boolean done = false;
        dialogue.takeOver();
        try {
            for (ahead.ask(dialogue, capabilities.pipelining());
                    ahead.isAwaiting();
                    ahead.ask(dialogue, capabilities.pipelining())) {
                Optional<Listed> next = ahead.next();
                if (next.isEmpty()) {
                    ending.end();
                    break;
                }
                Listed message = next.get();
                try {
                    dialogue.answer(keyword + message.number().value());
                } catch (CommandFailedException e) {
                    refused.add(new Refused(message, e));
                    continue;
                }
                taking.take(message);
            }
            done = true;
        } finally {
            dialogue.handBack();
            if (!done) {
                dialogue.abandon();
            }
        }
        return refused;
    }

    /**
     * Marks a message as deleted; {@link #quit} removes it.
     *
     * @throws CommandFailedException if there is no such message, or it is marked already
     */
    public void mark(MessageNumber message) throws IOException {
        dialogue.command(new Command.Dele(message), "DELE " + message.value());
    }

    /**
     * Marks messages, many at a time if the server allows.
     *
     * {@snippet file="Examples.java" region="mark"}
     *
     * @return those that it would not mark
     * @throws IOException if the connection failed; it is closed then, and no mark counts
     */
    public List<Refused> markAll(Collection<Listed> messages) throws IOException {
        return all(marking(messages, NOOP), "DELE ", this::answerOfNoop, _ -> {});
    }

    private static Ahead<Listed> marking(Collection<Listed> messages, String last) {
        return new Ahead<>(
                messages.iterator(),
                it -> CommandFormatter.format(new Command.Dele(it.number())),
                _ -> 0,
                last);
    }

    /**
     * Marks messages, and then quits as {@link #quit} does: {@link #markAll} and that in one go if
     * the server allows. What it will not mark stays, and the others are removed.
     *
     * {@snippet file="Examples.java" region="remove-all"}
     *
     * @return those that it would not mark
     * @throws CommandFailedException if the server could not remove all of what is marked
     * @throws IOException if the connection failed: without the answer to QUIT it is not known
     *     whether anything was removed, and the next listing tells
     */
    public List<Refused> removeAll(Collection<Listed> messages) throws IOException {
        return all(marking(messages, QUIT), "DELE ", dialogue::quitBehind, _ -> {});
    }

    /** Takes all marks back (RSET). */
    public void unmarkAll() throws IOException {
        dialogue.command(new Command.Rset(), "RSET");
    }

    /** Keeps the connection alive; says nothing else (NOOP). */
    public void noop() throws IOException {
        dialogue.command(new Command.Noop(), "NOOP");
    }

    /**
     * Removes what is marked and closes the connection. When this returns the server has said that
     * it is done.
     *
     * @throws CommandFailedException if the server could not remove all of it (RFC 1939 §6)
     * @throws IOException if the answer did not come: whether anything was removed is then not
     *     known, and the next listing tells
     */
    public void quit() throws IOException {
        dialogue.quit();
    }
}
