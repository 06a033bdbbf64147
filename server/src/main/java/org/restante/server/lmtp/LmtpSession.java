package org.restante.server.lmtp;

import org.restante.protocol.UniqueId;
import org.restante.protocol.smtp.MailPath;
import org.restante.protocol.smtp.SmtpCommand;
import org.restante.protocol.smtp.SmtpCommandParser;
import org.restante.protocol.smtp.SmtpReply;
import org.restante.protocol.wire.DotReader;
import org.restante.protocol.wire.Line;
import org.restante.protocol.wire.LineReader;
import org.restante.protocol.wire.WireOutput;
import org.restante.server.Failures;
import org.restante.server.event.CommandCounts;
import org.restante.server.event.Event;
import org.restante.server.login.Account;
import org.restante.server.net.Connection;
import org.restante.server.net.EndReason;
import org.restante.server.net.Listener;
import org.restante.server.net.Refusal;
import org.restante.server.quota.Quotas;
import org.restante.store.JournalEntry;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * One LMTP session (RFC 2033), from the greeting to the end of the connection. A {@code 250} for a
 * recipient is sent when its copy is on disk, and not before.
 */
final class LmtpSession implements Listener.Session {
    private static final int READ_OCTETS = 4096;

    /** So many Received fields mean that the message goes in circles (RFC 5321 §6.3). */
    private static final int RECEIVED_FIELDS_MAX = 100;

    private static final SmtpReply OK = SmtpReply.of(250, "2.0.0", "ok");
    private static final SmtpReply BYE = SmtpReply.of(221, "2.0.0", "bye");
    private static final SmtpReply GO_AHEAD =
            SmtpReply.plain(354, "go ahead, end with a full stop on a line of its own");
    private static final SmtpReply NOT_SMTP = SmtpReply.of(500, "5.5.1", "this is LMTP: say LHLO");
    private static final SmtpReply BAD_SEQUENCE =
            SmtpReply.of(503, "5.5.1", "bad sequence of commands");
    private static final SmtpReply NO_RECIPIENTS =
            SmtpReply.of(503, "5.5.1", "no valid recipients");
    private static final SmtpReply LINE_TOO_LONG = SmtpReply.of(500, "5.5.2", "line too long");
    private static final SmtpReply TOO_LARGE =
            SmtpReply.of(552, "5.3.4", "message larger than the limit");
    private static final SmtpReply TOO_MANY_RECIPIENTS =
            SmtpReply.of(452, "4.5.3", "too many recipients");
    private static final SmtpReply NEEDS_UTF8 =
            SmtpReply.of(553, "5.6.7", "a non-ASCII address needs SMTPUTF8");
    private static final SmtpReply UNKNOWN_RECIPIENT =
            SmtpReply.of(550, "5.1.1", "no such recipient here");
    private static final SmtpReply DISABLED = SmtpReply.of(550, "5.2.1", "account is disabled");
    private static final SmtpReply TRY_LATER = SmtpReply.of(451, "4.3.0", "try again later");
    private static final SmtpReply NO_SPACE =
            SmtpReply.of(452, "4.3.1", "no space to store the message");
    private static final SmtpReply FULL = SmtpReply.of(552, "5.2.2", "the maildrop is full");
    private static final SmtpReply FULL_NOW =
            SmtpReply.of(452, "4.2.2", "the maildrop is full, try again later");
    private static final SmtpReply DOMAIN_FULL =
            SmtpReply.of(552, "5.2.2", "the domain's mail is over its quota");
    private static final SmtpReply DOMAIN_FULL_NOW =
            SmtpReply.of(452, "4.2.2", "the domain's mail is over its quota, try again later");
    private static final SmtpReply BARE_LINE_ENDS =
            SmtpReply.of(550, "5.6.0", "bare carriage returns or line feeds are not allowed");
    private static final SmtpReply LOOP = SmtpReply.of(554, "5.4.6", "message goes in circles");
    private static final SmtpReply CANNOT_VERIFY = SmtpReply.of(252, "2.5.0", "send mail and see");
    private static final SmtpReply HELP =
            SmtpReply.of(214, "2.0.0", "LMTP as in RFC 2033: LHLO, MAIL, RCPT, DATA, RSET, QUIT");
    private static final SmtpReply STOPPING = SmtpReply.of(421, "4.3.2", "the server stops");

    /** RFC 5321 §3.8: a server says so before it gives up on a client. */
    private static final SmtpReply TOO_QUIET =
            SmtpReply.of(421, "4.4.2", "nothing came for too long");

    private static final SmtpReply TOO_MANY_ERRORS = SmtpReply.of(421, "4.7.0", "too many errors");

