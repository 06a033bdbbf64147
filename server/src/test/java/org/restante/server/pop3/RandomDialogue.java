package org.restante.server.pop3;

import static org.assertj.core.api.Assertions.assertThat;

import org.restante.protocol.Content;
import org.restante.protocol.Secret;
import org.restante.protocol.sasl.ApopDigest;
import org.restante.protocol.wire.CanonicalInputStream;
import org.restante.server.TestPostOffice;
import org.restante.server.event.Event;
import org.restante.server.login.sasl.Mechanism;
import org.restante.server.login.sasl.MechanismChoice;
import org.restante.server.login.sasl.SaslSettings;
import org.restante.server.pop3.SessionModel.Answer;
import org.restante.server.pop3.SessionModel.Message;
import org.restante.server.pop3.SessionModel.State;
import org.restante.store.Delivery;
import org.restante.store.ListedMessage;
import org.restante.store.MaildropStore;
import org.restante.store.Opening;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;

import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * A few sessions, one after the other on one maildrop, of random commands in bursts that are cut at
 * random; between the bursts mail is delivered, others try to log in, and other programs use the
 * maildrop. Each answer and what each session leaves is compared with {@link SessionModel}.
 */
final class RandomDialogue {
    private static final int SESSIONS = 6;
    private static final int ROUNDS_MAX = 12;
    private static final int BURST_MAX = 10;

    private static final String CAPABILITIES =
            """
            TOP
            UIDL
            RESP-CODES
            AUTH-RESP-CODE
            PIPELINING
            USER
            SASL SCRAM-SHA-256 SCRAM-SHA-1 CRAM-MD5 PLAIN LOGIN
            UTF8 USER
            LANG
            EXPIRE NEVER
            IMPLEMENTATION Restante
            """
                    .replace("\n", "\r\n");

    /** What is no command in any state. */
    private static final List<String> NONSENSE =
            List.of(
                    "",
                    " ",
                    "XYZZY",
                    "RETR",
                    "RETR 0",
                    "RETR -1",
                    "RETR 1 2",
                    "RETR one",
                    "DELE",
                    "DELE *",
                    "TOP 1",
                    "TOP 1 -1",
                    "TOP 0 1",
                    "LIST 0",
                    "LIST 1 1",
                    "UIDL +1",
                    "STAT 1",
                    "RSET now",
                    "NOOP\0",
                    "QUIT now",
                    "QUI",
                    "\u00c3\u00a4",
                    "NOOP " + "x".repeat(300),
                    "STLS",
                    "LANG en fr",
                    "LANG tlh");

    /** What stands in a maildrop: where messages come from, and what other programs do there. */
    interface Place {
        MaildropStore store();

        void discard(String id) throws IOException;

        /** Gives the message another name, as for a flag. */
        void rename(String id) throws IOException;
    }

    private final long seed;
    private final Random random;
    private final Place place;
    private final SessionModel model = new SessionModel();
    private final StringBuilder dialogue = new StringBuilder();
    private String timestamp = "";

    RandomDialogue(long seed, Place place) {
        this.seed = seed;
        this.random = new Random(seed);
        this.place = place;
    }

    void play() throws Exception {
        try {
            for (int i = 0; i < 3; i++) {
                deliver();
            }
            for (int i = 0; i < SESSIONS; i++) {
                try (TestPostOffice office = office()) {
                    session(office);
                }
                assertMaildrop();
            }
        } catch (Exception | AssertionError e) {
            throw new AssertionError("seed " + seed + ":\n" + dialogue + e.getMessage(), e);
        }
    }

    private TestPostOffice office() throws IOException {
        TestPostOffice office =
                Scene.maildrop()
                        .with(o ->
                                o.withPop3(Settings::withApop)
                                        .withPop3(Settings::withoutErrorLimit)
                                        .withSasl(
                                                new SaslSettings(
                                                        new MechanismChoice.Named(
                                                                Set.of(Mechanism.values())),
                                                        Optional.empty(),
                                                        Optional.empty(),
                                                        Set.of())))
                        .open(place.store());
        office.accounts().putWithScram("alice", Scene.PASSWORD);
        return office;
    }

    /** One session; the server stops after it, or is what ends it. */
    private void session(TestPostOffice office) throws Exception {
        try (Client client = new Client(office.pop3())) {
            String greeting = client.line();
            note("S: " + greeting);
            assertThat(greeting).matches("\\+OK .*<[^<>]+@mail\\.example\\.org>");
            timestamp = greeting.substring(greeting.indexOf('<'));
            model.begin();
            for (int round = random.nextInt(ROUNDS_MAX); round > 0; round--) {
                step(office, client);
                if (model.state == State.OVER) {
                    return;
                }
            }
            end(office, client);
        }
    }

