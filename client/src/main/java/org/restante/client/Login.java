package org.restante.client;

import org.restante.protocol.Secret;
import org.restante.protocol.pop3.Command;
import org.restante.protocol.pop3.CommandFormatter;
import org.restante.protocol.pop3.CommandParser;
import org.restante.protocol.pop3.StatusLine;
import org.restante.protocol.sasl.ApopDigest;
import org.restante.protocol.sasl.CramMd5;
import org.restante.protocol.sasl.Gs2Header;
import org.restante.protocol.sasl.OauthBearerMessage;
import org.restante.protocol.sasl.PlainMessage;
import org.restante.protocol.sasl.SaslBase64;
import org.restante.protocol.sasl.Saslprep;
import org.restante.protocol.sasl.Xoauth2Message;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** One login: chooses the mechanism and goes through its steps. */
final class Login {
    /** A greeting's timestamp (RFC 1939 §7, APOP). */
    private static final Pattern TIMESTAMP = Pattern.compile("<[^<>\\s]+@[^<>\\s]*>");

    private static final String AUTH = "AUTH ";

    /** Stands for a secret in what is told of a message. */
    private static final Secret COVER = new Secret("***");

    private final Pop3Server server;
    private final Dialogue dialogue;
    private final Capabilities capabilities;
    private final Optional<String> timestamp;
    private final boolean tls;
    private final Duration bound;

    Login(Pop3Server server, Dialogue dialogue, Capabilities capabilities, String greeting) {
        this.server = server;
        this.dialogue = dialogue;
        this.capabilities = capabilities;
        Matcher matcher = TIMESTAMP.matcher(greeting);
        this.timestamp = matcher.find() ? Optional.of(matcher.group()) : Optional.empty();
        this.tls = dialogue.connection().tls().isPresent();
        this.bound = server.timeouts().login();
    }

    /**
     * A message of an exchange.
     *
     * @param text what is sent
     * @param shown what may be told of it
     */
    private record Message(String text, String shown) {}

    /** Returns the mechanism that it went by. */
    Mechanism run(Credentials credentials) throws IOException {
        check(credentials);
        return switch (credentials) {
            case Credentials.Password password -> byPassword(password);
            case Credentials.Token token -> byToken(token);
            case Credentials.External(String user) -> {
                initial(Mechanism.EXTERNAL, new Message(user, user));
                yield Mechanism.EXTERNAL;
            }
        };
    }

    /** What would be another line, or another field of a SASL message, goes nowhere. */
    private static void check(Credentials credentials) {
        switch (credentials) {
            case Credentials.Password(var user, var password, _, _) -> {
                check("a user's name", user);
                check("a password", password.reveal());
            }
            case Credentials.Token(var user, _) -> check("a user's name", user);
            case Credentials.External(var user) -> check("a user's name", user);
        }
    }

    private static void check(String what, String text) {
        if (text.chars().anyMatch(c -> c == '\r' || c == '\n' || c == 0 || c == 1)) {
            throw new IllegalArgumentException(what + " holds no CR, LF, NUL or U+0001");
        }
    }

    private Mechanism byPassword(Credentials.Password password) throws IOException {
        Mechanism mechanism =
                password.only().isPresent() ? password.only().get() : strongest(password);
        if (password.least().isPresent() && mechanism.weakerThan(password.least().get())) {
            throw new NoMechanismException(
                    server
                            + " offers nothing better than "
                            + mechanism.wire()
                            + " now, where "
                            + password.least().get().wire()
                            + " is wanted: nothing was sent");
        }
        String user = password.user();
        Secret secret = password.password();
        switch (mechanism) {
            case SCRAM_SHA_256_PLUS, SCRAM_SHA_256, SCRAM_SHA_1_PLUS, SCRAM_SHA_1 ->
                    scram(mechanism, user, secret);
            case PLAIN ->
                    initial(
                            mechanism,
                            new Message(
                                    new PlainMessage("", user, secret).format(),
                                    new PlainMessage("", user, COVER).format()));
            case LOGIN -> login(user, secret);
            case CRAM_MD5 -> cramMd5(user, secret);
            case APOP -> apop(user, secret);
            case USER -> {
                String name = CommandFormatter.format(new Command.User(user));
                String pass = CommandFormatter.format(new Command.Pass(secret));
                dialogue.send(List.of(name));
                // Not ahead of the answer: a server that refuses the name would take the password
                // for a command, and log it.
                dialogue.answer("USER", bound);
                dialogue.send(List.of(pass));
                dialogue.answer("PASS", bound);
            }
            case EXTERNAL, OAUTHBEARER, XOAUTH2 ->
                    throw new IllegalArgumentException(mechanism.wire() + " takes no password");
        }
        return mechanism;
    }

