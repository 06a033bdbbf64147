package org.restante.server.pop3;

import org.restante.protocol.Secret;
import org.restante.protocol.pop3.Command;
import org.restante.protocol.pop3.Reply;
import org.restante.protocol.sasl.SaslBase64;
import org.restante.server.login.Login;
import org.restante.server.login.Login.Attempt;
import org.restante.server.login.Login.Entry;
import org.restante.server.login.sasl.Channel;
import org.restante.server.login.sasl.Exchange;
import org.restante.server.login.sasl.Exchange.Progress;
import org.restante.server.login.sasl.Mechanism;
import org.restante.server.login.sasl.Mechanisms;
import org.restante.server.net.Connection;
import org.restante.server.text.Text;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Optional;

/**
 * The ways to log in to one session (RFC 1939 §7, RFC 5034); confined to its thread. Knows nothing
 * of maildrops: who is let in is the outcome.
 */
final class LoginCommands {
    /** What AUTH and its exchange may need without tokens (RFC 5034 §4). */
    private static final int LINE_OCTETS_MAX = 16 * 1024;

    /** Tokens of 64 KiB are met; base64 and what stands around them needs a half more. */
    private static final int LINE_WITH_TOKEN_OCTETS_MAX = 96 * 1024;

    private final String listener;
    private final Connection connection;
    private final Login login;
    private final Mechanisms mechanisms;
    private final Pop3Settings settings;
    private final Voice voice;

    /** What APOP's digest is made with; empty where APOP is not offered. */
    private final Optional<String> timestamp;

    /** RFC 9266 §4.1: one value serves one attempt. */
    private boolean bindingUsed;

    /** What a line led to. */
    sealed interface Outcome {
        /** Nobody is let in yet. */
        record Answer(Reply reply, State next) implements Outcome {}

        /** The door's verdict on an attempt. */
        record Judged(Attempt attempt, Entry entry) implements Outcome {}

        /** A password would come in the clear where that is not allowed. */
        record NeedsTls() implements Outcome {}
    }

    LoginCommands(
            String listener,
            Connection connection,
            Login login,
            Mechanisms mechanisms,
            Pop3Settings settings,
            Voice voice,
            Optional<String> timestamp) {
        this.listener = listener;
        this.connection = connection;
        this.login = login;
        this.mechanisms = mechanisms;
        this.settings = settings;
        this.voice = voice;
        this.timestamp = timestamp;
    }

    Outcome user(Command.User user) {
        return new Outcome.Answer(
                voice.ok(Text.NOW_THE_PASSWORD), new State.Authorization(Optional.of(user.name())));
    }

    Outcome pass(State.Authorization here, Command.Pass pass) throws InterruptedException {
        if (here.name().isEmpty()) {
            return refused(Text.USER_FIRST);
        }
        Attempt attempt = attempt("USER");
        return new Outcome.Judged(
                attempt, login.password(attempt, here.name().get(), pass.secret()));
    }

    Outcome apop(Command.Apop apop) throws InterruptedException {
        if (timestamp.isEmpty()) {
            return refused(Text.NO_APOP);
        }
        Attempt attempt = attempt("APOP");
        return new Outcome.Judged(
                attempt, login.apop(attempt, timestamp.get(), apop.name(), apop.digest()));
    }

    Outcome auth(Command.Auth auth) throws InterruptedException {
        Channel channel = channel();
        Optional<Mechanism> mechanism = Mechanism.find(auth.mechanism());
        if (mechanism.filter(offered()::contains).isEmpty()) {
            boolean wantsTls =
                    !channel.tls()
                            && mechanism.filter(m -> m.isClearText() || m.needsTls()).isPresent();
            return wantsTls ? new Outcome.NeedsTls() : refused(Text.NO_SUCH_MECHANISM);
        }
        if (mechanism.get().isServerFirst() && auth.initialResponse().isPresent()) {
            return refused(Text.SERVER_SPEAKS_FIRST);
        }
        Attempt attempt = attempt(mechanism.get().text());
        Exchange exchange =
                mechanisms.begin(mechanism.get(), channel, name -> login.refusal(attempt, name));
        if (mechanism.get().usesChannelBinding()) {
            bindingUsed = true;
        }
        State.Exchange state = new State.Exchange(mechanism.get(), exchange, false);
        if (auth.initialResponse().isEmpty()) {
            return challenge(state, exchange.firstChallenge());
        }
        // "=" stands for a response that is present and empty (RFC 5034 §4).
        Secret response = auth.initialResponse().get();
        return respond(state, response.reveal().equals("=") ? new Secret("") : response);
    }