    private void step(TestPostOffice office, Client client) throws Exception {
        switch (random.nextInt(12)) {
            case 0 -> deliver();
            case 1 -> another(office);
            case 2 -> discard();
            case 3 -> rename();
            case 4, 5 -> scram(client);
            case 6 -> cramMd5(client);
            default -> burst(office, client);
        }
    }

    private void note(String line) {
        dialogue.append(
                        line.chars()
                                .mapToObj(c ->
                                        c < ' ' || c > '~'
                                                ? "\\x%02x".formatted(c)
                                                : String.valueOf((char) c))
                                .collect(Collectors.joining()))
                .append('\n');
    }

    // Commands, each with what has to come of it.

    private void burst(TestPostOffice office, Client client) throws Exception {
        StringBuilder lines = new StringBuilder();
        StringBuilder behindQuit = new StringBuilder();
        List<Answer> answers = new ArrayList<>();
        for (int count = 1 + random.nextInt(BURST_MAX); count > 0; count--) {
            StringBuilder line = new StringBuilder();
            boolean over = model.state == State.OVER;
            Answer answer = command(line);
            note("C: " + line);
            (over ? behindQuit : lines).append(line).append(random.nextInt(8) == 0 ? "\n" : "\r\n");
            if (!over) {
                answers.add(answer);
            }
        }
        sendInPieces(client, lines.toString(), behindQuit.toString());
        for (Answer answer : answers) {
            expect(client, answer);
        }
        if (model.state == State.OVER) {
            assertThat(client.rest()).isEmpty();
            office.await(Event.PopEnded.class, _ -> true);
        }
    }

    /** What follows a QUIT is in its piece: later the server may have gone. */
    private void sendInPieces(Client client, String octets, String behindQuit) throws IOException {
        int pieceMax = List.of(1, 3, 50, octets.length()).get(random.nextInt(4));
        for (int at = 0; at < octets.length(); ) {
            int end = Math.min(octets.length(), at + 1 + random.nextInt(pieceMax));
            client.send(octets.substring(at, end) + (end == octets.length() ? behindQuit : ""));
            at = end;
        }
    }

    private void expect(Client client, Answer answer) throws IOException {
        String status = client.line();
        note("S: " + status);
        if (answer.exact()) {
            assertThat(status).isEqualTo(answer.status());
        } else {
            assertThat(status).startsWith(answer.status());
            if (answer.status().equals("-ERR ")) {
                assertThat(status).doesNotStartWith("-ERR [");
            }
        }
        if (answer.body().isPresent()) {
            assertThat(client.data()).isEqualTo(answer.body().get());
        }
    }

    private Answer command(StringBuilder line) {
        Optional<String> name = model.name;
        model.name = Optional.empty();
        boolean response = model.state == State.EXCHANGE;
        Answer answer =
                switch (model.state) {
                    case AUTHORIZATION ->
                            random.nextInt(3) == 0
                                    ? anywhere(line)
                                    : random.nextInt(4) == 0 ? onMaildrop(line) : login(line, name);
                    case EXCHANGE -> response(line);
                    case TRANSACTION ->
                            random.nextInt(5) == 0
                                    ? anywhere(line)
                                    : random.nextInt(12) == 0
                                            ? login(line, name)
                                            : onMaildrop(line);
                    case OVER -> onMaildrop(line);
                };
        // In a response and in a password it would mean something.
        if (random.nextInt(10) == 0 && !response && !line.toString().startsWith("PASS")) {
            line.append(' ');
        }
        return answer;
    }

    private Answer anywhere(StringBuilder line) {
        boolean loggedIn = model.state == State.TRANSACTION;
        return switch (random.nextInt(12)) {
            case 0 -> {
                line.append("QUIT");
                yield model.quit();
            }
            case 1, 2 -> {
                line.append("capa");
                yield SessionModel.listing(CAPABILITIES);
            }
            case 3 -> {
                line.append("UTF8");
                yield loggedIn ? SessionModel.err() : model.utf8();
            }
            case 4 -> {
                line.append("LANG");
                yield SessionModel.listing("en English\r\nfr Fran\u00c3\u00a7ais\r\n");
            }
            case 5 -> {
                String tag = random.nextBoolean() ? "fr" : "en";
                line.append("LANG ").append(tag).append(random.nextBoolean() ? "" : "-CA");
                yield new Answer("+OK " + tag + " ", false, Optional.empty());
            }
            default -> {
                line.append(NONSENSE.get(random.nextInt(NONSENSE.size())));
                yield SessionModel.err();
            }
        };
    }