    private final String id;
    private final Connection connection;
    private final LmtpProtocol.Services services;
    private final LmtpSettings settings;
    private final Optional<Refusal> refusal;
    private final long started = System.nanoTime();
    private final LineReader in;
    private final WireOutput out;

    private Transaction state = new Transaction.Unknown();
    private EndReason reason = EndReason.HUNG_UP;
    private int commandsInError;
    private int messages;

    private final CommandCounts commands = new CommandCounts();
    private int delivered;
    private int refused;

    /** Guarded by this: while it is true, {@link #stop} lets the message be finished. */
    private boolean receiving;

    private boolean stopped;

    LmtpSession(
            Connection connection,
            LmtpProtocol.Services services,
            LmtpSettings settings,
            Optional<Refusal> refusal) {
        this.id = services.ids().next();
        this.connection = connection;
        this.services = services;
        this.settings = settings;
        this.refusal =
                refusal.or(() ->
                        settings.admits(connection.peer())
                                ? Optional.empty()
                                : Optional.of(Refusal.NO_PEER));
        // A bare LF ends no command here: what one program takes for one line must not be two.
        this.in = new LineReader(connection.input(), LineReader.Ends.CRLF, READ_OCTETS);
        this.out = new WireOutput(connection);
    }

    @Override
    public void run() {
        try {
            if (refusal.isPresent()) {
                refuse(refusal.get());
                return;
            }
            services.events().record(new Event.Connected(id, "lmtp", connection.peer().text()));
            SmtpReply.plain(220, settings.hostname() + " LMTP ready").write(out);
            while (!(state instanceof Transaction.Closed)) {
                if (!in.hasLine()) {
                    out.flush();
                }
                connection.endInputAfter(settings.idleTimeout(), EndReason.IDLE);
                switch (in.next(SmtpCommandParser.LINE_OCTETS_MAX)) {
                    case Line.Text(var text) -> take(SmtpCommandParser.parse(text));
                    case Line.TooLong _ -> answer("?", LINE_TOO_LONG);
                    case Line.End _ -> {
                        if (connection.endedBecause().equals(Optional.of(EndReason.IDLE))) {
                            TOO_QUIET.write(out);
                        }
                        out.flush();
                        return;
                    }
                }
                if (isStopped()) {
                    reason = EndReason.SHUTDOWN;
                    STOPPING.write(out);
                    state = new Transaction.Closed();
                }
            }
            out.flush();
        } catch (IOException _) {
            // The peer is gone: what it was not told, it sends again.
            reason = EndReason.BROKEN;
        } catch (RuntimeException | Error e) {
            reason = EndReason.INTERNAL;
            throw e;
        } finally {
            if (refusal.isEmpty()) {
                tellEnd();
            }
        }
    }

    @Override
    public synchronized void stop() {
        stopped = true;
        if (!receiving) {
            connection.end(EndReason.SHUTDOWN);
        }
    }

    private synchronized boolean isStopped() {
        return stopped;
    }

    private void take(SmtpCommand command) throws IOException {
        if (command instanceof SmtpCommand.Data) {
            data();
            return;
        }
        answer(
                command.verb(),
                switch (command) {
                    case SmtpCommand.Hello(var kind, var client) -> hello(kind, client);
                    case SmtpCommand.Mail mail -> mail(mail);
                    case SmtpCommand.Rcpt(var recipient) -> rcpt(recipient);
                    case SmtpCommand.Rset _ -> {
                        reset();
                        yield OK;
                    }
                    case SmtpCommand.Noop _ -> OK;
                    case SmtpCommand.Vrfy _ -> CANNOT_VERIFY;
                    case SmtpCommand.Help _ -> HELP;
                    case SmtpCommand.Quit _ -> {
                        reason = EndReason.QUIT;
                        state = new Transaction.Closed();
                        yield BYE;
                    }
                    case SmtpCommand.Invalid(var reply) -> reply;
                    case SmtpCommand.Data _ -> throw new IllegalStateException("answered above");
                });
    }

    private void answer(String verb, SmtpReply reply) throws IOException {
        commands.add(verb, reply.isPositive());
        reply.write(out);
        // A recipient that is not here is no mistake of the client's.
        boolean mistake = reply.code() >= 500 && !verb.equals("RCPT");
        commandsInError = mistake ? commandsInError + 1 : 0;
        if (commandsInError >= settings.commandsInErrorMax()) {
            reason = EndReason.TOO_MANY_ERRORS;
            TOO_MANY_ERRORS.write(out);
            state = new Transaction.Closed();
        }
    }

