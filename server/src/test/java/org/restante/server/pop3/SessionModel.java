package org.restante.server.pop3;

import org.restante.protocol.Content;
import org.restante.protocol.utf8.AsciiView;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * What a maildrop holds, and what a session on it has to answer, in as few words as it can be said.
 * Knows nothing of lines: whoever makes up a command says what it means.
 */
final class SessionModel {
    /** A message; one character of its canonical form stands for each octet. */
    record Message(String id, String text) {}

    /**
     * What has to come.
     *
     * @param status the whole line if exact, else what it begins with: then the rest is for people
     * @param body the lines up to the terminator, byte-stuffed
     */
    record Answer(String status, boolean exact, Optional<String> body) {}

    enum State {
        AUTHORIZATION,
        EXCHANGE,
        TRANSACTION,
        OVER
    }

    /** What the maildrop holds; deliveries and other programs change it at any time. */
    final List<Message> stored = new ArrayList<>();

    State state = State.AUTHORIZATION;

    /** Whether USER has just told alice's name, or another's. */
    Optional<String> name = Optional.empty();

    private boolean utf8;
    private List<Message> listed = List.of();
    private final TreeSet<Integer> marked = new TreeSet<>();

    static Answer ok() {
        return new Answer("+OK ", false, Optional.empty());
    }

    static Answer exactly(String status) {
        return new Answer(status, true, Optional.empty());
    }

    static Answer listing(String body) {
        return new Answer("+OK ", false, Optional.of(body));
    }

    static Answer err() {
        return new Answer("-ERR ", false, Optional.empty());
    }

    static Answer err(String code) {
        return new Answer("-ERR [" + code + "] ", false, Optional.empty());
    }

    void begin() {
        state = State.AUTHORIZATION;
        name = Optional.empty();
        utf8 = false;
    }

    Answer utf8() {
        utf8 = true;
        return ok();
    }

    Answer login(boolean right) {
        if (!right) {
            state = State.AUTHORIZATION;
            return err("AUTH");
        }
        state = State.TRANSACTION;
        listed = List.copyOf(stored);
        marked.clear();
        return ok();
    }

    /** The end that removes what is marked, if the session came so far (RFC 1939 §6). */
    Answer quit() {
        if (state == State.TRANSACTION) {
            marked.forEach(number -> stored.remove(listed.get(number - 1)));
        }
        state = State.OVER;
        return ok();
    }

    /** Every other end. */
    void cut() {
        state = State.OVER;
    }

    int count() {
        return listed.size();
    }

    private IntStream unmarked() {
        return IntStream.rangeClosed(1, listed.size()).filter(n -> !marked.contains(n));
    }

    Answer stat() {
        return exactly(
                "+OK %d %d"
                        .formatted(
                                unmarked().count(),
                                unmarked().mapToLong(n -> listed.get(n - 1).text.length()).sum()));
    }

    private static String octets(Message message) {
        return String.valueOf(message.text.length());
    }

    Answer list() {
        return lines(SessionModel::octets);
    }

    Answer list(long number) {
        return line(number, SessionModel::octets);
    }

    Answer uidl() {
        return lines(Message::id);
    }

    Answer uidl(long number) {
        return line(number, Message::id);
    }

    private Answer lines(Function<Message, String> said) {
        return listing(
                unmarked()
                        .mapToObj(n -> n + " " + said.apply(listed.get(n - 1)) + "\r\n")
                        .collect(Collectors.joining()));
    }

    private Answer line(long number, Function<Message, String> said) {
        return find(number)
                .map(message -> exactly("+OK " + number + " " + said.apply(message)))
                .orElse(err());
    }

    Answer dele(long number) {
        boolean there = find(number).isPresent();
        if (there) {
            marked.add((int) number);
        }
        return there ? ok() : err();
    }

    Answer rset() {
        marked.clear();
        return ok();
    }

    Answer retr(long number) {
        return sent(number, text -> text);
    }

    Answer top(long number, long bodyLines) {
        return sent(
                number,
                text -> {
                    int header = headerOctets(text);
                    return text.substring(0, header)
                            + Stream.of(text.substring(header).split("(?<=\r\n)"))
                                    .limit(bodyLines)
                                    .collect(Collectors.joining());
                });
    }

    /** Up to the first empty line and with it; all, where there is none. */
    private static int headerOctets(String text) {
        int emptyLine = text.startsWith("\r\n") ? 0 : text.indexOf("\r\n\r\n") + 2;
        return emptyLine == 1 ? text.length() : emptyLine + 2;
    }

    private Answer sent(long number, Function<String, String> cut) {
        Optional<Message> message = find(number);
        if (message.isEmpty()) {
            return err();
        }
        return stored.contains(message.get())
                ? listing(
                        cut.apply(utf8 ? message.get().text : ascii(message.get().text))
                                .replaceAll("(?<=^|\r\n)\\.", ".."))
                : err("SYS/TEMP");
    }

    private Optional<Message> find(long number) {
        return number < 1 || number > listed.size() || marked.contains((int) number)
                ? Optional.empty()
                : Optional.of(listed.get((int) number - 1));
    }

    /** The surrogate, which has tests of its own, where the header is not ASCII. */
    private static String ascii(String text) {
        if (text.substring(0, headerOctets(text)).chars().allMatch(c -> c < 128)) {
            return text;
        }
        byte[] octets = text.getBytes(StandardCharsets.ISO_8859_1);
        try (Content.Stream stored =
                        new Content.Stream(new ByteArrayInputStream(octets), octets.length);
                Content.Stream surrogate =
                        (Content.Stream) ((AsciiView.Surrogate) AsciiView.of(stored)).content()) {
            return new String(surrogate.in().readAllBytes(), StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            throw new AssertionError("in memory", e);
        }
    }
}
