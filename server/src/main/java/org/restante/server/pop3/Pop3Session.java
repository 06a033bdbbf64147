package org.restante.server.pop3;

import static org.restante.protocol.pop3.Reply.err;
import static org.restante.protocol.pop3.Reply.ok;

import org.restante.protocol.Content;
import org.restante.protocol.Secret;
import org.restante.protocol.pop3.Command;
import org.restante.protocol.pop3.CommandParser;
import org.restante.protocol.pop3.MessageNumber;
import org.restante.protocol.pop3.Reply;
import org.restante.protocol.pop3.ReplyWriter;
import org.restante.protocol.pop3.ResponseCode;
import org.restante.protocol.sasl.PlainMessage;
import org.restante.protocol.sasl.SaslBase64;
import org.restante.protocol.wire.ContentFailedException;
import org.restante.protocol.wire.Line;
import org.restante.protocol.wire.LineReader;
import org.restante.protocol.wire.WireOutput;
import org.restante.server.Failures;
import org.restante.server.event.CommandCounts;
import org.restante.server.event.Event;
import org.restante.server.event.LogText;
import org.restante.server.login.Account;
import org.restante.server.login.Verdict;
import org.restante.server.net.Connection;
import org.restante.server.net.EndReason;
import org.restante.store.ListedMessage;
import org.restante.store.MessageGoneException;
import org.restante.store.Opening;