    private SmtpReply hello(SmtpCommand.Greeting kind, String client) {
        if (kind != SmtpCommand.Greeting.LHLO) {
            return NOT_SMTP;
        }
        state = new Transaction.Ready(client);
        return SmtpReply.plain(
                250,
                settings.hostname(),
                "PIPELINING",
                "ENHANCEDSTATUSCODES",
                "8BITMIME",
                "SMTPUTF8",
                "SIZE " + settings.messageOctetsMax());
    }

    private SmtpReply mail(SmtpCommand.Mail mail) {
        if (!(state instanceof Transaction.Ready(var client))) {
            return BAD_SEQUENCE;
        }
        if (mail.octets().orElse(0) > settings.messageOctetsMax()) {
            return TOO_LARGE;
        }
        state =
                new Transaction.Open(
                        client,
                        mail.sender(),
                        mail.utf8(),
                        mail.octets().orElse(0),
                        new ArrayList<>());
        return SmtpReply.of(250, "2.1.0", "sender ok");
    }

    private SmtpReply rcpt(MailPath path) {
        if (!(state instanceof Transaction.Open open)) {
            return BAD_SEQUENCE;
        }
        if (path.isInternationalized() && !open.utf8()) {
            return NEEDS_UTF8;
        }
        if (open.recipients().size() >= settings.recipientsMax()) {
            return TOO_MANY_RECIPIENTS;
        }
        Optional<Account> found;
        try {
            found = services.accounts().byAddress(path.address());
        } catch (IOException e) {
            services.events().record(new Event.Failed(id, "looking up a recipient", e));
            return TRY_LATER;
        }
        if (found.isEmpty()) {
            return refused(open, path, UNKNOWN_RECIPIENT);
        }
        if (!found.get().enabled()) {
            return refused(open, path, found.get(), DISABLED);
        }
        Optional<SmtpReply> full;
        try {
            full = services.quotas().check(found.get(), open.octets()).map(this::full);
        } catch (IOException e) {
            services.events().record(new Event.Failed(id, "counting the mail of a recipient", e));
            return TRY_LATER;
        }
        if (full.isPresent()) {
            return refused(open, path, found.get(), full.get());
        }
        open.recipients().add(new Transaction.Recipient(path, found.get()));
        return SmtpReply.of(250, "2.1.5", "recipient ok");
    }

    private void data() throws IOException {
        if (!(state instanceof Transaction.Open open)) {
            answer("DATA", BAD_SEQUENCE);
            return;
        }
        if (open.recipients().isEmpty()) {
            answer("DATA", NO_RECIPIENTS);
            return;
        }
        synchronized (this) {
            if (stopped) {
                return;
            }
            receiving = true;
        }
        try {
            receive(open);
        } finally {
            synchronized (this) {
                receiving = false;
            }
        }
    }

    private void receive(Transaction.Open open) throws IOException {
        GO_AHEAD.write(out);
        out.flush();
        String messageId = id + "." + ++messages;
        try (Intake intake = new Intake(services.store(), settings.messageOctetsMax())) {
            for (Transaction.Recipient recipient : open.recipients()) {
                intake.add(
                        recipient.account().maildrop(),
                        TraceFields.of(
                                open,
                                recipient,
                                connection.peer(),
                                settings.hostname(),
                                messageId,
                                services.clock().instant()));
            }
            DotReader data = new DotReader(in);
            HeaderScan scan = new HeaderScan(intake);
            // The time that passed before DATA is not the message's.
            connection.readWithin(settings.idleTimeout(), EndReason.IDLE);
            boolean whole =
                    data.copy((octets, offset, length) -> {
                        connection.readWithin(settings.idleTimeout(), EndReason.IDLE);
                        scan.write(octets, offset, length);
                    });
            if (!whole) {
                throw new IOException("the peer hung up in the middle of a message");
            }
            scan.finish();
            Optional<SmtpReply> refusal = verdict(intake, data, scan);
            for (Transaction.Recipient recipient : open.recipients()) {
                SmtpReply reply =
                        refusal.isPresent()
                                ? refused(open, recipient.path(), refusal.get())
                                : storeWithin(open, recipient, intake);
                commands.add("DATA", reply.isPositive());
                reply.write(out);
                // The next copy's fsync may take its time; this one's is done.
                out.flush();
            }
        }
        reset();
    }

    /** Why the message as a whole is refused, if it is; once its end was read. */
    private Optional<SmtpReply> verdict(Intake intake, DotReader data, HeaderScan scan) {
        if (intake.isTooLarge()) {
            return Optional.of(TOO_LARGE);
        }
        if (settings.refusesBareLineEnds(connection.peer()) && data.bareLineEnds() > 0) {
            return Optional.of(BARE_LINE_ENDS);
        }
        return scan.receivedFields() > RECEIVED_FIELDS_MAX ? Optional.of(LOOP) : Optional.empty();
    }