    Outcome respond(State.Exchange state, Secret response) throws InterruptedException {
        if (isDenied(state)) {
            // Whatever is said to it: who was told that a token failed gets out of no count.
            return outcome(state, new byte[0]);
        }
        if (response.reveal().equals("*")) {
            return refused(Text.CANCELLED);
        }
        Optional<byte[]> message = SaslBase64.decode(response.reveal());
        if (message.isEmpty()) {
            return refused(Text.MALFORMED_RESPONSE);
        }
        return outcome(state, message.get());
    }

    /**
     * Whether the client has been told that its token failed and has only to acknowledge that (RFC
     * 7628 §3.2.3); some hang up instead.
     */
    static boolean isDenied(State.Exchange state) {
        return state.answered() && takesToken(state.mechanism());
    }

    private Outcome outcome(State.Exchange state, byte[] message) throws InterruptedException {
        Attempt attempt = attempt(state.mechanism().text());
        return switch (state.exchange().respond(message)) {
            case Progress.Challenge(var next) ->
                    challenge(new State.Exchange(state.mechanism(), state.exchange(), true), next);
            case Progress.Proven(var name, var account, var password) ->
                    new Outcome.Judged(attempt, login.proven(attempt, name, account, password));
            case Progress.Refused(var refusal) -> new Outcome.Judged(attempt, refusal);
            case Progress.Denied(var name, var reason, var password) ->
                    new Outcome.Judged(attempt, login.failed(attempt, name, reason, password));
            case Progress.Malformed _ -> refused(Text.MALFORMED_RESPONSE);
            case Progress.Unavailable(_, var cause) ->
                    new Outcome.Judged(attempt, new Entry.Unavailable(cause));
        };
    }

    /** The longest line that one of these ways to log in may need (RFC 5034 §4). */
    int lineOctetsMax() {
        // Asked before each line, and most servers take no tokens.
        return mechanisms.mayTakeTokens() && offered().stream().anyMatch(LoginCommands::takesToken)
                ? LINE_WITH_TOKEN_OCTETS_MAX
                : LINE_OCTETS_MAX;
    }

    private static boolean takesToken(Mechanism mechanism) {
        return mechanism == Mechanism.OAUTHBEARER || mechanism == Mechanism.XOAUTH2;
    }

    boolean passwordAllowed() {
        return settings.clearTextLogin().allows(connection);
    }

    List<Mechanism> offered() {
        return mechanisms.offered(channel(bindingUsed, false), passwordAllowed());
    }

    /** What an exchange has to know of the connection. */
    private Channel channel() {
        // A client that saw a mechanism with channel binding once knows that there is one.
        boolean plusOffered =
                mechanisms.offered(channel(false, false), false).stream()
                        .anyMatch(Mechanism::usesChannelBinding);
        return channel(bindingUsed, plusOffered);
    }

    private Channel channel(boolean withoutBinding, boolean plusOffered) {
        return new Channel(
                settings.hostname(),
                connection.localPort(),
                connection.tls().isPresent(),
                withoutBinding ? Optional.empty() : connection.channelBinding(),
                plusOffered,
                connection.clientCertificate());
    }

    private Attempt attempt(String method) {
        return login.attempt(listener, connection.peer(), connection.tls().isPresent(), method);
    }

    private Outcome refused(Text text) {
        return new Outcome.Answer(voice.err(text), State.START);
    }

    private static Outcome challenge(State.Exchange state, String message) {
        return new Outcome.Answer(
                new Reply.Challenge(
                        Base64.getEncoder()
                                .encodeToString(message.getBytes(StandardCharsets.UTF_8))),
                state);
    }
}