import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Function;

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

    /** The longest line before login: what AUTH and its exchange may need (RFC 5034 §4). */
    private static final int AUTHORIZATION_LINE_OCTETS_MAX = 16 * 1024;

    /** How often the delay after a failed login doubles. */
    private static final int DELAY_DOUBLINGS_MAX = 3;

    private static final Reply LINE_TOO_LONG = err("line too long");
    private static final Reply NOT_IN_AUTHORIZATION = err("log in first");
    private static final Reply NOT_IN_TRANSACTION = err("not after login");
    private static final Reply NEEDS_TLS = err("a password needs TLS here: use STLS first");
    private static final Reply LOGIN_FAILED = err(ResponseCode.AUTH, "wrong name or password");
    private static final Reply TRY_LATER = err(ResponseCode.SYS_TEMP, "try again later");
    private static final Reply BROKEN_MAILDROP =
            err(ResponseCode.SYS_PERM, "the maildrop cannot be opened; tell the postmaster");
    private static final Reply NO_SUCH_MESSAGE = err("no such message");

    private final String id;
    private final String listener;
    private final boolean implicitTls;
    private final Connection connection;
    private final Pop3Protocol.Services services;
    private final Pop3Settings settings;
    private final Optional<String> refusal;
    private final long started = System.nanoTime();

    private LineReader in;
    private final WireOutput out;
    private final ReplyWriter writer;

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
            Optional<String> refusal) {
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
            send(ok(settings.hostname() + " POP3 ready"));
            while (!(state instanceof State.Closed)) {
                flushBeforeWaiting();
                switch (in.next(lineOctetsMax())) {
                    case Line.Text(var text) -> take(text);
                    case Line.TooLong _ -> take(new Step.Answer(LINE_TOO_LONG, idle()), "?");
                    // RFC 1939 §6: whoever leaves without QUIT never reaches the UPDATE state.
                    case Line.End _ -> {
                        out.flush();
                        return;
                    }
                }
            }
            out.flush();
        } catch (HandshakeFailure _) {
            reason = EndReason.TLS_FAILED;
        } catch (ContentFailedException e) {
            // Without its terminator the message does not look whole (P3-030).
            failed("sending a message", e);
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

    private void take(String text) throws IOException, InterruptedException {
        if (state instanceof State.Exchange) {
            take(respond(new Secret(text)), "AUTH");
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
                in = reader(connection.input());
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
            return new Step.Answer(NOT_IN_AUTHORIZATION, State.START);
        }
        return switch (legal) {
            case Command.Quit _ -> {
                reason = EndReason.QUIT;
                yield new Step.Answer(ok("bye"), new State.Closed());
            }
            case Command.Capa _ -> new Step.Answer(capabilities(), State.START);
            case Command.Stls _ -> stls();
            case Command.User(var name) -> user(name);
            case Command.Pass(var secret) -> pass(here, secret);
            case Command.Auth auth -> auth(auth);
            case Command.Invalid(var explanation) -> new Step.Answer(err(explanation), State.START);
        };
    }

    private Step transaction(State.Transaction here, Command command) throws IOException {
        OpenMaildrop maildrop = here.maildrop();
        if (!(command instanceof Command.InTransaction legal)) {
            return new Step.Answer(NOT_IN_TRANSACTION, here);
        }
        return switch (legal) {
            case Command.Stat _ ->
                    new Step.Answer(ok(maildrop.count() + " " + maildrop.octets()), here);
            case Command.List(var number) -> new Step.Answer(list(maildrop, number), here);
            case Command.Uidl(var number) -> new Step.Answer(uidl(maildrop, number), here);
            case Command.Retr(var number) -> new Step.Answer(retr(maildrop, number), here);
            case Command.Top(var number, long lines) ->
                    new Step.Answer(top(maildrop, number, lines), here);
            case Command.Dele(var number) -> new Step.Answer(dele(maildrop, number), here);
            case Command.Rset _ -> {
                maildrop.unmarkAll();
                yield new Step.Answer(
                        ok(messages(maildrop.count()) + " " + octets(maildrop.octets())), here);
            }
            case Command.Noop _ -> new Step.Answer(ok("nothing done"), here);
            case Command.Capa _ -> new Step.Answer(capabilities(), here);
            // Removes what is marked, then closes the maildrop, whatever happened (RFC 1939 §6).
            case Command.Quit _ -> new Step.Answer(update(maildrop), new State.Closed());
            case Command.Invalid(var explanation) -> new Step.Answer(err(explanation), here);
        };
    }

    private Reply capabilities() {
        boolean before = !(state instanceof State.Transaction);
        return new Reply.Listing(
                "capabilities follow",
                new Capabilities(
                                settings.clearTextLogin().allows(connection),
                                before && stlsPossible(),
                                settings.implementation())
                        .lines());
    }

    private boolean stlsPossible() {
        return services.tls().isPresent() && connection.tls().isEmpty();
    }

    private Step stls() {
        return stlsPossible()
                ? new Step.StartTls(ok("begin TLS now"))
                : new Step.Answer(err("TLS cannot be started here"), State.START);
    }

    private Step user(String name) {
        return settings.clearTextLogin().allows(connection)
                ? new Step.Answer(
                        ok("now the password"), new State.Authorization(Optional.of(name)))
                : new Step.Answer(NEEDS_TLS, State.START);
    }

    private Step pass(State.Authorization here, Secret password)
            throws IOException, InterruptedException {
        if (!settings.clearTextLogin().allows(connection)) {
            return new Step.Answer(NEEDS_TLS, State.START);
        }
        return here.name().isPresent()
                ? login(here.name().get(), password, "USER")
                : new Step.Answer(err("USER comes first"), State.START);
    }

    private Step auth(Command.Auth auth) throws IOException, InterruptedException {
        if (!Capabilities.MECHANISMS.contains(auth.mechanism())) {
            return new Step.Answer(err("no such mechanism: CAPA lists them"), State.START);
        }
        if (!settings.clearTextLogin().allows(connection)) {
            return new Step.Answer(NEEDS_TLS, State.START);
        }
        if (auth.initialResponse().isEmpty()) {
            return new Step.Answer(new Reply.Challenge(""), new State.Exchange());
        }
        // "=" stands for a response that is present and empty (RFC 5034 §4).
        Secret response = auth.initialResponse().get();
        return respond(response.reveal().equals("=") ? new Secret("") : response);
    }

    private Step respond(Secret response) throws IOException, InterruptedException {
        if (response.reveal().equals("*")) {
            return new Step.Answer(err("cancelled"), State.START);
        }
        Optional<PlainMessage> message =
                SaslBase64.decode(response.reveal()).flatMap(PlainMessage::parse);
        if (message.isEmpty()) {
            return new Step.Answer(err("malformed response"), State.START);
        }
        PlainMessage plain = message.get();
        if (!plain.authorizationId().isEmpty()
                && !plain.authorizationId().equals(plain.authenticationId())) {
            // Nobody may act for another here (RFC 4616 §2).
            return denied(plain.authenticationId(), "PLAIN", "asked to act for another");
        }
        return login(plain.authenticationId(), plain.password(), "PLAIN");
    }

    private Step login(String name, Secret password, String mechanism)
            throws IOException, InterruptedException {
        return switch (services.authenticator().verify(name, password)) {
            case Verdict.Granted(var granted) -> open(granted, mechanism);
            case Verdict.Denied(var why) -> denied(name, mechanism, why);
            case Verdict.Unavailable(var cause) -> {
                failed("looking up an account", cause);
                yield new Step.Answer(TRY_LATER, State.START);
            }
        };
    }

    private Step denied(String name, String mechanism, String why)
            throws IOException, InterruptedException {
        failedLogins++;
        services.events()
                .record(
                        new Event.LoginFailed(
                                id,
                                LogText.printable(name),
                                mechanism,
                                connection.peer().text(),
                                connection.tls(),
                                why));
        // Guessing gets slower with each guess.
        out.flush();
        Thread.sleep(
                settings.failedLoginDelay()
                        .multipliedBy(1L << Math.min(failedLogins - 1, DELAY_DOUBLINGS_MAX)));
        return new Step.Answer(LOGIN_FAILED, State.START);
    }

    /** The lock, then the listing, then the answer (RFC 1939 §4). */
    private Step open(Account granted, String mechanism) {
        Opening opening;
        try {
            opening = services.store().open(granted.maildrop());
        } catch (IOException e) {
            failed("opening the maildrop of " + granted.name(), e);
            boolean lasting = Failures.of(e) == Failures.LASTING;
            return new Step.Answer(lasting ? BROKEN_MAILDROP : TRY_LATER, State.START);
        }
        return switch (opening) {
            case Opening.InUse _ ->
                    new Step.Answer(
                            err(ResponseCode.IN_USE, "maildrop is locked by another session"),
                            State.START);
            case Opening.Opened(var opened) -> {
                OpenMaildrop maildrop = new OpenMaildrop(granted, opened);
                account = Optional.of(granted.name());
                left = maildrop.count();
                services.events()
                        .record(
                                new Event.LoggedIn(
                                        id,
                                        granted.name(),
                                        mechanism,
                                        connection.peer().text(),
                                        connection.tls(),
                                        maildrop.count(),
                                        maildrop.octets()));
                yield new Step.Answer(
                        ok(messages(maildrop.count()) + " " + octets(maildrop.octets())),
                        new State.Transaction(maildrop));
            }
        };
    }

    private static Reply list(OpenMaildrop maildrop, Optional<MessageNumber> number) {
        if (number.isEmpty()) {
            return new Reply.Listing(
                    messages(maildrop.count()) + " " + octets(maildrop.octets()),
                    maildrop.lines((n, message) -> n + " " + message.octets()));
        }
        return one(
                maildrop,
                number.get(),
                message -> ok(number.get().value() + " " + message.octets()));
    }

    private static Reply uidl(OpenMaildrop maildrop, Optional<MessageNumber> number) {
        if (number.isEmpty()) {
            return new Reply.Listing(
                    "unique-ids follow", maildrop.lines((n, message) -> n + " " + message.id()));
        }
        return one(
                maildrop, number.get(), message -> ok(number.get().value() + " " + message.id()));
    }

    private Reply retr(OpenMaildrop maildrop, MessageNumber number) {
        return one(
                maildrop,
                number,
                message ->
                        content(
                                maildrop,
                                message,
                                content -> {
                                    String text = content.octets() + " octets";
                                    return new Reply.Message(text, content);
                                }));
    }

    private Reply top(OpenMaildrop maildrop, MessageNumber number, long bodyLines) {
        return one(
                maildrop,
                number,
                message ->
                        content(
                                maildrop,
                                message,
                                content -> new Reply.Top("top follows", content, bodyLines)));
    }

    private Reply content(
            OpenMaildrop maildrop, ListedMessage message, Function<Content, Reply> reply) {
        try {
            return reply.apply(maildrop.open(message.id()));
        } catch (MessageGoneException _) {
            return err(ResponseCode.SYS_TEMP, "another program moved the message; log in again");
        } catch (IOException e) {
            failed("reading message " + message.id() + " of " + maildrop.account().name(), e);
            return TRY_LATER;
        }
    }

    private static Reply dele(OpenMaildrop maildrop, MessageNumber number) {
        return one(
                maildrop,
                number,
                _ -> {
                    maildrop.mark(number);
                    return ok("message " + number.value() + " deleted");
                });
    }

    private static Reply one(
            OpenMaildrop maildrop, MessageNumber number, Function<ListedMessage, Reply> reply) {
        return switch (maildrop.find(number)) {
            case OpenMaildrop.Found.Message(var message) -> reply.apply(message);
            case OpenMaildrop.Found.Marked _ ->
                    err("message " + number.value() + " already deleted");
            case OpenMaildrop.Found.Unknown _ -> NO_SUCH_MESSAGE;
        };
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
            int marked = maildrop.markedCount();
            int failed = maildrop.update();
            removed = marked - failed;
            left = maildrop.count() + failed;
            return failed == 0
                    ? ok("bye, " + messages(left) + " left")
                    : err(
                            ResponseCode.SYS_TEMP,
                            "some deleted messages not removed: " + failed + " of " + marked);
        } catch (IOException e) {
            failed("removing messages of " + maildrop.account().name(), e);
            return err(ResponseCode.SYS_TEMP, "some deleted messages may not be removed");
        }
    }

    private void send(Reply reply) throws IOException {
        writer.write(reply);
        if (reply instanceof Reply.Message(_, var content)) {
            retrieved++;
            retrievedOctets += content.octets();
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
                : AUTHORIZATION_LINE_OCTETS_MAX;
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

    private void refuse(String why) throws IOException {
        reason = EndReason.REFUSED;
        services.events().record(new Event.Refused(id, listener, connection.peer().text(), why));
        if (!implicitTls) {
            send(err(ResponseCode.SYS_TEMP, why));
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

    private void failed(String doing, IOException cause) {
        services.events().record(new Event.Failed(id, doing, cause));
    }

    private static LineReader reader(InputStream octets) {
        return new LineReader(octets, LineReader.Ends.CRLF_OR_LF, READ_OCTETS);
    }

    private static String messages(int count) {
        return count + (count == 1 ? " message" : " messages");
    }

    private static String octets(long count) {
        return "(" + count + " octets)";
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
    }
}