    private Answer login(StringBuilder line, Optional<String> name) {
        boolean alice = random.nextInt(5) > 0;
        boolean known = random.nextInt(5) > 0;
        String who = alice ? "alice" : "nobody";
        String password = known ? Scene.PASSWORD : Scene.PASSWORD + " ";
        if (model.state == State.TRANSACTION) {
            line.append(random.nextBoolean() ? "USER " + who : "AUTH PLAIN");
            return SessionModel.err();
        }
        // A name asks for its password: whatever comes between takes it back.
        return switch (name.isPresent() ? random.nextInt(2) : 1 + random.nextInt(8)) {
            case 0 -> {
                line.append("PASS ").append(password);
                yield model.login(known && name.get().equals("alice"));
            }
            case 1 -> {
                line.append("PASS ").append(password);
                yield name.isPresent()
                        ? model.login(known && name.get().equals("alice"))
                        : SessionModel.err();
            }
            case 2, 3, 4 -> {
                line.append("USER ").append(who);
                model.name = Optional.of(who);
                yield SessionModel.ok();
            }
            case 5 -> {
                line.append("APOP ")
                        .append(who)
                        .append(' ')
                        .append(ApopDigest.of(timestamp, new Secret(password)));
                yield model.login(alice && known);
            }
            case 6 -> {
                line.append("AUTH PLAIN ").append(plain(who, password));
                yield model.login(alice && known);
            }
            case 7 -> {
                line.append("AUTH PLAIN");
                model.state = State.EXCHANGE;
                yield SessionModel.exactly("+ ");
            }
            default -> {
                line.append(random.nextBoolean() ? "AUTH DIGEST-MD5" : "AUTH LOGIN YWxpY2U=");
                yield SessionModel.err();
            }
        };
    }

    /** What may follow AUTH PLAIN and its empty challenge. */
    private Answer response(StringBuilder line) {
        model.state = State.AUTHORIZATION;
        return switch (random.nextInt(6)) {
            case 0 -> {
                line.append('*');
                yield SessionModel.err();
            }
            case 1 -> {
                line.append("QUIT");
                yield SessionModel.err();
            }
            case 2 -> {
                line.append(plain("alice", "wrong"));
                yield model.login(false);
            }
            default -> {
                line.append(plain("alice", Scene.PASSWORD));
                yield model.login(true);
            }
        };
    }

    private static String plain(String name, String password) {
        return Base64.getEncoder()
                .encodeToString(("\0" + name + "\0" + password).getBytes(StandardCharsets.UTF_8));
    }

    private Answer onMaildrop(StringBuilder line) {
        long number = random.nextInt(20) == 0 ? 1L << 40 : 1 + random.nextInt(model.count() + 2);
        int lines = random.nextInt(5);
        int kind = random.nextInt(20);
        line.append(
                switch (kind) {
                    case 0, 1 -> "STAT";
                    case 2 -> "LIST";
                    case 3 -> "LIST " + number;
                    case 4 -> "UIDL";
                    case 5 -> "uidl " + number;
                    case 6, 7, 8 -> "DELE " + number;
                    case 9 -> "RSET";
                    case 10, 11, 12, 13 -> "Retr 0" + number;
                    case 14, 15, 16 -> "TOP " + number + "  " + lines;
                    default -> "NOOP";
                });
        if (model.state != State.TRANSACTION) {
            return SessionModel.err();
        }
        return switch (kind) {
            case 0, 1 -> model.stat();
            case 2 -> model.list();
            case 3 -> model.list(number);
            case 4 -> model.uidl();
            case 5 -> model.uidl(number);
            case 6, 7, 8 -> model.dele(number);
            case 9 -> model.rset();
            case 10, 11, 12, 13 -> model.retr(number);
            case 14, 15, 16 -> model.top(number, lines);
            default -> SessionModel.ok();
        };
    }

    // Ways to log in that wait for an answer.

    private void scram(Client client) throws Exception {
        boolean known = random.nextInt(4) > 0;
        String mechanism = random.nextBoolean() ? "SCRAM-SHA-256" : "SCRAM-SHA-1";
        boolean possible = model.state == State.AUTHORIZATION;
        if (model.state == State.EXCHANGE) {
            return;
        }
        note("C: AUTH " + mechanism + (known ? " ..." : " ... (wrong)"));
        model.name = Optional.empty();
        Answer answer = possible ? model.login(known) : SessionModel.err();
        String end =
                new ScramPeer(client, mechanism, known ? Scene.PASSWORD : "wrong", Optional.empty())
                        .login(random.nextBoolean());
        note("S: " + end);
        assertThat(end).startsWith(answer.status());
    }

