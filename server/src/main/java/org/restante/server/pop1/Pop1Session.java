package org.restante.server.pop1;

import org.restante.protocol.Content;
import org.restante.protocol.Secret;
import org.restante.protocol.pop1.MailFile;
import org.restante.protocol.pop1.Pop1Command;
import org.restante.protocol.pop1.Pop1CommandParser;
import org.restante.protocol.wire.ContentFailedException;
import org.restante.protocol.wire.Line;
import org.restante.protocol.wire.LineReader;
import org.restante.protocol.wire.WireOutput;
import org.restante.server.login.Login;
import org.restante.server.net.Connection;
import org.restante.server.net.EndReason;
import org.restante.server.net.Refusal;
import org.restante.server.pop1.State.Reading;
import org.restante.server.session.OpenMaildrop;
import org.restante.server.session.PlainPopSettings;
import org.restante.server.session.PopServices;
import org.restante.server.session.Visit;
import org.restante.store.ListedMessage;
import org.restante.store.MaildropName;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;

/**
 * One POP1 session (RFC 918), from the greeting to the end of the connection.
 *
 * <p>Invariants: the maildrop's lock is released on every path, by the {@link Visit}; nothing is
 * removed but by {@link #received}, which only an RCVD that was read whole can reach, behind an
 * RDEL and messages that were sent whole; behind {@code #} and a number come just so many octets or
 * the connection ends with fewer.
 */
final class Pop1Session {
    /** What is read at a time; a session that waits holds this much. */
    private static final int READ_OCTETS = 512;

    private final Connection connection;
    private final Visit visit;
    private final PopServices services;
    private final PlainPopSettings settings;
    private final Optional<Refusal> refusal;
    private final LineReader in;
    private final WireOutput out;

    private State state = State.START;
    private int commandsInError;

    Pop1Session(
            Connection connection,
            Visit visit,
            PopServices services,
            PlainPopSettings settings,
            Optional<Refusal> refusal) {
        this.connection = connection;
        this.visit = visit;
        this.services = services;
        this.settings = settings;
        this.refusal = refusal.or(() -> settings.clearTextLogin().refusal(connection));
        this.in = LineReader.ofCommands(connection.input(), READ_OCTETS);
        this.out = visit.out();
    }

    /** As {@link Visit.Talk#run}. */
    void run() throws IOException, InterruptedException {
        connection.endInputAfter(settings.loginTimeout(), EndReason.LOGIN_TIMEOUT);
        if (refusal.isPresent()) {
            // Before a password is sent.
            visit.refused(refusal.get());
            say("-ERR " + refusal.get().text());
            return;
        }
        visit.connected();
        say("+OK " + settings.hostname() + " POP1 server ready");
        while (!(state instanceof State.Done) && visit.goesOn()) {
            if (!(state instanceof State.Auth)) {
                connection.endInputAfter(settings.idleTimeout(), EndReason.IDLE);
            }
            switch (in.next(Pop1CommandParser.LINE_OCTETS_MAX)) {
                case Line.Text(var text) -> {
                    Pop1Command command = Pop1CommandParser.parse(text);
                    take(step(command), command.keyword());
                }
                case Line.TooLong _ -> take(error("line too long"), "?");
                // Whoever leaves without RCVD removes nothing.
                case Line.End _ -> {
                    if (connection.endedBecause().isPresent()) {
                        say("-ERR nothing came for too long");
                    }
                    return;
                }
            }
        }
    }

    private void say(String line) throws IOException {
        out.line(line);
        out.flush();
    }

    /** Answers, goes to the next state, and counts; the one place that every command passes. */
    private void take(Step step, String keyword) throws IOException {
        switch (step) {
            case Step.Say(var line, var next) -> {
                boolean positive = !line.startsWith("-");
                visit.counted(keyword, positive);
                state = next;
                say(line);
                commandsInError = positive ? 0 : commandsInError + 1;
            }
            case Step.Send(var reading) -> {
                send(reading);
                visit.counted(keyword, true);
                state = new State.Sent(reading);
            }
        }
        if (commandsInError >= settings.commandsInErrorMax()
                || visit.failedLogins() >= settings.failedLoginsMax()) {
            visit.endsBy(EndReason.TOO_MANY_ERRORS);
            state = new State.Done();
        }
    }

    /** One message after the other, none of them in memory whole. */
    private void send(Reading reading) throws IOException {
        for (ListedMessage message : reading.maildrop().messages()) {
            out.line(MailFile.line(reading.date(), message.octets()));
            try (Content content = open(reading.maildrop(), message)) {
                out.octets(content);
            }
            visit.sent(message.octets());
        }
        out.flush();
    }

    private static Content open(OpenMaildrop maildrop, ListedMessage message)
            throws ContentFailedException {
        try {
            return maildrop.open(message.id());
        } catch (IOException e) {
            // Its octets were told, so the connection is all that can be broken off.
            throw new ContentFailedException(e);
        }
    }