    private Mechanism strongest(Credentials.Password password) throws NoMechanismException {
        Optional<Mechanism> least = password.least();
        List<Mechanism> known =
                (tls ? Mechanism.WITHIN_TLS : Mechanism.IN_THE_CLEAR)
                        .stream().filter(this::isOffered).toList();
        boolean asciiOnly =
                !takesUtf8() && !isAscii(password.user() + password.password().reveal());
        List<Mechanism> offered =
                known.stream()
                        .filter(it -> !asciiOnly || (it != Mechanism.USER && it != Mechanism.APOP))
                        .toList();
        if (offered.isEmpty() && !known.isEmpty()) {
            throw new NoMechanismException(
                    server
                            + " offers no way to log in that takes letters beyond ASCII (RFC 6856"
                            + " §2.2): nothing was sent. ;AUTH=+"
                            + known.getFirst().wire()
                            + " behind the user in its URL sends them all the same");
        }
        if (offered.isEmpty()) {
            throw new NoMechanismException(
                    server
                            + " has no way to log in with a password that is known here; it offers "
                            + offered());
        }
        // With none that is strong enough, the exception names what there is.
        return offered.stream()
                .filter(it -> least.isEmpty() || !it.weakerThan(least.get()))
                .findFirst()
                .orElse(offered.getFirst());
    }

    private String offered() {
        return Dialogue.shortened(String.join(" ", capabilities.mechanisms()));
    }

    /** Whether USER, PASS and APOP may hold UTF-8 (RFC 6856 §2.2). */
    private boolean takesUtf8() {
        return capabilities.arguments("UTF8").stream().anyMatch("USER"::equalsIgnoreCase);
    }

    private static boolean isAscii(String text) {
        return text.chars().allMatch(c -> c < 0x80);
    }

    private boolean isOffered(Mechanism mechanism) {
        return switch (mechanism) {
            // Without CAPA there is no other way to tell (RFC 2449 §5).
            case USER -> !capabilities.known() || capabilities.has("USER");
            case APOP -> timestamp.isPresent();
            case SCRAM_SHA_256_PLUS, SCRAM_SHA_1_PLUS ->
                    announced(mechanism) && dialogue.connection().channelBinding().isPresent();
            case SCRAM_SHA_256,
                    SCRAM_SHA_1,
                    EXTERNAL,
                    OAUTHBEARER,
                    XOAUTH2,
                    CRAM_MD5,
                    PLAIN,
                    LOGIN ->
                    announced(mechanism);
        };
    }

    /** Whether this side could bind to the connection, and saw no mechanism for that. */
    private boolean couldBind() {
        return dialogue.connection().channelBinding().isPresent()
                && capabilities.mechanisms().stream()
                        .noneMatch(it -> it.startsWith("SCRAM-") && it.endsWith("-PLUS"));
    }

    private boolean announced(Mechanism mechanism) {
        return capabilities.mechanisms().contains(mechanism.wire());
    }

    private Mechanism byToken(Credentials.Token credentials) throws IOException {
        if (!tls) {
            throw new NoMechanismException("a token goes within TLS only: nothing was sent");
        }
        Mechanism mechanism =
                announced(Mechanism.OAUTHBEARER) ? Mechanism.OAUTHBEARER : Mechanism.XOAUTH2;
        if (!announced(mechanism)) {
            throw new NoMechanismException(server + " takes no token; it offers " + offered());
        }
        try {
            byToken(mechanism, credentials.user(), credentials.tokens().token(false));
        } catch (CommandFailedException e) {
            if (e.isTemporary()) {
                throw e;
            }
            byToken(mechanism, credentials.user(), credentials.tokens().token(true));
        }
        return mechanism;
    }

