package org.restante.shell;

import org.restante.client.Capabilities;
import org.restante.client.Conversation;
import org.restante.client.Credentials;
import org.restante.client.Mechanism;
import org.restante.client.Pop3Server;
import org.restante.shell.script.Answer;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import javax.net.ssl.SSLSession;

/** One connection: what goes over it is shown and its facts are kept. For one thread. */
final class Talk implements AutoCloseable {
    /** Of a line; what is longer is cut where it is shown, and goes on as another line. */
    private static final int LINE_OCTETS_MAX = 8 * 1024;

    /** Lines of a body that checks and facts can look at. */
    private static final int LINES_KEPT_MAX = 20_000;

    /** Octets of those lines; one line more may pass it. */
    private static final int OCTETS_KEPT_MAX = 8 * 1024 * 1024;

    /** Lines that a server says unasked after one command; who says more is not listened to. */
    private static final int UNASKED_MAX = 10_000;

    private final Conversation conversation;
    private final Display display;
    private final Facts facts = new Facts();
    private final Times times;

    private Talk(Conversation conversation, Display display, Times times) {
        this.conversation = conversation;
        this.display = display;
        this.times = times;
    }

    /** Connects; TLS begins if it comes first. The greeting is still to come. */
    static Talk open(Pop3Server server, Display display, Times times) throws IOException {
        return new Talk(Conversation.open(server.withWireLog(display)), display, times);
    }

    Facts facts() {
        return facts;
    }

    Optional<SSLSession> tls() {
        return conversation.tls();
    }

    Answer greeting() throws IOException {
        String line = conversation.receive();
        facts.greeted(line);
        return Answer.of(line);
    }

    /** Sends lines in one write and waits for all their answers. */
    List<Answer> say(List<String> lines) throws IOException {
        long began = System.nanoTime();
        lines.forEach(facts::sent);
        conversation.send(lines);
        List<Answer> answers = new ArrayList<>();
        for (String line : lines) {
            answers.add(answer(line));
            Duration took = Duration.ofNanos(System.nanoTime() - began);
            if (lines.size() == 1) {
                times.add(facts.exchanging() ? "AUTH" : Facts.shownKeyword(line), took);
            }
            display.took(took);
        }
        return answers;
    }

    Answer say(String line) throws IOException {
        return say(List.of(line)).getFirst();
    }

    private Answer answer(String line) throws IOException {
        boolean mayHaveBody = !facts.exchanging() && Facts.hasBody(line);
        String status = conversation.receive();
        if (!mayHaveBody || !status.startsWith("+OK")) {
            facts.answered(line, status, List.of());
            return Answer.of(status);
        }
        Body body = new Body(Facts.keyword(line));
        try (InputStream wire = conversation.bodyAsOnTheWire()) {
            body.read(wire);
        } catch (IOException e) {
            throw new CutException(e, body.answer(status, true));
        }
        Answer answer = body.answer(status, false);
        facts.answered(line, status, answer.body());
        return answer;
    }

    /** A body on its way to the display, of which some is kept. */
    private final class Body {
        private final boolean capabilities;
        private final boolean sizes;
        private final List<String> kept = new ArrayList<>();
        private long octetsKept;
        private long count;
        private long octets;

        Body(String keyword) {
            this.capabilities = keyword.equals("CAPA");
            this.sizes = keyword.equals("LIST");
        }

        void read(InputStream wire) throws IOException {
            ByteArrayOutputStream part = new ByteArrayOutputStream();
            byte[] block = new byte[LINE_OCTETS_MAX];
            // One is held back: the last of a whole body is the terminator.
            Optional<String> held = Optional.empty();
            try {
                for (int read = wire.read(block); read >= 0; read = wire.read(block)) {
                    octets += read;
                    for (int i = 0; i < read; i++) {
                        part.write(block[i]);
                        if (block[i] == '\n' || part.size() == LINE_OCTETS_MAX) {
                            held.ifPresent(this::line);
                            held = Optional.of(part.toString(StandardCharsets.ISO_8859_1));
                            part.reset();
                        }
                    }
                }
            } catch (IOException e) {
                held.ifPresent(this::line);
                // Where the connection broke, what came of the last line.
                if (part.size() > 0) {
                    line(part.toString(StandardCharsets.ISO_8859_1));
                }
                throw e;
            }
            held.ifPresent(terminator -> display.terminator(terminator, octets, count));
        }

        private void line(String text) {
            display.bodyLine(text, count, capabilities);
            if (sizes) {
                facts.listed(text);
            }
            if (kept.size() == count
                    && kept.size() < LINES_KEPT_MAX
                    && octetsKept < OCTETS_KEPT_MAX) {
                kept.add(text.replaceFirst("\r?\n$", "").replaceFirst("^\\.", ""));
                octetsKept += text.length();
            }
            count++;
        }

        Answer answer(String status, boolean closed) {
            return new Answer(Optional.of(status), kept, count, closed);
        }
    }

    /** Takes a body, without stuffing. */
    @FunctionalInterface
    interface Sink {
        void take(int index, InputStream octets) throws IOException;
    }

    /**
     * Sends commands whose bodies go to a sink and are not shown.
     *
     * @param ahead whether all are sent in one write
     */
    List<Answer> fetch(List<String> lines, boolean ahead, Sink sink) throws IOException {
        List<Answer> answers = new ArrayList<>();
        if (ahead) {
            conversation.send(lines);
        }
        for (int i = 0; i < lines.size(); i++) {
            if (!ahead) {
                conversation.send(lines.subList(i, i + 1));
            }
            String status = conversation.receive();
            if (status.startsWith("+OK")) {
                try (InputStream body = conversation.body()) {
                    sink.take(i, body);
                }
            }
            answers.add(Answer.of(status));
        }
        return answers;
    }

    /**
     * Shows what the server has said unasked.
     *
     * @throws EndlessException if it does not stop
     */
    void unasked() throws IOException {
        for (int i = 0; conversation.hasUnread(); i++) {
            if (i == UNASKED_MAX) {
                throw new EndlessException();
            }
            facts.unasked(conversation.receive());
        }
    }

    /** A server says more than anybody asked for or reads. */
    static final class EndlessException extends IOException {
        private static final long serialVersionUID = 1;
    }

    /** What the server can do: it is asked if it has not said so yet. */
    Capabilities capabilities() throws IOException {
        if (facts.capabilities().isEmpty()) {
            display.quietly(() -> say("CAPA"));
        }
        return facts.capabilities().orElseGet(() -> new Capabilities(false, Map.of()));
    }

    /** Asks how many messages there are, for the prompt. */
    void count() throws IOException {
        display.quietly(() -> say("STAT"));
    }

    void startTls() throws IOException {
        conversation.startTls();
    }

    Mechanism login(Credentials credentials, Capabilities capabilities) throws IOException {
        Mechanism mechanism = conversation.login(credentials, facts.greeting(), capabilities);
        facts.loggedIn();
        return mechanism;
    }

    @Override
    public void close() throws IOException {
        facts.closed();
        conversation.close();
    }
}