    private Step step(Pop1Command command) throws IOException, InterruptedException {
        return switch (command) {
            case Pop1Command.User(var name) -> user(name);
            case Pop1Command.Pass(var secret) -> pass(secret);
            case Pop1Command.Retr(var mailbox) -> begin(mailbox, false);
            case Pop1Command.Rdel(var mailbox) -> begin(mailbox, true);
            case Pop1Command.Rcev _ ->
                    state instanceof State.Announced(var reading)
                            ? new Step.Send(reading)
                            : error("RETR or RDEL comes first");
            case Pop1Command.Rcvd _ ->
                    state instanceof State.Sent(var reading)
                            ? received(reading)
                            : error("RCEV comes first");
            case Pop1Command.Rset _ -> reset();
            case Pop1Command.Noop _ -> new Step.Say("+OK", state);
            case Pop1Command.Quit _ -> {
                visit.endsBy(EndReason.QUIT);
                yield new Step.Say("+OK bye", new State.Done());
            }
            case Pop1Command.Invalid(var why) -> error(why);
        };
    }

    private Step user(String name) {
        return state instanceof State.Auth
                ? new Step.Say("+OK now the password", new State.Auth(Optional.of(name)))
                : error("not after login");
    }

    private Step pass(Secret password) throws IOException, InterruptedException {
        if (!(state instanceof State.Auth(var name))) {
            return error("not after login");
        }
        if (name.isEmpty()) {
            return error("USER comes first");
        }
        Login.Attempt attempt =
                services.login().attempt(visit.listener(), connection.peer(), false, "USER");
        Login.Entry entry = services.login().password(attempt, name.get(), password);
        return switch (visit.judged(attempt, entry)) {
            case Visit.Judged.Admitted(var account) -> {
                visit.belongsTo(account);
                yield new Step.Say("+OK", new State.Ready(account));
            }
            case Visit.Judged.Wrong _ -> error("wrong name or password");
            case Visit.Judged.TooManyFailures _ -> error("too many failed logins: try again later");
            case Visit.Judged.TooSoon(Duration left) ->
                    error("too soon: wait " + left.plusSeconds(1).toSeconds() + " seconds");
            case Visit.Judged.Unavailable _ -> error("try again later");
        };
    }

    private Step begin(String mailbox, boolean deletes) {
        if (!(state instanceof State.Ready(var account))) {
            return error(
                    state instanceof State.Auth ? "log in first" : "a mailbox is open already");
        }
        // Whoever logged in to a view gets that, and never the mail behind it, to delete.
        return (mailbox.equalsIgnoreCase(MaildropName.INBOX)
                        ? account.opens()
                        : account.maildrop().folder(mailbox))
                .map(name ->
                        switch (visit.open(
                                account, name, settings.retention(), settings.onDelete())) {
                            case Visit.Access.Open(var maildrop) ->
                                    announce(
                                            new Reading(
                                                    account,
                                                    maildrop,
                                                    services.clock().instant(),
                                                    deletes));
                            case Visit.Access.NoSuchFolder _ -> error("no such mailbox");
                            case Visit.Access.InUse _ ->
                                    error("the mailbox is locked by another session");
                            case Visit.Access.Broken _ ->
                                    error("the mailbox cannot be opened; tell the postmaster");
                            case Visit.Access.Unavailable _ -> error("try again later");
                        })
                .orElseGet(() -> error("no such mailbox"));
    }

    /** What RCEV will send: nothing is marked before RCVD, so that is every message. */
    private Step announce(Reading reading) {
        long octets = 0;
        try {
            for (ListedMessage message : reading.maildrop().messages()) {
                octets += MailFile.octets(reading.date(), message.octets());
            }
        } catch (UncheckedIOException e) {
            visit.failed(
                    "reading the listing of " + reading.account().name(),
                    Objects.requireNonNull(e.getCause()));
            visit.release();
            return error("try again later");
        }
        int count = reading.maildrop().size();
        String what = count == 1 ? " message" : " messages";
        return new Step.Say(
                "#" + octets + " octets in " + count + what, new State.Announced(reading));
    }

    /** The mailbox is let go of, whatever happens; behind RDEL what was sent is removed before. */
    private Step received(Reading reading) throws IOException {
        State next = new State.Ready(reading.account());
        reading.maildrop().fetchedAll();
        if (!reading.deletes()) {
            visit.release();
            return new Step.Say("+OK", next);
        }
        reading.maildrop().markAll();
        return new Step.Say(
                switch (visit.update()) {
                    case Visit.Removal.Done _ -> "+OK";
                    case Visit.Removal.Partly(var failed, var marked) ->
                            "-ERR " + failed + " of " + marked + " messages were not deleted";
                    case Visit.Removal.Unknown _ -> "-ERR some messages may not be deleted";
                },
                next);
    }

    private Step reset() {
        visit.release();
        return new Step.Say(
                "+OK",
                switch (state) {
                    case State.Auth _ -> State.START;
                    case State.Announced(var reading) -> new State.Ready(reading.account());
                    case State.Sent(var reading) -> new State.Ready(reading.account());
                    case State.Ready _, State.Done _ -> state;
                });
    }

    /** A name without its password is forgotten; all else stays as it is. */
    private Step error(String why) {
        return new Step.Say("-ERR " + why, state instanceof State.Auth ? State.START : state);
    }
}