    private void byToken(Mechanism mechanism, String user, Secret token) throws IOException {
        check("a token", token.reveal());
        boolean bearer = mechanism == Mechanism.OAUTHBEARER;
        Message message =
                new Message(tokenMessage(bearer, user, token), tokenMessage(bearer, user, COVER));
        // Exchange Online takes XOAUTH2 in two steps only.
        StatusLine first = bearer ? begin(mechanism, message) : beginInTwoSteps(mechanism, message);
        if (first instanceof StatusLine.Challenge(var error)) {
            // What is wrong, as JSON; the answer differs (RFC 7628 §3.2.3).
            tell(error);
            String end = bearer ? OauthBearerMessage.AFTER_FAILURE : "";
            respond(new Message(end, end));
            end(mechanism, dialogue.step(AUTH + mechanism.wire()));
            dialogue.abandon();
            throw new ProtocolException(server + " let in by " + mechanism.wire() + " and refused");
        }
        end(mechanism, first);
    }

    private String tokenMessage(boolean bearer, String user, Secret token) {
        return bearer
                ? new OauthBearerMessage(
                                new Gs2Header(new Gs2Header.Binding.None(), user),
                                Optional.of(server.host()),
                                Optional.of(server.port()),
                                Optional.of(token))
                        .format()
                : new Xoauth2Message(user, Optional.of(token)).format();
    }

    /** A mechanism of one message. */
    private void initial(Mechanism mechanism, Message message) throws IOException {
        end(mechanism, begin(mechanism, message));
    }

    /** Begins with the message where it fits on the line (RFC 5034 §4), else behind a challenge. */
    private StatusLine begin(Mechanism mechanism, Message message) throws IOException {
        String response = message.text().isEmpty() ? "=" : base64(message.text());
        String line = AUTH + mechanism.wire() + " " + response;
        // Without the capability no server need know of initial responses.
        if (capabilities.mechanisms().isEmpty()
                || line.length() + 2 > CommandParser.LINE_OCTETS_MAX) {
            return beginInTwoSteps(mechanism, message);
        }
        dialogue.send(List.of(line));
        dialogue.said(message.shown());
        return dialogue.step(AUTH + mechanism.wire());
    }

    private StatusLine beginInTwoSteps(Mechanism mechanism, Message message) throws IOException {
        dialogue.send(List.of(AUTH + mechanism.wire()));
        StatusLine invitation = dialogue.step(AUTH + mechanism.wire());
        if (!(invitation instanceof StatusLine.Challenge(var words))) {
            return invitation;
        }
        tell(words);
        // Some servers put words there instead of nothing; none are needed.
        respond(message);
        return dialogue.step(AUTH + mechanism.wire());
    }

    private void respond(Message message) throws IOException {
        dialogue.send(List.of(base64(message.text())));
        dialogue.said(message.shown());
    }

    private static String base64(String message) {
        return Base64.getEncoder().encodeToString(message.getBytes(StandardCharsets.UTF_8));
    }

    private void end(Mechanism mechanism, StatusLine status) throws IOException {
        switch (status) {
            case StatusLine.Ok _ -> {}
            case StatusLine.Err(var code, var text) -> throw refused(mechanism, code, text);
            case StatusLine.Challenge _ -> throw cancelled(mechanism, "wants more than there is");
        }
    }

    private static CommandFailedException refused(
            Mechanism mechanism,
            Optional<org.restante.protocol.pop3.ResponseCode> code,
            String text) {
        return new CommandFailedException(AUTH + mechanism.wire(), code, Dialogue.printable(text));
    }

    /** Ends an exchange that makes no sense (RFC 5034 §4), and the connection with it. */
    private IOException cancelled(Mechanism mechanism, String why) throws IOException {
        dialogue.send(List.of("*"));
        dialogue.step(AUTH + mechanism.wire());
        dialogue.abandon();
        return new ProtocolException(
                server + " " + why + " in " + mechanism.wire() + ": the login was cancelled");
    }

