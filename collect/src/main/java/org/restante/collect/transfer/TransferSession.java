package org.restante.collect.transfer;

import org.restante.client.Security;
import org.restante.collect.Report.Failure;
import org.restante.collect.UnavailableException;
import org.restante.collect.transfer.CrlfOutput.Draft;
import org.restante.protocol.Content;
import org.restante.protocol.sasl.PlainMessage;
import org.restante.protocol.wire.WireOutput;
import org.restante.protocol.wire.WireSink;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * A session with a server that takes mail, by SMTP (RFC 5321) or LMTP (RFC 2033), from the greeting
 * to QUIT. Whatever the server does that is no answer to a message is an {@link
 * UnavailableException}; the session is then of no use any more. For one thread.
 */
final class TransferSession implements Closeable {
    /** RFC 5321 §4.5.3.1.5 has 512; some say more of what they think. */
    private static final int LINE_OCTETS_MAX = 4096;

    /** A reply with all its lines; no server has that many extensions. */
    private static final int REPLY_OCTETS_MAX = 64 * 1024;

    /** Of those whose answer did not come, as the server left behind another's refusal. */
    private static final Answer HUNG_UP =
            new Answer(421, List.of("hung up (it refused another recipient)"));

    private final MailServer server;
    private final Protocol protocol;
    private final Wire wire;
    private Map<String, String> extensions = Map.of();
    private boolean spent;

    private TransferSession(MailServer server, Protocol protocol, Wire wire) {
        this.server = server;
        this.protocol = protocol;
        this.wire = wire;
    }

    /**
     * Connects, says who this is, begins TLS and logs in.
     *
     * @param helo what this side calls itself
     */
    static TransferSession open(MailServer server, Protocol protocol, String helo)
            throws IOException {
        Wire wire = Wire.open(server);
        TransferSession session = new TransferSession(server, protocol, wire);
        try {
            session.begin(helo);
            return session;
        } catch (IOException | RuntimeException e) {
            wire.close();
            throw e;
        }
    }

    private void begin(String helo) throws IOException {
        require(answer("the greeting"), "the greeting");
        hello(helo);
        if (server.security() == Security.STLS) {
            if (!extensions.containsKey("STARTTLS")) {
                throw wire.server("offers no STARTTLS");
            }
            wire.send("STARTTLS");
            require(answer("STARTTLS"), "STARTTLS");
            wire.startTls();
            // What was said in the clear may be somebody else's words (RFC 3207 §4.2).
            hello(helo);
        }
        List<String> mechanisms =
                Arrays.asList(
                        extensions.getOrDefault("AUTH", "").toUpperCase(Locale.ROOT).split(" "));
        if (server.login().isPresent()) {
            switch (server.login().get()) {
                case MailServer.Login.Password login -> login(mechanisms, login);
                case MailServer.Login.Token login ->
                        TokenMessage.login(server, login, mechanisms::contains, this::login);
            }
        }
    }

    private void hello(String helo) throws IOException {
        String command = protocol == Protocol.LMTP ? "LHLO" : "EHLO";
        wire.send(command + " " + helo);
        Answer answer = answer(command);
        require(answer, command);
        extensions = new HashMap<>();
        // The first line is the server's name.
        for (String line : answer.lines().subList(1, answer.lines().size())) {
            String[] words = line.strip().split(" +", 2);
            extensions.put(words[0].toUpperCase(Locale.ROOT), words.length > 1 ? words[1] : "");
        }
    }

    private void login(List<String> mechanisms, MailServer.Login.Password login)
            throws IOException {
        if (mechanisms.contains("PLAIN")) {
            String message = new PlainMessage("", login.user(), login.password()).format();
            login("AUTH PLAIN", List.of("AUTH PLAIN " + base64(message)));
        } else if (mechanisms.contains("LOGIN")) {
            // No standard; what some servers have alone.
            login(
                    "AUTH LOGIN",
                    List.of("AUTH LOGIN", base64(login.user()), base64(login.password().reveal())));
        } else {
            throw new UnavailableException(
                    Failure.Kind.LOGIN, server + " offers no login by AUTH PLAIN or AUTH LOGIN");
        }
    }

    private void login(String mechanism, List<String> lines) throws IOException {
        for (int i = 0; i < lines.size(); i++) {
            wire.send(lines.get(i));
            Answer answer = answer(mechanism);
            boolean last = i == lines.size() - 1;
            if (last ? !answer.isPositive() : !answer.is(3)) {
                throw new UnavailableException(
                        answer.passes() ? Failure.Kind.TEMPORARY : Failure.Kind.LOGIN,
                        server + " refuses " + mechanism + ": " + answer);
            }
        }
    }

