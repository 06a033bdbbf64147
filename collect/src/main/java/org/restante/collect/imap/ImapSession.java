package org.restante.collect.imap;

import jakarta.mail.Flags;

import org.eclipse.angus.mail.iap.BadCommandException;
import org.eclipse.angus.mail.iap.ByteArray;
import org.eclipse.angus.mail.iap.CommandFailedException;
import org.eclipse.angus.mail.iap.Literal;
import org.eclipse.angus.mail.iap.ProtocolException;
import org.eclipse.angus.mail.iap.Response;
import org.eclipse.angus.mail.imap.protocol.BODY;
import org.eclipse.angus.mail.imap.protocol.FetchResponse;
import org.eclipse.angus.mail.imap.protocol.IMAPProtocol;
import org.eclipse.angus.mail.imap.protocol.MailboxInfo;
import org.eclipse.angus.mail.imap.protocol.RFC822SIZE;
import org.eclipse.angus.mail.imap.protocol.Status;
import org.eclipse.angus.mail.imap.protocol.UID;
import org.restante.client.Security;
import org.restante.collect.Report.Failure;
import org.restante.collect.UnavailableException;
import org.restante.collect.transfer.MailServer;
import org.restante.collect.transfer.TokenMessage;
import org.restante.collect.transfer.Wire;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Properties;

/**
 * A session with an IMAP server, logged in (RFC 3501, RFC 9051). What a server does that is no
 * answer to a message is an {@link UnavailableException}. For one thread.
 */
final class ImapSession implements Closeable {
    private static final int LINE_OCTETS_MAX = 8192;

    /** Lines of 8192 octets are what servers are to take (RFC 9051 §4.3.1, RFC 7162 §4). */
    private static final int INITIAL_RESPONSE_OCTETS_MAX = 8000;

    /** An answer to one command, the strings in it included. */
    private static final int ANSWER_OCTETS_MAX = 4 * 1024 * 1024;

    /** So much of a message is asked for at a time. */
    private static final int PIECE_OCTETS = 256 * 1024;

    /** So many lines of a listing come in one answer. */
    private static final int BLOCK_MESSAGES = 500;

    private final MailServer server;
    private final Wire wire;
    private final Commands protocol;

    /**
     * A message that is there.
     *
     * @param number in the folder as it was opened
     */
    record There(int number, long uid, long size) {}

    /** Where the next message of a folder goes. */
    record Next(long uidValidity, long uid) {}

    private ImapSession(MailServer server, Wire wire) throws IOException {
        this.server = server;
        this.wire = wire;
        this.protocol =
                new Commands(
                        new LiteralGuard(wire.in(), wire),
                        // It hides what fails; then the next answer does not come, which tells.
                        new PrintStream(wire.out(), false, StandardCharsets.UTF_8));
    }

    /** With what is missing there. */
    private static final class Commands extends IMAPProtocol {
        private Commands(InputStream in, PrintStream out) throws IOException {
            super(in, out, properties(), false);
        }

        // Only its constructor that also connects would have found out.
        @Override
        public boolean isREV1() {
            return hasCapability("IMAP4rev1") || hasCapability("IMAP4rev2");
        }

        /** AUTHENTICATE, with the message on its line if the server takes it there (RFC 4959). */
        private void authenticate(TokenMessage token) throws ProtocolException {
            String message = token.message().reveal();
            boolean said =
                    hasCapability("SASL-IR") && message.length() < INITIAL_RESPONSE_OCTETS_MAX;
            try {
                String tag =
                        writeCommand(
                                "AUTHENTICATE " + token.mechanism() + (said ? " " + message : ""),
                                null);
                while (true) {
                    Response answer = readResponse();
                    if (answer.isContinuation()) {
                        // The second one is what is wrong, as JSON (RFC 7628 §3.2.3).
                        String line = (said ? token.afterFailure() : message) + "\r\n";
                        said = true;
                        getOutputStream().write(line.getBytes(StandardCharsets.US_ASCII));
                        getOutputStream().flush();
                    } else if (answer.isBYE() || tag.equals(answer.getTag())) {
                        handleResult(answer);
                        return;
                    }
                }
            } catch (IOException e) {
                handleResult(Response.byeResponse(e));
            }
        }
    }

    private static Properties properties() {
        Properties properties = new Properties();
        // Each connection counts its commands from A0 on.
        properties.setProperty("mail.imap.reusetagprefix", "true");
        return properties;
    }

    /** Connects, begins TLS and logs in. */
    static ImapSession open(MailServer server) throws IOException {
        Wire wire = Wire.open(server);
        try {
            greet(server, wire);
            ImapSession session = new ImapSession(server, wire);
            session.login();
            return session;
        } catch (IOException | RuntimeException e) {
            wire.close();
            throw e;
        }
    }

