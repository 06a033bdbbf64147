package org.restante.server.pop3;

import static org.restante.protocol.pop3.Reply.ok;

import org.restante.protocol.Secret;
import org.restante.protocol.UniqueId;
import org.restante.protocol.pop3.Command;
import org.restante.protocol.pop3.CommandParser;
import org.restante.protocol.pop3.Reply;
import org.restante.protocol.pop3.ReplyWriter;
import org.restante.protocol.pop3.ResponseCode;
import org.restante.protocol.wire.ContentFailedException;
import org.restante.protocol.wire.Line;
import org.restante.protocol.wire.LineReader;
import org.restante.protocol.wire.WireOutput;
import org.restante.server.Failures;
import org.restante.server.event.CommandCounts;
import org.restante.server.event.Event;
import org.restante.server.event.LogText;
import org.restante.server.login.Account;
import org.restante.server.login.Login;
import org.restante.server.login.Policy;
import org.restante.server.login.Retention;
import org.restante.server.login.Survey;
import org.restante.server.net.Connection;
import org.restante.server.net.EndReason;
import org.restante.server.net.Refusal;
import org.restante.server.text.Language;
import org.restante.server.text.Languages;
import org.restante.server.text.Text;
import org.restante.store.Maildrop;
import org.restante.store.Opening;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/**
 * One POP3 session (RFC 1939), from the greeting to the end of the connection.
 *
 * <p>Invariants: the maildrop's lock is released on every path; nothing is removed but by {@link
 * #update}, which only a QUIT that was read whole can reach; a reply is written whole or the
 * connection ends without its terminator.
 */
final class Pop3Session {
    /** What is read at a time; a session that waits holds this much. */
    private static final int READ_OCTETS = 1024;

    /** APOP's timestamp must not be guessed (RFC 1939 §7). */
    private static final int TIMESTAMP_RANDOM_OCTETS = 16;

    private final String id;
    private final String listener;
    private final boolean implicitTls;
    private final Connection connection;
    private final Pop3Protocol.Services services;
    private final Pop3Settings settings;
    private final Optional<Refusal> refusal;
    private final long started = System.nanoTime();

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
    private EndReason reason = EndReason.HUNG_UP;
    private int commandsInError;
    private int failedLogins;

    // What the log is told at the end.
    private final CommandCounts commands = new CommandCounts();
    private int retrieved;
    private long retrievedOctets;
    private int removed;
    private int left;
    private volatile Optional<String> account = Optional.empty();

    /** Guarded by this: while it is true, {@link #stop} lets the session finish. */
    private boolean updating;

    private boolean stopped;

    Pop3Session(
            String listener,
            boolean implicitTls,
            Connection connection,
            Pop3Protocol.Services services,
            Pop3Settings settings,
            Optional<Refusal> refusal) {
        this.id = services.ids().next();
        this.listener = listener;
        this.implicitTls = implicitTls;
        this.connection = connection;
        this.services = services;
        this.settings = settings;
        this.refusal = refusal;
        this.in = reader(connection.input());
        this.out = new WireOutput(connection);
        this.writer = new ReplyWriter(out);
        this.onMaildrop = new MaildropCommands(voice, this::failed);
        this.timestamp = settings.apop() ? Optional.of(timestamp()) : Optional.empty();
        this.logins = logins();
    }

    private String timestamp() {
        byte[] random = new byte[TIMESTAMP_RANDOM_OCTETS];
        services.random().nextBytes(random);
        return "<%s.%d@%s>"
                .formatted(
                        HexFormat.of().formatHex(random),
                        services.clock().instant().getEpochSecond(),
                        settings.hostname());
    }

    private LoginCommands logins() {
        return new LoginCommands(
                listener,
                connection,
                services.login(),
                services.mechanisms(),
                settings,
                voice,
                timestamp);
    }

    void run() {
        try {
            connection.readWithin(settings.loginTimeout(), EndReason.LOGIN_TIMEOUT);
            if (refusal.isPresent()) {
                refuse(refusal.get());
                return;
            }
            if (implicitTls) {
                handshake();
            }
            services.events().record(new Event.Connected(id, listener, connection.peer().text()));
            send(greeting());
            while (!(state instanceof State.Closed)) {
                flushBeforeWaiting();
                switch (in.next(lineOctetsMax())) {
                    case Line.Text(var text) -> take(text);
                    case Line.TooLong _ ->
                            take(new Step.Answer(voice.err(Text.LINE_TOO_LONG), idle()), "?");
                    // RFC 1939 §6: whoever leaves without QUIT never reaches the UPDATE state.
                    case Line.End _ -> {
                        out.flush();
                        return;
                    }
                }
            }
            out.flush();
        } catch (HandshakeFailure e) {
            reason = EndReason.TLS_FAILED;
            tellTlsFailed(e);
        } catch (ContentFailedException e) {
            // Without its terminator the message does not look whole (P3-030).
            failed("sending a message", e);
            reason = EndReason.STORE_FAILED;
        } catch (UncheckedIOException e) {
            // Lines of a listing are read as they are written; this one ends without terminator.
            failed("sending a listing", Objects.requireNonNull(e.getCause()));
            reason = EndReason.STORE_FAILED;
        } catch (IOException _) {
            // The peer is gone; nothing more can be said to it.
            reason = EndReason.BROKEN;
        } catch (InterruptedException _) {
            reason = EndReason.SHUTDOWN;
        } catch (RuntimeException | Error e) {
            reason = EndReason.INTERNAL;
            throw e;
        } finally {
            release(state);
            if (refusal.isEmpty()) {
                tellEnd();
            }
        }
    }