    private void login(TokenMessage token) throws IOException {
        String command = "AUTH " + token.mechanism();
        wire.send(command + " " + token.message().reveal());
        Answer answer = answer(command);
        if (answer.is(3)) {
            // What is wrong, as JSON; the reply says so again (RFC 7628 §3.2.3).
            wire.send(token.afterFailure());
            answer = answer(command);
            if (answer.isPositive()) {
                throw wire.server("lets in by " + command + " whom it refused");
            }
        }
        if (!answer.isPositive()) {
            throw new UnavailableException(
                    answer.passes() ? Failure.Kind.TEMPORARY : Failure.Kind.LOGIN,
                    server + " refuses " + command + ": " + answer);
        }
    }

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    private void require(Answer answer, String command) throws IOException {
        if (!answer.isPositive()) {
            throw new UnavailableException(
                    answer.passes() ? Failure.Kind.TEMPORARY : Failure.Kind.SERVER,
                    server + " refuses " + command + ": " + answer);
        }
    }

    private Answer answer(String to) throws IOException {
        wire.waitFor(
                "its answer to " + to,
                to.equals("the message")
                        ? server.patience().message()
                        : server.patience().command(),
                REPLY_OCTETS_MAX);
        List<String> lines = new ArrayList<>();
        while (true) {
            String line = wire.line(LINE_OCTETS_MAX);
            if (!line.matches("(?s)[2-5][0-9][0-9]([ -].*)?")
                    || (!lines.isEmpty() && !line.startsWith(lines.getFirst().substring(0, 3)))) {
                throw wire.server("answers " + to + " with what is no reply: " + line);
            }
            lines.add(line);
            if (line.length() == 3 || line.charAt(3) == ' ') {
                break;
            }
        }
        Answer answer =
                new Answer(
                        Integer.parseInt(lines.getFirst().substring(0, 3)),
                        lines.stream().map(it -> it.substring(Math.min(it.length(), 4))).toList());
        if (answer.code() == 421) {
            // It closes, whatever it was asked (RFC 5321 §3.8); no message is to blame.
            throw new UnavailableException(
                    Failure.Kind.TEMPORARY, server + " ends the session: " + answer);
        }
        return answer;
    }

    /** In a few words, for people. */
    String words() {
        return protocol
                + " at "
                + server
                + wire.tls().map(it -> ", " + it.getProtocol()).orElse(", no TLS")
                + server.login().map(it -> ", logged in as " + it.user()).orElse("");
    }

    /**
     * Hands over a message.
     *
     * @param sender the reverse-path, may be empty
     * @param octets of the message as {@link CrlfOutput} makes it
     * @param answers gets the last answer for each recipient as it comes: it is that recipient's
     *     alone. When this throws, only those are known
     */
    void send(
            String sender,
            List<String> recipients,
            Draft draft,
            InputStream octets,
            Map<String, Answer> answers)
            throws IOException {
        Optional<Answer> tooLarge = tooLarge(draft);
        if (tooLarge.isPresent()) {
            recipients.forEach(it -> answers.put(it, tooLarge.get()));
            return;
        }
        String mail = mail(sender, recipients, draft);
        List<String> accepted = new ArrayList<>();
        boolean pipelined = extensions.containsKey("PIPELINING");
        if (pipelined) {
            StringBuilder all = new StringBuilder(mail);
            recipients.forEach(it -> all.append("\r\n").append(rcpt(it)));
            wire.send(all.toString());
        } else {
            wire.send(mail);
        }
        Answer from = answer("MAIL");
        if (from.code() == 530) {
            throw new UnavailableException(
                    Failure.Kind.LOGIN, server + " wants a login or TLS: " + from);
        }
        if (from.isPositive()) {
            try {
                for (String recipient : recipients) {
                    if (!pipelined) {
                        wire.send(rcpt(recipient));
                    }
                    Answer to = answer("RCPT");
                    if (to.isPositive()) {
                        accepted.add(recipient);
                    } else {
                        answers.put(recipient, to);
                    }
                }
                if (!accepted.isEmpty()) {
                    data(accepted, answers);
                }
            } catch (UnavailableException e) {
                if (answers.isEmpty()) {
                    throw e;
                }
                // Behind a refusal: nothing of the message was sent, so nobody is in doubt.
                recipients.forEach(it -> answers.putIfAbsent(it, HUNG_UP));
                spent = true;
                return;
            }
        } else {
            recipients.forEach(it -> answers.put(it, from));
        }
        accepted.removeAll(answers.keySet());
        if (!accepted.isEmpty()) {
            message(accepted, draft, octets, answers);
        }
        if (!answers.values().stream().allMatch(Answer::isPositive)) {
            reset(pipelined && !from.isPositive() ? recipients.size() : 0);
        }
    }