    /** Stores a recipient's copy if there is room for it, which is kept meanwhile. */
    private SmtpReply storeWithin(
            Transaction.Open open, Transaction.Recipient recipient, Intake intake)
            throws IOException {
        Account account = recipient.account();
        if (intake.isCommitted(account.maildrop())) {
            return store(open, recipient, intake);
        }
        Quotas.Answer answer;
        try {
            answer = services.quotas().claim(account, intake.octets(account.maildrop()));
        } catch (IOException e) {
            services.events()
                    .record(new Event.Failed(id, "counting the mail of " + account.name(), e));
            return refused(open, recipient.path(), account, TRY_LATER);
        } catch (InterruptedException e) {
            throw new IOException("the server stops", e);
        }
        return switch (answer) {
            case Quotas.Answer.NoRoom(var what) ->
                    refused(open, recipient.path(), account, full(what));
            case Quotas.Answer.Room(var claim, var warning) -> {
                SmtpReply reply;
                try (claim) {
                    reply = store(open, recipient, intake);
                }
                if (reply.isPositive() && warning.isPresent()) {
                    services.events()
                            .record(new Event.NearlyFull(id, account.name(), warning.get()));
                }
                yield reply;
            }
        };
    }

    private SmtpReply full(Quotas.Full what) {
        boolean later = services.quotas().defers();
        return switch (what) {
            case ACCOUNT -> later ? FULL_NOW : FULL;
            case DOMAIN -> later ? DOMAIN_FULL_NOW : DOMAIN_FULL;
        };
    }

    private SmtpReply store(Transaction.Open open, Transaction.Recipient recipient, Intake intake) {
        String account = recipient.account().name();
        return switch (intake.commit(recipient.account().maildrop())) {
            case Intake.Outcome.Stored(var uniqueId, long octets) -> {
                delivered++;
                tell(
                        JournalEntry.Kind.DELIVERED,
                        open,
                        recipient.account(),
                        Optional.of(uniqueId),
                        octets,
                        "");
                services.events()
                        .record(
                                new Event.Delivered(
                                        id,
                                        account,
                                        recipient.path().text(),
                                        open.sender().text(),
                                        uniqueId,
                                        octets));
                yield SmtpReply.of(250, "2.1.5", "delivered");
            }
            case Intake.Outcome.Failed(var cause) -> {
                services.events().record(new Event.Failed(id, "delivering to " + account, cause));
                yield refused(
                        open,
                        recipient.path(),
                        recipient.account(),
                        Failures.of(cause) == Failures.NO_SPACE ? NO_SPACE : TRY_LATER);
            }
        };
    }

    /** Tells the account's journal. */
    private void tell(
            JournalEntry.Kind kind,
            Transaction.Open open,
            Account account,
            Optional<UniqueId> uniqueId,
            long octets,
            String detail) {
        services.store()
                .journal()
                .add(
                        account.maildrop(),
                        new JournalEntry(
                                services.clock().instant(),
                                kind,
                                id,
                                connection.peer().text(),
                                open.sender().text(),
                                "",
                                uniqueId,
                                octets == 0 ? OptionalLong.empty() : OptionalLong.of(octets),
                                detail));
    }

    /** The same of an account, whose journal learns it too. */
    private SmtpReply refused(
            Transaction.Open open, MailPath recipient, Account account, SmtpReply reply) {
        tell(JournalEntry.Kind.REFUSED, open, account, Optional.empty(), 0, reply.toString());
        return refused(open, recipient, reply);
    }

    private SmtpReply refused(Transaction.Open open, MailPath recipient, SmtpReply reply) {
        refused++;
        services.events()
                .record(
                        new Event.DeliveryRefused(
                                id, recipient.text(), open.sender().text(), reply.toString()));
        return reply;
    }

    private void reset() {
        switch (state) {
            case Transaction.Open open -> state = new Transaction.Ready(open.client());
            case Transaction.Unknown _, Transaction.Ready _, Transaction.Closed _ -> {}
        }
    }

    private void refuse(Refusal why) throws IOException {
        services.events().record(new Event.Refused(id, "lmtp", connection.peer().text(), why));
        // The one is for good, the others for now.
        SmtpReply reply =
                why == Refusal.NO_PEER
                        ? SmtpReply.of(554, "5.7.1", why.text())
                        : SmtpReply.of(421, "4.3.2", why.text());
        reply.write(out);
        out.flush();
    }

    private void tellEnd() {
        services.events()
                .record(
                        new Event.LmtpEnded(
                                id,
                                connection.peer().text(),
                                connection.endedBecause().orElse(reason),
                                delivered,
                                refused,
                                commands,
                                Duration.ofNanos(System.nanoTime() - started)));
    }
}