    /** Ends the session from any thread, unless it is removing mail: then after that. */
    synchronized void stop(EndReason why) {
        stopped = true;
        if (!updating) {
            connection.end(why);
        }
    }

    /** Who is logged in; from any thread. */
    Optional<String> account() {
        return account;
    }

    /** RFC 1939 §7: the timestamp of APOP, and nothing else like it, stands in the greeting. */
    private Reply greeting() {
        String ready = voice.say(Text.READY, settings.hostname());
        return ok(timestamp.map(stamp -> ready + " " + stamp).orElse(ready));
    }

    private void take(String text) throws IOException, InterruptedException {
        if (state instanceof State.Exchange exchange) {
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

    /** Answers, goes to the next state, and counts; the one place that every command passes. */
    private void take(Step step, String keyword) throws IOException {
        boolean positive = step.reply().isPositive();
        if (!(step.reply() instanceof Reply.Challenge)) {
            commands.add(keyword, positive);
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
                in = reader(connection.input());
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
                || failedLogins >= settings.failedLoginsMax()) {
            reason = EndReason.TOO_MANY_ERRORS;
            release(state);
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
                reason = EndReason.QUIT;
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
            case Command.Invalid(var mistake) -> new Step.Answer(voice.err(mistake), State.START);
        };
    }

    private Reply notOffered(Command.InAuthorization command) {
        return voice.err(
                switch (command) {
                    case Command.Stls _ -> Text.NO_TLS;
                    case Command.Auth _ when connection.tls().isPresent() -> Text.NO_SUCH_MECHANISM;
                    default -> Text.NEEDS_TLS;
                });
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
                logins.offered(),
                services.tls().isPresent() && connection.tls().isEmpty(),
                loginDelay(policy, survey),
                retention(policy, survey),
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

    private Facts.Value<Retention> retention(Optional<Policy> policy, Survey survey) {
        Retention usual = settings.retention();
        return policy.map(own -> new Facts.Value<>(own.retention().orElse(usual), false))
                .orElseGet(() ->
                        new Facts.Value<>(
                                survey.shortestRetention()
                                        .filter(own -> own.isShorterThan(usual))
                                        .orElse(usual),
                                survey.shortestRetention().isPresent()));
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
            case LoginCommands.Outcome.Judged(var attempt, var entry) ->
                    switch (entry) {
                        case Login.Entry.Granted(var granted) -> open(granted, attempt);
                        case Login.Entry.Denied denied -> denied(denied, attempt);
                        case Login.Entry.Refused refused -> refused(refused);
                        case Login.Entry.TooSoon(_, var left) ->
                                new Step.Answer(
                                        voice.err(
                                                ResponseCode.LOGIN_DELAY,
                                                Text.LOGIN_TOO_SOON,
                                                left.plusSeconds(59).toMinutes()),
                                        State.START);
                        case Login.Entry.Unavailable(var cause) -> {
                            failed("looking up an account", cause);
                            yield tryLater();
                        }
                    };
        };
    }

    private Step tryLater() {
        return new Step.Answer(voice.err(ResponseCode.SYS_TEMP, Text.TRY_LATER), State.START);
    }

    private Step refused(Login.Entry.Refused refused) {
        failedLogins++;
        services.events()
                .record(
                        new Event.LoginRefused(
                                id,
                                LogText.printable(refused.name()),
                                connection.peer().text(),
                                refused.cause(),
                                refused.left()));
        return new Step.Answer(
                voice.err(ResponseCode.SYS_TEMP, Text.TOO_MANY_FAILED_LOGINS), State.START);
    }

    private Step denied(Login.Entry.Denied denied, Login.Attempt attempt)
            throws IOException, InterruptedException {
        failedLogins++;
        services.events()
                .record(
                        new Event.LoginFailed(
                                id,
                                LogText.printable(denied.name()),
                                attempt.method(),
                                connection.peer().text(),
                                connection.tls(),
                                denied.reason()));
        out.flush();
        Thread.sleep(denied.delay());
        return new Step.Answer(voice.err(ResponseCode.AUTH, Text.LOGIN_FAILED), State.START);
    }

    /** The lock, then the listing, then the answer (RFC 1939 §4). */
    private Step open(Account granted, Login.Attempt attempt) {
        Opening opening;
        try {
            opening = services.store().open(granted.maildrop());
        } catch (IOException e) {
            failed("opening the maildrop of " + granted.name(), e);
            return Failures.of(e) == Failures.LASTING
                    ? new Step.Answer(
                            voice.err(ResponseCode.SYS_PERM, Text.BROKEN_MAILDROP), State.START)
                    : tryLater();
        }
        return switch (opening) {
            case Opening.InUse _ ->
                    new Step.Answer(voice.err(ResponseCode.IN_USE, Text.IN_USE), State.START);
            case Opening.Opened(var opened) -> {
                Retention retention = granted.policy().retention().orElse(settings.retention());
                OpenMaildrop maildrop;
                try {
                    maildrop =
                            new OpenMaildrop(
                                    granted,
                                    opened,
                                    expire(granted, opened, retention),
                                    retention.equals(new Retention.Days(0)));
                } catch (UncheckedIOException e) {
                    opened.close();
                    failed(
                            "listing the maildrop of " + granted.name(),
                            Objects.requireNonNull(e.getCause()));
                    yield tryLater();
                }
                services.login().opened(granted);
                account = Optional.of(granted.name());
                left = maildrop.count();
                services.events()
                        .record(
                                new Event.LoggedIn(
                                        id,
                                        granted.name(),
                                        attempt.method(),
                                        connection.peer().text(),
                                        connection.tls(),
                                        maildrop.count(),
                                        maildrop.octets()));
                yield new Step.Answer(
                        voice.ok(Text.MAILDROP, maildrop.count(), maildrop.octets()),
                        new State.Transaction(maildrop));
            }
        };
    }

    /** Removes what was kept for as long as was promised (RFC 2449 §6.7); returns what is gone. */
    private Set<UniqueId> expire(Account granted, Maildrop maildrop, Retention retention) {
        if (!(retention instanceof Retention.Days(int days)) || days == 0) {
            return Set.of();
        }
        try {
            Set<UniqueId> old =
                    maildrop.arrivedBefore(services.clock().instant().minus(Duration.ofDays(days)));
            if (old.isEmpty()) {
                return Set.of();
            }
            Set<UniqueId> gone = new HashSet<>(old);
            gone.removeAll(maildrop.remove(old));
            services.events().record(new Event.Expired(id, granted.name(), gone.size(), days));
            return gone;
        } catch (IOException e) {
            // What is left of them is listed; what is gone is told so when it is asked for.
            failed("removing expired messages of " + granted.name(), e);
            return Set.of();
        }
    }

    /** The UPDATE state: the only place where mail is removed (RFC 1939 §6). */
    private Reply update(OpenMaildrop maildrop) throws IOException {
        synchronized (this) {
            if (stopped) {
                throw new IOException("the server stops");
            }
            updating = true;
        }
        try (maildrop) {
            reason = EndReason.QUIT;
            int removable = maildrop.removableCount();
            int failed = maildrop.update();
            removed = removable - failed;
            left = maildrop.size() - removed;
            return failed == 0
                    ? voice.ok(Text.BYE_LEFT, left)
                    : voice.err(ResponseCode.SYS_TEMP, Text.NOT_REMOVED, failed, removable);
        } catch (IOException e) {
            failed("removing messages of " + maildrop.account().name(), e);
            return voice.err(ResponseCode.SYS_TEMP, Text.PERHAPS_NOT_REMOVED);
        }
    }

    private void send(Reply reply) throws IOException {
        writer.write(reply);
        if (reply instanceof Reply.Message(_, var content)) {
            retrieved++;
            retrievedOctets += content.octets();
            if (state instanceof State.Transaction(var maildrop)) {
                maildrop.sent();
            }
        }
    }

    /** Replies to pipelined commands leave together, the last of them at once (RFC 2449 §6.6). */
    private void flushBeforeWaiting() throws IOException {
        if (!in.hasLine()) {
            out.flush();
        }
        if (state instanceof State.Transaction) {
            connection.readWithin(settings.idleTimeout(), EndReason.IDLE);
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
        reason = EndReason.REFUSED;
        services.events().record(new Event.Refused(id, listener, connection.peer().text(), why));
        if (!implicitTls) {
            send(Reply.err(ResponseCode.SYS_TEMP, why.text()));
            out.flush();
        }
    }

    private static void release(State state) {
        if (state instanceof State.Transaction(var maildrop)) {
            maildrop.close();
        }
    }

    private void tellEnd() {
        services.events()
                .record(
                        new Event.Pop3Ended(
                                id,
                                account,
                                connection.peer().text(),
                                connection.endedBecause().orElse(reason),
                                retrieved,
                                retrievedOctets,
                                removed,
                                left,
                                commands,
                                Duration.ofNanos(System.nanoTime() - started)));
    }

    /** A handshake that was cut from outside has its reason in the end that is told. */
    private void tellTlsFailed(HandshakeFailure failure) {
        if (connection.endedBecause().isEmpty()) {
            services.events()
                    .record(
                            new Event.TlsFailed(
                                    id,
                                    listener,
                                    connection.peer().text(),
                                    LogText.printable(failure.text())));
        }
    }

    private void failed(String doing, IOException cause) {
        services.events().record(new Event.Failed(id, doing, cause));
    }

    private static LineReader reader(InputStream octets) {
        return new LineReader(octets, LineReader.Ends.CRLF_OR_LF, READ_OCTETS);
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