    private String challenge(Mechanism mechanism, StatusLine status) throws IOException {
        return switch (status) {
            case StatusLine.Challenge(var text) -> {
                Optional<byte[]> octets = SaslBase64.decode(text);
                if (octets.isEmpty()) {
                    throw cancelled(mechanism, "sends what is no base64");
                }
                tell(text);
                yield new String(octets.get(), StandardCharsets.UTF_8);
            }
            case StatusLine.Err(var code, var text) -> throw refused(mechanism, code, text);
            case StatusLine.Ok _ -> {
                dialogue.abandon();
                throw new ProtocolException(
                        server + " lets in by " + mechanism.wire() + " before its end");
            }
        };
    }

    /** What a challenge says, if it says anything. */
    private void tell(String challenge) {
        SaslBase64.decode(challenge)
                .filter(it -> it.length > 0)
                .ifPresent(it -> dialogue.said(covered(new String(it, StandardCharsets.UTF_8))));
    }

    /**
     * A message of SCRAM without its proof or signature, from which a password could be guessed.
     */
    private static String covered(String message) {
        return message.replaceAll("(^|,)(p|v)=[^,]*", "$1$2=" + COVER.reveal());
    }

    private void cramMd5(String user, Secret password) throws IOException {
        dialogue.send(List.of(AUTH + Mechanism.CRAM_MD5.wire()));
        String challenge =
                challenge(Mechanism.CRAM_MD5, dialogue.step(AUTH + Mechanism.CRAM_MD5.wire()));
        respond(
                new Message(
                        CramMd5.answer(user, prepared(password), challenge).format(),
                        user + " " + COVER.reveal()));
        end(Mechanism.CRAM_MD5, dialogue.step(AUTH + Mechanism.CRAM_MD5.wire()));
    }

    private void login(String user, Secret password) throws IOException {
        StatusLine name = beginInTwoSteps(Mechanism.LOGIN, new Message(user, user));
        if (!(name instanceof StatusLine.Challenge(var words))) {
            end(Mechanism.LOGIN, name);
            return;
        }
        tell(words);
        respond(new Message(password.reveal(), COVER.reveal()));
        end(Mechanism.LOGIN, dialogue.step(AUTH + Mechanism.LOGIN.wire()));
    }

    private void apop(String user, Secret password) throws IOException {
        String stamp =
                timestamp.orElseThrow(() ->
                        new NoMechanismException(
                                server + " has no timestamp in its greeting, which APOP needs"));
        Secret digest = new Secret(ApopDigest.of(stamp, prepared(password)));
        dialogue.send(List.of(CommandFormatter.format(new Command.Apop(user, digest))));
        dialogue.answer("APOP", bound);
    }

    /** As both sides prepare what they hash (RFC 6856 §2.2, RFC 5802 §2.2); ASCII stays. */
    private static Secret prepared(Secret password) {
        return new Secret(Saslprep.prepare(password.reveal()).orElse(password.reveal()));
    }

    private void scram(Mechanism mechanism, String user, Secret password) throws IOException {
        Optional<byte[]> binding =
                mechanism.bindsChannel()
                        ? dialogue.connection().useChannelBinding()
                        : Optional.empty();
        if (mechanism.bindsChannel() && binding.isEmpty()) {
            throw new NoMechanismException(
                    mechanism.wire()
                            + " needs TLS 1.3, and one attempt for each connection: nothing was"
                            + " sent");
        }
        ScramExchange exchange =
                new ScramExchange(
                        mechanism.scram().orElseThrow(),
                        Saslprep.prepare(user).orElse(user),
                        prepared(password),
                        binding,
                        couldBind());
        String first =
                challenge(
                        mechanism,
                        begin(mechanism, new Message(exchange.first(), exchange.first())));
        Optional<String> proof = exchange.proof(first);
        if (proof.isEmpty()) {
            throw cancelled(mechanism, exchange.why());
        }
        respond(new Message(proof.get(), covered(proof.get())));
        String last = challenge(mechanism, dialogue.step(AUTH + mechanism.wire()));
        if (exchange.refused(last)) {
            dialogue.send(List.of(""));
            end(mechanism, dialogue.step(AUTH + mechanism.wire()));
        }
        if (!exchange.proves(last)) {
            // It does not know the password's verifier: it is not the server it says it is.
            dialogue.abandon();
            throw new ProtocolException(server + " cannot prove that it knows the password");
        }
        dialogue.send(List.of(""));
        end(mechanism, dialogue.step(AUTH + mechanism.wire()));
    }
}
