package org.restante.server.pop2;

import org.restante.protocol.Content;
import org.restante.protocol.MessageNumber;
import org.restante.protocol.pop2.Pop2Command;
import org.restante.protocol.pop2.Pop2CommandParser;
import org.restante.protocol.wire.Line;
import org.restante.protocol.wire.LineReader;
import org.restante.protocol.wire.WireOutput;
import org.restante.server.login.Account;
import org.restante.server.login.Login;
import org.restante.server.net.Connection;
import org.restante.server.net.EndReason;
import org.restante.server.net.Refusal;
import org.restante.server.pop2.State.Selected;
import org.restante.server.session.OpenMaildrop;
import org.restante.server.session.PlainPopSettings;
import org.restante.server.session.PopServices;
import org.restante.server.session.Visit;
import org.restante.store.ListedMessage;
import org.restante.store.MaildropName;

import java.io.IOException;
import java.time.Duration;
import java.util.Optional;

/**
 * One POP2 session (RFC 937), from the greeting to the end of the connection.
 *
 * <p>Invariants: the maildrop's lock is released on every path, by the {@link Visit}; nothing is
 * removed but by {@link #released}, which only a FOLD or a QUIT that was read whole and stands in
 * its place can reach; behind {@code =} and a number come just so many octets or the connection
 * ends with fewer.
 */
final class Pop2Session {
    /** What is read at a time; a session that waits holds this much. */
    private static final int READ_OCTETS = 512;

    private final Connection connection;
    private final Visit visit;
    private final PopServices services;
    private final PlainPopSettings settings;
    private final Optional<Refusal> refusal;
    private final LineReader in;
    private final WireOutput out;

    private State state = new State.Auth();

