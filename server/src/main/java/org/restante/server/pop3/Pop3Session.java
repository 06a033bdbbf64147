package org.restante.server.pop3;

import static org.restante.protocol.pop3.Reply.ok;

import org.restante.protocol.Secret;
import org.restante.protocol.pop3.Command;
import org.restante.protocol.pop3.CommandParser;
import org.restante.protocol.pop3.Mistake;
import org.restante.protocol.pop3.Reply;
import org.restante.protocol.pop3.ReplyWriter;
import org.restante.protocol.pop3.ResponseCode;
import org.restante.protocol.wire.Line;
import org.restante.protocol.wire.LineReader;
import org.restante.protocol.wire.WireOutput;
import org.restante.server.event.Event;
import org.restante.server.event.LogText;
import org.restante.server.login.Account;
import org.restante.server.login.Policy;
import org.restante.server.login.Retention;
import org.restante.server.login.Survey;
import org.restante.server.net.Connection;
import org.restante.server.net.EndReason;
import org.restante.server.net.Refusal;
import org.restante.server.session.OpenMaildrop;
import org.restante.server.session.Visit;
import org.restante.server.text.Language;
import org.restante.server.text.Languages;
import org.restante.server.text.Text;
import org.restante.store.MaildropName;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * One POP3 session (RFC 1939), from the greeting to the end of the connection.
 *
 * <p>Invariants: the maildrop's lock is released on every path, by the {@link Visit}; nothing is
 * removed but by {@link #update}, which only a QUIT that was read whole can reach; a reply is
 * written whole or the connection ends without its terminator.
 */
final class Pop3Session {
    /** What is read at a time when much comes; one that waits has less ({@link LineReader}). */
    private static final int READ_OCTETS = 1024;

    /** APOP's timestamp must not be guessed (RFC 1939 §7). */
    private static final int TIMESTAMP_RANDOM_OCTETS = 16;

    private final boolean implicitTls;
    private final Connection connection;
    private final Visit visit;
    private final Pop3Protocol.Services services;
    private final Pop3Settings settings;
    private final Optional<Refusal> refusal;

    private LineReader in;
    private final WireOutput out;
    private final ReplyWriter writer;
    private final Voice voice = new Voice();
    private final MaildropCommands onMaildrop;
    private final Optional<String> timestamp;
    private LoginCommands logins;

    /** Whether messages are sent as they are (RFC 6856 §2.1). */
    private boolean utf8;

    private State state = State.START;
    private int commandsInError;

    /** Whether the talk has begun, and goes on behind a rest. */
    private boolean begun;

    Pop3Session(
            boolean implicitTls,
            Connection connection,
            Visit visit,
            Pop3Protocol.Services services,
            Pop3Settings settings,
            Optional<Refusal> refusal) {
        this.implicitTls = implicitTls;
        this.connection = connection;
        this.visit = visit;
        this.services = services;
        this.settings = settings;
        this.refusal = refusal;
        this.in = LineReader.ofCommands(connection.input(), READ_OCTETS);
        this.out = visit.out();
        this.writer = new ReplyWriter(out);
        this.onMaildrop = new MaildropCommands(voice, settings.nulReplaced(), visit::failed);
        this.timestamp = settings.apop() ? Optional.of(timestamp()) : Optional.empty();
        this.logins = logins();
    }

    private String timestamp() {
        byte[] random = new byte[TIMESTAMP_RANDOM_OCTETS];
        services.random().nextBytes(random);
        return String.format(
                Locale.ROOT,
                "<%s.%d@%s>",
                HexFormat.of().formatHex(random),
                services.clock().instant().getEpochSecond(),
                settings.hostname());
    }

    private LoginCommands logins() {
        return new LoginCommands(
                visit.listener(),
                connection,
                services.login(),
                services.mechanisms(),
                settings,
                voice,
                timestamp);
    }

    /** As {@link Visit.Talk#run}. */
    void run() throws IOException, InterruptedException {
        try {
            // Behind a rest nothing is to be said, and the idle timer goes on.
            boolean goesOn = begun ? takeNext() : begin();
            while (goesOn && !(state instanceof State.Closed)) {
                flushBeforeWaiting();
                goesOn = takeNext();
            }
            out.flush();
        } catch (HandshakeFailure e) {
            visit.endsBy(EndReason.TLS_FAILED);
            tellTlsFailed(e);
        } finally {
            if (state instanceof State.Exchange exchange) {
                tellUnacknowledged(exchange);
            }
        }
    }

    /** Greets; false if the peer is sent away. */
    private boolean begin() throws IOException {
        begun = true;
        connection.readWithin(settings.loginTimeout(), EndReason.LOGIN_TIMEOUT);
        if (refusal.isPresent()) {
            refuse(refusal.get());
            return false;
        }
        if (implicitTls) {
            handshake();
        }
        visit.connected();
        send(greeting());
        return true;
    }

    /** Waits for a command and answers it; false if the peer has hung up. */
    private boolean takeNext() throws IOException, InterruptedException {
        switch (in.next(lineOctetsMax())) {
            case Line.Text(var text) -> take(text);
            case Line.TooLong _ -> takeTooLong();
            // RFC 1939 §6: whoever leaves without QUIT never reaches the UPDATE state.
            case Line.End _ -> {
                return false;
            }
        }
        return true;
    }

    /** RFC 1939 §7: the timestamp of APOP, and nothing else like it, stands in the greeting. */
    private Reply greeting() {
        String ready = voice.say(Text.READY, settings.hostname());
        return ok(timestamp.map(stamp -> ready + " " + stamp).orElse(ready));
    }

    private void take(String text) throws IOException, InterruptedException {
        if (state instanceof State.Exchange exchange) {
            // Over, unless the answer is another challenge; also if that cannot be sent any more.
            state = State.START;
            take(step(logins.respond(exchange, new Secret(text))), "AUTH");
            return;
        }
        Command command = CommandParser.parse(text);
        Step step =
                switch (state) {
                    case State.Authorization authorization -> authorization(authorization, command);
                    case State.Transaction transaction -> transaction(transaction, command);
                    case State.Exchange _, State.Closed _ ->
                            throw new IllegalStateException("no command is legal in " + state);
                };
        take(step, command.keyword());
    }

    private void takeTooLong() throws IOException, InterruptedException {
        if (state instanceof State.Exchange exchange && LoginCommands.isDenied(exchange)) {
            take("");
        } else {
            take(new Step.Answer(voice.err(Text.LINE_TOO_LONG), idle()), "?");
        }
    }

    /** Answers, goes to the next state, and counts; the one place that every command passes. */
    private void take(Step step, String keyword) throws IOException {
        boolean positive = step.reply().isPositive();
        if (!(step.reply() instanceof Reply.Challenge)) {
            visit.counted(keyword, positive);
        }
        switch (step) {
            case Step.Answer(Reply reply, State next) -> {
                // The state first: a maildrop that was opened is released even if nobody is there
                // any more to be told.
                state = next;
                send(reply);
            }
            case Step.StartTls(Reply reply) -> {
                send(reply);
                out.flush();
                // Octets in the clear behind STLS must never be taken for commands inside TLS.
                if (in.hasBuffered()) {
                    throw new HandshakeFailure();
                }
                handshake();
                // What was agreed in the clear counts no more (RFC 2595 §4).
                in = LineReader.ofCommands(connection.input(), READ_OCTETS);
                voice.speak(Language.ENGLISH);
                logins = logins();
                state = State.START;
            }
        }
        // After login, asking for what is not there any more is no mistake.
        boolean mistake =
                !positive && (keyword.equals("?") || !(state instanceof State.Transaction));
        commandsInError = mistake ? commandsInError + 1 : 0;
        if (commandsInError >= settings.commandsInErrorMax()
                || visit.failedLogins() >= settings.failedLoginsMax()) {
            visit.endsBy(EndReason.TOO_MANY_ERRORS);
            visit.release();
            state = new State.Closed();
        }
    }

    private Step authorization(State.Authorization here, Command command)
            throws IOException, InterruptedException {
        if (!(command instanceof Command.InAuthorization legal)) {
            return new Step.Answer(voice.err(Text.LOG_IN_FIRST), State.START);
        }
        Optional<Capability> needed = Capability.neededBy(legal);
        if (needed.isPresent() && !needed.get().isOffered(facts())) {
            return new Step.Answer(notOffered(legal), State.START);
        }
        return switch (legal) {
            case Command.Quit _ -> {
                visit.endsBy(EndReason.QUIT);
                yield new Step.Answer(voice.ok(Text.BYE), new State.Closed());
            }
            case Command.Capa _ -> new Step.Answer(capabilities(), State.START);
            // RFC 6856 §2.1: a client must not; nothing it agreed on would hold inside TLS.
            case Command.Stls _ ->
                    utf8
                            ? new Step.Answer(voice.err(Text.TLS_BEFORE_UTF8), State.START)
                            : new Step.StartTls(voice.ok(Text.BEGIN_TLS));
            case Command.Utf8 _ -> {
                utf8 = true;
                yield new Step.Answer(voice.ok(Text.UTF8_MODE), State.START);
            }
            case Command.Lang(var range) -> new Step.Answer(language(range), State.START);
            case Command.User user -> step(logins.user(user));
            case Command.Pass pass -> step(logins.pass(here, pass));
            case Command.Apop apop -> step(logins.apop(apop));
            case Command.Auth auth -> step(logins.auth(auth));
            // What follows was written by a web page, not by whoever runs the browser.
            case Command.Invalid(var mistake) when mistake == Mistake.OTHER_PROTOCOL -> {
                visit.endsBy(EndReason.OTHER_PROTOCOL);
                yield new Step.Answer(voice.err(mistake), new State.Closed());
            }
            case Command.Invalid(var mistake) -> new Step.Answer(voice.err(mistake), State.START);
        };
    }

    private Reply notOffered(Command.InAuthorization command) {
        return switch (command) {
            case Command.Stls _ -> voice.err(Text.NO_TLS);
            case Command.Auth _ when connection.tls().isPresent() ->
                    voice.err(Text.NO_SUCH_MECHANISM);
            default -> needsTls();
        };
    }

    private Reply needsTls() {
        visit.refusedWithoutTls();
        return voice.err(Text.NEEDS_TLS);
    }

    private Step transaction(State.Transaction here, Command command) throws IOException {
        if (!(command instanceof Command.InTransaction legal)) {
            return new Step.Answer(voice.err(Text.NOT_AFTER_LOGIN), here);
        }
        return switch (legal) {
            case Command.OnMaildrop on ->
                    new Step.Answer(onMaildrop.answer(here.maildrop(), on, utf8), here);
            case Command.Noop _ -> new Step.Answer(voice.ok(Text.NOTHING_DONE), here);
            case Command.Capa _ -> new Step.Answer(capabilities(), here);
            case Command.Lang(var range) -> new Step.Answer(language(range), here);
            // Removes what is marked, then closes the maildrop, whatever happened (RFC 1939 §6).
            case Command.Quit _ -> new Step.Answer(update(here.maildrop()), new State.Closed());
            case Command.Invalid(var mistake) -> new Step.Answer(voice.err(mistake), here);
        };
    }

    private Reply capabilities() {
        Facts facts = facts();
        List<String> lines = new ArrayList<>();
        for (Capability capability : Capability.values()) {
            capability.line(facts).ifPresent(rest -> lines.add(capability.tag() + rest));
        }
        return new Reply.Listing(voice.say(Text.CAPABILITIES), lines);
    }

    private Facts facts() {
        Optional<Policy> policy =
                state instanceof State.Transaction(var maildrop)
                        ? Optional.of(maildrop.account().policy())
                        : Optional.empty();
        Survey survey = services.login().survey();
        return new Facts(
                policy.isPresent(),
                logins.passwordAllowed(),
                logins::offered,
                services.tls().isPresent() && connection.tls().isEmpty(),
                loginDelay(policy, survey),
                retention(survey),
                settings.implementation());
    }

    private Optional<Facts.Value<Duration>> loginDelay(Optional<Policy> policy, Survey survey) {
        Duration usual = settings.loginDelay();
        Duration longest =
                survey.longestLoginDelay().filter(own -> own.compareTo(usual) > 0).orElse(usual);
        if (longest.isZero()) {
            return Optional.empty();
        }
        return Optional.of(
                policy.map(own -> new Facts.Value<>(own.loginDelay().orElse(usual), false))
                        .orElseGet(() ->
                                new Facts.Value<>(
                                        longest, survey.longestLoginDelay().isPresent())));
    }

    private Facts.Value<Retention> retention(Survey survey) {
        if (state instanceof State.Transaction(var maildrop)) {
            return new Facts.Value<>(maildrop.retention(), false);
        }
        Retention usual = settings.retention();
        return new Facts.Value<>(
                survey.shortestRetention().filter(own -> own.isShorterThan(usual)).orElse(usual),
                survey.shortestRetention().isPresent());
    }

    private Reply language(Optional<String> range) {
        if (range.isEmpty()) {
            List<String> lines = new ArrayList<>();
            Languages.all().forEach(each -> lines.add(each.tag() + " " + each.name()));
            return new Reply.Listing(voice.say(Text.LANGUAGES), lines);
        }
        Optional<Language> chosen =
                switch (range.get().toLowerCase(Locale.ROOT)) {
                    case "*" -> Optional.of(settings.language());
                    case Languages.DEFAULT_TAG -> Optional.of(Language.ENGLISH);
                    case String tag -> Languages.matching(tag);
                };
        if (chosen.isEmpty()) {
            return voice.err(Text.NO_SUCH_LANGUAGE);
        }
        voice.speak(chosen.get());
        return ok(chosen.get().tag() + " " + voice.say(Text.LANGUAGE_CHOSEN));
    }

    private Step step(LoginCommands.Outcome outcome) throws IOException, InterruptedException {
        return switch (outcome) {
            case LoginCommands.Outcome.Answer(var reply, var next) -> new Step.Answer(reply, next);
            case LoginCommands.Outcome.NeedsTls _ -> refused(needsTls());
            case LoginCommands.Outcome.Judged(var attempt, var entry) ->
                    switch (visit.judged(attempt, entry)) {
                        case Visit.Judged.Admitted(var granted) -> open(granted);
                        case Visit.Judged.Wrong _ ->
                                refused(voice.err(ResponseCode.AUTH, Text.LOGIN_FAILED));
                        case Visit.Judged.TooManyFailures _ ->
                                refused(
                                        voice.err(
                                                ResponseCode.SYS_TEMP,
                                                Text.TOO_MANY_FAILED_LOGINS));
                        case Visit.Judged.TooSoon(var left) ->
                                refused(
                                        voice.err(
                                                ResponseCode.LOGIN_DELAY,
                                                Text.LOGIN_TOO_SOON,
                                                left.plusSeconds(59).toMinutes()));
                        case Visit.Judged.Unavailable _ -> refused(tryLater());
                    };
        };
    }

    /** Some clients hang up when they hear that their token failed: it did all the same. */
    private void tellUnacknowledged(State.Exchange exchange) throws InterruptedException {
        if (LoginCommands.isDenied(exchange)
                && logins.respond(exchange, new Secret(""))
                        instanceof LoginCommands.Outcome.Judged(var attempt, var entry)) {
            visit.failedUnheard(attempt, entry);
        }
    }

    private Step open(Account granted) {
        Optional<MaildropName> name = granted.opens();
        if (name.isEmpty()) {
            return refused(voice.err(ResponseCode.SYS_PERM, Text.NO_SUCH_FOLDER));
        }
        return switch (visit.open(granted, name.get(), settings.retention(), settings.onDelete())) {
            case Visit.Access.Open(var maildrop) ->
                    new Step.Answer(
                            voice.ok(Text.MAILDROP, maildrop.count(), maildrop.octets()),
                            new State.Transaction(maildrop));
            case Visit.Access.InUse _ -> refused(voice.err(ResponseCode.IN_USE, Text.IN_USE));
            case Visit.Access.NoSuchFolder _ ->
                    refused(voice.err(ResponseCode.SYS_PERM, Text.NO_SUCH_FOLDER));
            case Visit.Access.Broken _ ->
                    refused(voice.err(ResponseCode.SYS_PERM, Text.BROKEN_MAILDROP));
            case Visit.Access.Unavailable _ -> refused(tryLater());
        };
    }

    private static Step refused(Reply reply) {
        return new Step.Answer(reply, State.START);
    }

    private Reply tryLater() {
        return voice.err(ResponseCode.SYS_TEMP, Text.TRY_LATER);
    }

    private Reply update(OpenMaildrop maildrop) throws IOException {
        if (maildrop.hasWritten()) {
            // Nothing counts as retrieved, and nothing is removed, for somebody who is gone.
            out.flush();
            maildrop.flushed();
        }
        visit.endsBy(EndReason.QUIT);
        return switch (visit.update()) {
            case Visit.Removal.Done(var left) -> voice.ok(Text.BYE_LEFT, left);
            case Visit.Removal.Partly(var failed, var marked) ->
                    voice.err(ResponseCode.SYS_TEMP, Text.NOT_REMOVED, failed, marked);
            case Visit.Removal.Unknown _ ->
                    voice.err(ResponseCode.SYS_TEMP, Text.PERHAPS_NOT_REMOVED);
        };
    }

    private void send(Reply reply) throws IOException {
        writer.write(reply);
        if (reply instanceof Reply.Message(_, var content)) {
            visit.sent(content.octets());
            if (state instanceof State.Transaction(var maildrop)) {
                maildrop.sent();
            }
        }
    }

    /** Replies to pipelined commands leave together, the last of them at once (RFC 2449 §6.6). */
    private void flushBeforeWaiting() throws IOException {
        if (!in.hasLine()) {
            out.flush();
            if (state instanceof State.Transaction(var maildrop)) {
                maildrop.flushed();
            }
        }
        if (state instanceof State.Transaction) {
            connection.readWithin(settings.idleTimeout(), EndReason.IDLE);
            if (!in.hasBuffered()) {
                connection.restWhenQuiet();
            }
        }
    }

    private int lineOctetsMax() {
        return state instanceof State.Transaction
                ? CommandParser.LINE_OCTETS_MAX
                : logins.lineOctetsMax();
    }

    /** The state once what was under way is given up: an exchange, or a name without password. */
    private State idle() {
        return state instanceof State.Transaction ? state : State.START;
    }

    private void handshake() throws HandshakeFailure {
        try {
            connection.startTls(services.tls().orElseThrow());
        } catch (IOException e) {
            throw new HandshakeFailure(e);
        }
    }

    private void refuse(Refusal why) throws IOException {
        visit.refused(why);
        if (!implicitTls) {
            send(Reply.err(ResponseCode.SYS_TEMP, why.text()));
            out.flush();
        }
    }

    /** A handshake that was cut from outside has its reason in the end that is told. */
    private void tellTlsFailed(HandshakeFailure failure) {
        if (connection.endedBecause().isEmpty()) {
            services.events()
                    .record(
                            new Event.TlsFailed(
                                    visit.id(),
                                    visit.listener(),
                                    connection.peer().text(),
                                    LogText.printable(failure.text())));
        }
    }

    /** TLS did not come about; the connection must not go on in the clear. */
    private static final class HandshakeFailure extends IOException {
        private static final long serialVersionUID = 1;

        HandshakeFailure(IOException cause) {
            super(cause);
        }

        HandshakeFailure() {
            super("octets in the clear behind STLS");
        }

        /** The kind of failure first: texts of providers change. */
        String text() {
            Throwable cause = getCause();
            return cause == null
                    ? String.valueOf(getMessage())
                    : cause.getClass().getSimpleName() + ": " + cause.getMessage();
        }
    }
}