    private void cramMd5(Client client) throws Exception {
        if (model.state != State.AUTHORIZATION) {
            return;
        }
        boolean known = random.nextBoolean();
        model.name = Optional.empty();
        Answer answer = model.login(known);
        String challenge = client.command("AUTH CRAM-MD5");
        note("C: AUTH CRAM-MD5 ... " + known);
        Mac mac = Mac.getInstance("HmacMD5");
        mac.init(
                new SecretKeySpec(
                        (known ? Scene.PASSWORD : "wrong").getBytes(StandardCharsets.UTF_8),
                        "HmacMD5"));
        byte[] digest = mac.doFinal(Base64.getDecoder().decode(challenge.substring(2)));
        client.send(
                Base64.getEncoder()
                                .encodeToString(
                                        ("alice " + HexFormat.of().formatHex(digest))
                                                .getBytes(StandardCharsets.UTF_8))
                        + "\r\n");
        expect(client, answer);
    }

    // What others do meanwhile.

    private void deliver() throws IOException {
        String text = message();
        try (Delivery delivery = place.store().deliver(Scene.ALICE)) {
            byte[] octets = text.getBytes(StandardCharsets.ISO_8859_1);
            delivery.write(octets, 0, octets.length);
            String id = delivery.commit().value();
            note("   delivered " + id);
            model.stored.add(new Message(id, text));
        }
    }

    /** Lines of what is hard to get right; an empty header, an empty body, or nothing at all. */
    private String message() {
        StringBuilder text = new StringBuilder();
        List<String> header = List.of("Subject: x", "A: \u00c3\u00bc", "no field", ".dot: y", "\r");
        for (int lines = random.nextInt(4); lines > 0; lines--) {
            text.append(header.get(random.nextInt(header.size()))).append("\r\n");
        }
        List<String> body = List.of("", ".", "..", ".a", "a", "\u00ff", "\0", "a\rb", "x\r", "+OK");
        if (random.nextInt(5) > 0) {
            text.append("\r\n");
            for (int lines = random.nextInt(12); lines > 0; lines--) {
                String line = body.get(random.nextInt(body.size()));
                text.append(line.repeat(random.nextInt(30) == 0 ? 3000 : 1)).append("\r\n");
            }
        }
        return text.toString();
    }

    private void another(TestPostOffice office) throws Exception {
        try (Client client = Client.greeted(office)) {
            String reply = client.login();
            note("   another logs in: " + reply);
            if (model.state == State.TRANSACTION) {
                assertThat(reply).startsWith("-ERR [IN-USE] ");
            } else {
                assertThat(reply).startsWith("+OK ");
            }
            assertThat(client.command("QUIT")).startsWith("+OK ");
        }
        office.await(Event.PopEnded.class, _ -> true);
    }

    private void discard() throws IOException {
        if (!model.stored.isEmpty()) {
            Message gone = model.stored.remove(random.nextInt(model.stored.size()));
            note("   another program deletes " + gone.id());
            place.discard(gone.id());
        }
    }

    private void rename() throws IOException {
        if (!model.stored.isEmpty()) {
            Message seen = model.stored.get(random.nextInt(model.stored.size()));
            note("   another program marks " + seen.id());
            place.rename(seen.id());
        }
    }

    // Ends.

    private void end(TestPostOffice office, Client client) throws Exception {
        int kind = random.nextInt(5);
        note("   ends by way " + kind);
        switch (kind) {
            case 0 -> {
                client.send("DELE 1\r\nDELE 2\r\nQUIT");
                client.vanish();
            }
            case 1 -> {
                client.send("DELE 1\r\nQUI");
                client.close();
            }
            case 2 -> {
                client.send("DELE 1\r\nNOOP\r\nQUIT");
                client.socket().shutdownOutput();
                assertThat(client.rest()).doesNotContain("bye", "au revoir");
            }
            case 3 -> office.close();
            default -> {
                boolean exchange = model.state == State.EXCHANGE;
                if (exchange) {
                    model.state = State.AUTHORIZATION;
                    assertThat(client.command("*")).startsWith("-ERR ");
                }
                assertThat(client.command("QUIT")).startsWith(model.quit().status());
            }
        }
        model.cut();
        office.await(Event.PopEnded.class, _ -> true);
    }

    private void assertMaildrop() throws IOException {
        List<Message> found = new ArrayList<>();
        if (!(place.store().open(Scene.ALICE) instanceof Opening.Opened(var maildrop))) {
            throw new AssertionError("the maildrop is still locked");
        }
        try (maildrop) {
            for (ListedMessage message : maildrop.listing()) {
                String text = read(maildrop.open(message.id()));
                assertThat(message.octets()).isEqualTo(text.length());
                found.add(new Message(message.id().value(), text));
            }
        }
        assertThat(found).isEqualTo(model.stored);
    }

    private static String read(Content content) throws IOException {
        try (content) {
            return new String(
                    CanonicalInputStream.of(content).readAllBytes(), StandardCharsets.ISO_8859_1);
        }
    }
}