    /**
     * Makes ready for the next message. Some servers hang up behind what they refuse; all answers
     * to this message are known, so that is only the end of the session.
     *
     * @param outstanding answers to commands that are refused because another one was
     */
    private void reset(int outstanding) throws IOException {
        try {
            for (int i = 0; i < outstanding; i++) {
                answer("RCPT");
            }
            wire.send("RSET");
            require(answer("RSET"), "RSET");
        } catch (UnavailableException _) {
            spent = true;
        }
    }

    /** Whether the next message needs another session. */
    boolean isSpent() {
        return spent;
    }

    private Optional<Answer> tooLarge(Draft draft) {
        String most = extensions.getOrDefault("SIZE", "").strip();
        // RFC 1870 §4: zero is no limit.
        return most.matches("[0-9]{1,18}")
                        && Long.parseLong(most) > 0
                        && draft.octets() > Long.parseLong(most)
                ? Optional.of(
                        new Answer(
                                552,
                                List.of(
                                        draft.octets()
                                                + " octets, and the server takes "
                                                + most
                                                + " (not asked)")))
                : Optional.empty();
    }

    private String mail(String sender, List<String> recipients, Draft draft) throws IOException {
        StringBuilder mail = new StringBuilder("MAIL FROM:<").append(sender).append('>');
        if (extensions.containsKey("SIZE")) {
            mail.append(" SIZE=").append(draft.octets());
        }
        // Where it is not offered the octets go as they are: there is no other form of them.
        if (draft.eightBit() && extensions.containsKey("8BITMIME")) {
            mail.append(" BODY=8BITMIME");
        }
        if (!isAscii(sender) || !recipients.stream().allMatch(TransferSession::isAscii)) {
            if (!extensions.containsKey("SMTPUTF8")) {
                throw new UnavailableException(
                        Failure.Kind.CONFIGURATION,
                        server + " takes addresses of ASCII alone (it offers no SMTPUTF8)");
            }
            mail.append(" SMTPUTF8");
        }
        return mail.toString();
    }

    private static boolean isAscii(String address) {
        return address.chars().allMatch(c -> c < 0x7F);
    }

    private static String rcpt(String recipient) {
        return "RCPT TO:<" + recipient + ">";
    }

    /** Asks to send the message; those who accepted have an answer then if they refuse it. */
    private void data(List<String> accepted, Map<String, Answer> answers) throws IOException {
        wire.send("DATA");
        Answer go = answer("DATA");
        if (go.is(4) || go.is(5)) {
            accepted.forEach(it -> answers.put(it, go));
            return;
        }
        if (!go.is(3)) {
            // Such as the answer to something else: of a message nothing was sent yet.
            throw wire.server("answers DATA with " + go);
        }
    }

    private void message(
            List<String> accepted, Draft draft, InputStream octets, Map<String, Answer> answers)
            throws IOException {
        WireOutput out = new WireOutput(new Blocks(wire));
        out.message(new Content.Stream(octets, draft.octets()));
        out.flush();
        switch (protocol) {
            case SMTP -> {
                Answer last = answer("the message");
                accepted.forEach(it -> answers.put(it, last));
            }
            case LMTP -> {
                // RFC 2033 §4.2: one for each that was accepted, in that order.
                for (String recipient : accepted) {
                    answers.put(recipient, answer("the message"));
                }
            }
        }
    }

    private record Blocks(Wire wire) implements WireSink {
        @Override
        public void write(byte[] octets, int offset, int length) throws IOException {
            wire.out().write(octets, offset, length);
        }

        @Override
        public void transfer(FileChannel file, long offset, long octets) {
            throw new UnsupportedOperationException("messages are streams here");
        }
    }

    /** Says good-bye: what was handed over is so already. */
    void quit() throws IOException {
        wire.send("QUIT");
        answer("QUIT");
    }

    @Override
    public void close() throws IOException {
        wire.close();
    }
}