    /** The greeting, and STARTTLS: before that nothing is read ahead. */
    private static void greet(MailServer server, Wire wire) throws IOException {
        wire.waitFor("the greeting", server.patience().command(), LINE_OCTETS_MAX);
        String greeting = wire.line(LINE_OCTETS_MAX);
        String begins = greeting.toUpperCase(Locale.ROOT);
        if (begins.startsWith("* BYE")) {
            throw new UnavailableException(
                    Failure.Kind.TEMPORARY, server + " refuses the connection: " + greeting);
        }
        if (!begins.startsWith("* OK")) {
            throw wire.server("greets with what is no greeting: " + greeting);
        }
        if (server.security() == Security.STLS) {
            wire.waitFor("STARTTLS", server.patience().command(), ANSWER_OCTETS_MAX);
            wire.send("S STARTTLS");
            String answer = wire.line(LINE_OCTETS_MAX);
            while (answer.startsWith("* ")) {
                answer = wire.line(LINE_OCTETS_MAX);
            }
            if (!answer.toUpperCase(Locale.ROOT).startsWith("S OK")) {
                throw wire.server("refuses STARTTLS: " + answer);
            }
            wire.startTls();
        }
    }

    private void waitFor(String what) {
        wire.waitFor(what, server.patience().command(), ANSWER_OCTETS_MAX);
    }

    private interface Command<T> {
        T run() throws ProtocolException;
    }

    /** Runs a command; NO and BAD are for the caller. */
    private <T> T command(String what, Command<T> command)
            throws IOException, CommandFailedException, BadCommandException {
        waitFor("its answer to " + what);
        try {
            return command.run();
        } catch (CommandFailedException | BadCommandException e) {
            throw e;
        } catch (ProtocolException e) {
            throw failed(what, e);
        }
    }

    private UnavailableException failed(String what, ProtocolException e) {
        Response response = e.getResponse();
        if (response != null && response.getException() instanceof UnavailableException known) {
            return known;
        }
        Exception cause =
                response == null || response.getException() == null ? e : response.getException();
        return new UnavailableException(
                Failure.Kind.TEMPORARY, server + ", at " + what + ": " + cause.getMessage(), e);
    }

    /** Runs a command that no message is to blame for. */
    private <T> T required(String what, Failure.Kind kind, Command<T> command) throws IOException {
        try {
            return command(what, command);
        } catch (CommandFailedException | BadCommandException e) {
            throw refused(what, kind, e);
        }
    }

    private UnavailableException refused(String what, Failure.Kind kind, ProtocolException e) {
        return new UnavailableException(
                isPassing(words(e)) ? Failure.Kind.TEMPORARY : kind,
                server + " refuses " + what + ": " + words(e),
                e);
    }

    /** What the server said, its response code included. */
    static String words(ProtocolException e) {
        Response response = e.getResponse();
        return response == null ? String.valueOf(e.getMessage()) : response.getRest();
    }

    /** RFC 5530: what has nothing to do with what was asked. */
    static boolean isPassing(String words) {
        String upper = words.toUpperCase(Locale.ROOT);
        return List.of("[UNAVAILABLE]", "[INUSE]", "[SERVERBUG]", "[LIMIT]").stream()
                .anyMatch(upper::contains);
    }

    private void login() throws IOException {
        required(
                "CAPABILITY",
                Failure.Kind.SERVER,
                () -> {
                    protocol.capability();
                    return "";
                });
        switch (server.login().orElseThrow(() -> new IllegalArgumentException("no login"))) {
            case MailServer.Login.Password(var user, var password) ->
                    login(() -> {
                        if (protocol.hasCapability("AUTH=PLAIN")) {
                            protocol.authplain("", user, password.reveal());
                        } else if (!protocol.hasCapability("LOGINDISABLED")) {
                            protocol.login(user, password.reveal());
                        } else {
                            throw new CommandFailedException("it offers no login by a password");
                        }
                        return "";
                    });
            case MailServer.Login.Token login ->
                    TokenMessage.login(
                            server,
                            login,
                            it -> protocol.hasCapability("AUTH=" + it),
                            it ->
                                    login(() -> {
                                        protocol.authenticate(it);
                                        return "";
                                    }));
        }
        required(
                "CAPABILITY",
                Failure.Kind.SERVER,
                () -> {
                    protocol.capability();
                    return "";
                });
    }

    private void login(Command<String> command) throws IOException {
        required("the login", Failure.Kind.LOGIN, command);
    }

    /** In a few words, for people. */
    String words() {
        return "IMAP at "
                + server
                + wire.tls().map(it -> ", " + it.getProtocol()).orElse(", no TLS")
                + server.login().map(it -> ", logged in as " + it.user()).orElse("");
    }

    /** Whether there is a folder. */
    boolean exists(String folder) throws IOException {
        try {
            command("STATUS", () -> protocol.status(folder, new String[] {"UIDNEXT"}));
            return true;
        } catch (CommandFailedException | BadCommandException e) {
            requireLasting(e, "STATUS of " + folder);
            return false;
        }
    }