    Pop2Session(
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
            say("- " + refusal.get().text());
            return;
        }
        visit.connected();
        say("+ POP2 " + settings.hostname() + " server ready");
        while (!(state instanceof State.Done) && visit.goesOn()) {
            if (!(state instanceof State.Auth)) {
                connection.endInputAfter(settings.idleTimeout(), EndReason.IDLE);
            }
            switch (in.next(Pop2CommandParser.LINE_OCTETS_MAX)) {
                case Line.Text(var text) -> {
                    Pop2Command command = Pop2CommandParser.parse(text);
                    take(step(command), command.keyword());
                }
                case Line.TooLong _ -> take(error("line too long"), "?");
                // Whoever leaves without QUIT removes nothing more.
                case Line.End _ -> {
                    if (connection.endedBecause().isPresent()) {
                        say("- nothing came for too long");
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

    /** Answers and goes to the next state; the one place that every command passes. */
    private void take(Step step, String keyword) throws IOException {
        switch (step) {
            case Step.Say(var line, var next) -> {
                visit.counted(keyword, !line.startsWith("-"));
                state = next;
                say(line);
            }
            case Step.Send(var content, var next) -> {
                try (content) {
                    out.octets(content);
                }
                out.flush();
                visit.counted(keyword, true);
                visit.sent(content.octets());
                state = next;
            }
            case Step.HangUp _ -> {
                visit.counted(keyword, false);
                state = new State.Done();
            }
        }
    }

    private Step step(Pop2Command command) throws IOException, InterruptedException {
        if (command instanceof Pop2Command.Invalid(var why)) {
            return error(why);
        }
        return switch (state) {
            case State.Auth _ when command instanceof Pop2Command.InAuth legal -> auth(legal);
            case State.Mailbox(var selected) when command instanceof Pop2Command.InMailbox legal ->
                    mailbox(selected, legal);
            case State.Item(var selected) when command instanceof Pop2Command.InItem legal ->
                    item(selected, legal);
            case State.Next(var selected) when command instanceof Pop2Command.InNext legal ->
                    next(selected, legal);
            case State.Auth _, State.Mailbox _, State.Item _, State.Next _, State.Done _ ->
                    error("not here");
        };
    }

    private Step auth(Pop2Command.InAuth command) throws IOException, InterruptedException {
        return switch (command) {
            case Pop2Command.Helo helo -> helo(helo);
            case Pop2Command.Quit _ -> bye();
        };
    }

    private Step mailbox(Selected selected, Pop2Command.InMailbox command) throws IOException {
        return switch (command) {
            case Pop2Command.Fold(var name) -> fold(selected, name);
            case Pop2Command.Read(var number) -> read(selected, number);
            case Pop2Command.Quit _ -> quit(selected);
        };
    }

    private Step item(Selected selected, Pop2Command.InItem command) throws IOException {
        return switch (command) {
            case Pop2Command.Fold(var name) -> fold(selected, name);
            case Pop2Command.Read(var number) -> read(selected, number);
            case Pop2Command.Retr _ -> retr(selected);
            case Pop2Command.Quit _ -> quit(selected);
        };
    }

    private Step next(Selected selected, Pop2Command.InNext command) {
        return switch (command) {
            case Pop2Command.Acks _ -> {
                fetched(selected);
                yield length(selected.at(selected.current() + 1));
            }
            case Pop2Command.Ackd _ -> {
                fetched(selected);
                try {
                    // It was sent, so it is there.
                    ListedMessage message = current(selected).orElseThrow();
                    selected.maildrop()
                            .orElseThrow()
                            .mark(new MessageNumber(selected.current()), message);
                } catch (IOException e) {
                    yield unreadable(e);
                }
                yield length(selected.at(selected.current() + 1));
            }
            case Pop2Command.Nack _ -> length(selected);
        };
    }

    private static void fetched(Selected selected) {
        selected.maildrop().orElseThrow().fetched(new MessageNumber(selected.current()));
    }

    private Step helo(Pop2Command.Helo helo) throws IOException, InterruptedException {
        // To an account's policy it is what USER and PASS are: a name and a password in the clear.
        Login.Attempt attempt =
                services.login().attempt(visit.listener(), connection.peer(), false, "USER");
        Login.Entry entry = services.login().password(attempt, helo.user(), helo.password());
        return switch (visit.judged(attempt, entry)) {
            case Visit.Judged.Admitted(var account) ->
                    account.opens()
                            .map(name -> select(account, name))
                            .orElseGet(() -> count(new Selected(account, Optional.empty(), 1)));
            case Visit.Judged.Wrong _ -> error("wrong user or password");
            case Visit.Judged.TooManyFailures _ -> error("too many failed logins: try again later");
            case Visit.Judged.TooSoon(Duration left) ->
                    error("too soon: wait " + left.plusSeconds(1).toSeconds() + " seconds");
            case Visit.Judged.Unavailable _ -> error("try again later");
        };
    }

    private Step select(Account account, MaildropName name) {
        return switch (visit.open(account, name, settings.retention(), settings.onDelete())) {
            case Visit.Access.Open(var maildrop) ->
                    count(new Selected(account, Optional.of(maildrop), 1));
            case Visit.Access.NoSuchFolder _ -> count(new Selected(account, Optional.empty(), 1));
            case Visit.Access.InUse _ -> error("the mailbox is locked by another session");
            case Visit.Access.Broken _ ->
                    error("the mailbox cannot be opened; tell the postmaster");
            case Visit.Access.Unavailable _ -> error("try again later");
        };
    }

    private static Step count(Selected selected) {
        int count = selected.maildrop().map(OpenMaildrop::count).orElse(0);
        return new Step.Say(
                "#" + count + (count == 1 ? " message" : " messages"), new State.Mailbox(selected));
    }

    /** A mailbox that is missing or not the user's is one without messages (RFC 937, FOLD). */
    private Step fold(Selected before, String name) throws IOException {
        Optional<Step> failure = released(before);
        if (failure.isPresent()) {
            return failure.get();
        }
        Account account = before.account();
        return account.maildrop()
                .folder(name)
                .map(folder -> select(account, folder))
                .orElseGet(() -> count(new Selected(account, Optional.empty(), 1)));
    }

    private Step quit(Selected selected) throws IOException {
        return released(selected).orElseGet(this::bye);
    }

    /** Removes what ACKD marked and lets go of the mailbox; what went wrong is an error. */
    private Optional<Step> released(Selected selected) throws IOException {
        if (selected.maildrop().isEmpty()) {
            return Optional.empty();
        }
        return switch (visit.update()) {
            case Visit.Removal.Done _ -> Optional.empty();
            case Visit.Removal.Partly(var failed, var marked) ->
                    Optional.of(error(failed + " of " + marked + " messages were not deleted"));
            case Visit.Removal.Unknown _ -> Optional.of(error("some messages may not be deleted"));
        };
    }

    private Step bye() {
        visit.endsBy(EndReason.QUIT);
        return new Step.Say("+ bye", new State.Done());
    }

    private Step read(Selected selected, Optional<MessageNumber> number) {
        return length(number.map(n -> selected.at(n.value())).orElse(selected));
    }

    private Step length(Selected selected) {
        Optional<ListedMessage> message;
        try {
            message = current(selected);
        } catch (IOException e) {
            return unreadable(e);
        }
        return new Step.Say(
                message.map(it -> "=" + it.octets() + " octets in message " + selected.current())
                        .orElse("=0 no such message"),
                new State.Item(selected));
    }

    /** Neither one that is missing nor one that is marked. */
    private static Optional<ListedMessage> current(Selected selected) throws IOException {
        if (selected.maildrop().isEmpty()) {
            return Optional.empty();
        }
        return switch (selected.maildrop().get().find(new MessageNumber(selected.current()))) {
            case OpenMaildrop.Found.Message(var message) -> Optional.of(message);
            case OpenMaildrop.Found.Marked _, OpenMaildrop.Found.Unknown _ -> Optional.empty();
        };
    }

    private Step unreadable(IOException cause) {
        visit.failed("reading a listing", cause);
        return error("try again later");
    }

    private Step retr(Selected selected) {
        try {
            Optional<ListedMessage> message = current(selected);
            if (message.isEmpty() || message.get().octets() == 0) {
                visit.endsBy(EndReason.ERROR);
                return new Step.HangUp();
            }
            Content content = selected.maildrop().orElseThrow().open(message.get().id());
            return new Step.Send(content, new State.Next(selected));
        } catch (IOException e) {
            visit.failed("reading message " + selected.current(), e);
            visit.endsBy(EndReason.STORE_FAILED);
            return new Step.HangUp();
        }
    }

    /** RFC 937: if anything goes wrong close the connection. Removes nothing. */
    private Step error(String why) {
        visit.endsBy(EndReason.ERROR);
        return new Step.Say("- " + why, new State.Done());
    }
}