    /** What the server cannot tell now is no answer: that there is no folder, for instance. */
    private void requireLasting(ProtocolException e, String what) throws UnavailableException {
        if (isPassing(words(e))) {
            throw refused(what, Failure.Kind.TEMPORARY, e);
        }
    }

    /** Where the next message of a folder goes; one that is not there is made. */
    Next next(String folder) throws IOException {
        try {
            return command("STATUS", () -> status(folder));
        } catch (CommandFailedException | BadCommandException e) {
            requireLasting(e, "STATUS of " + folder);
            create(folder);
            return required("STATUS " + folder, Failure.Kind.CONFIGURATION, () -> status(folder));
        }
    }

    private void create(String folder) throws IOException {
        String what = "CREATE " + folder;
        try {
            command(
                    what,
                    () -> {
                        protocol.create(folder);
                        return "";
                    });
        } catch (CommandFailedException | BadCommandException e) {
            // Another collection may have made it meanwhile.
            if (!exists(folder)) {
                throw refused(what, Failure.Kind.CONFIGURATION, e);
            }
        }
    }

    private Next status(String folder) throws ProtocolException {
        Status status = protocol.status(folder, new String[] {"UIDNEXT", "UIDVALIDITY"});
        return new Next(status.uidvalidity, status.uidnext);
    }

    /**
     * Appends a message, octet for octet.
     *
     * @param octets of it, as many as are said
     * @return why the server does not take it, in its words
     */
    Optional<String> append(String folder, Flags flags, Instant date, long size, InputStream octets)
            throws IOException {
        if (size > Integer.MAX_VALUE) {
            return Optional.of("is larger than 2 GiB");
        }
        try {
            command(
                    "APPEND",
                    () -> {
                        protocol.append(
                                folder, flags, Date.from(date), literal((int) size, octets));
                        return "";
                    });
            return Optional.empty();
        } catch (CommandFailedException | BadCommandException e) {
            return Optional.of(words(e));
        }
    }

    private Literal literal(int size, InputStream octets) {
        return new Literal() {
            @Override
            public int size() {
                return size;
            }

            @Override
            public void writeTo(OutputStream out) throws IOException {
                octets.transferTo(out);
                // All this took its time; from here on the server does.
                wire.waitFor(
                        "its answer to a message", server.patience().message(), ANSWER_OCTETS_MAX);
            }
        };
    }

    /**
     * Opens a folder to look at it.
     *
     * @param since messages that were there at that time are left out, unless the folder is another
     *     one by now
     * @return the others, the last first
     */
    List<There> since(String folder, Next since) throws IOException {
        MailboxInfo info =
                required(
                        "EXAMINE " + folder,
                        Failure.Kind.CONFIGURATION,
                        () -> protocol.examine(folder));
        long from = info.uidvalidity == since.uidValidity() ? since.uid() : 0;
        List<There> there = new ArrayList<>();
        boolean older = false;
        for (int last = info.total; last > 0 && !older; last -= BLOCK_MESSAGES) {
            int first = Math.max(1, last - BLOCK_MESSAGES + 1);
            int end = last;
            Response[] answers =
                    required(
                            "FETCH",
                            Failure.Kind.SERVER,
                            () -> complete(protocol.fetch(first, end, "UID RFC822.SIZE")));
            for (Response each : answers) {
                if (each instanceof FetchResponse message) {
                    UID uid = message.getItem(UID.class);
                    RFC822SIZE size = message.getItem(RFC822SIZE.class);
                    if (uid != null && size != null && uid.uid >= from) {
                        there.add(new There(message.getNumber(), uid.uid, size.size));
                    } else if (uid != null && uid.uid < from) {
                        older = true;
                    }
                }
            }
        }
        return there;
    }

    private Response[] complete(Response[] answers) throws ProtocolException {
        protocol.handleResult(answers[answers.length - 1]);
        return answers;
    }

    /** Reads a message of the folder that is open. */
    void read(There message, OutputStream to) throws IOException {
        int at = 0;
        while (true) {
            int from = at;
            BODY piece =
                    required(
                            "FETCH",
                            Failure.Kind.SERVER,
                            () -> protocol.peekBody(message.number(), "", from, PIECE_OCTETS));
            if (piece == null && at > 0 && at >= message.size()) {
                return;
            }
            if (piece == null) {
                // A refusal; taken for the end, a message that is there would come once more.
                throw new UnavailableException(
                        Failure.Kind.TEMPORARY, server + " does not give message " + message.uid());
            }
            ByteArray octets = piece.getByteArray();
            if (octets == null || octets.getCount() == 0) {
                return;
            }
            to.write(octets.getBytes(), octets.getStart(), octets.getCount());
            at += octets.getCount();
            if (octets.getCount() < PIECE_OCTETS) {
                return;
            }
        }
    }

    /** Says good-bye: what was appended is there already. */
    void logout() throws IOException {
        required(
                "LOGOUT",
                Failure.Kind.SERVER,
                () -> {
                    protocol.logout();
                    return "";
                });
    }

    @Override
    public void close() throws IOException {
        wire.close();
    }
}
