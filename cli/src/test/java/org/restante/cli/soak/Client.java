package org.restante.cli.soak;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.Semaphore;

/**
 * One account's user, who works until the server is gone and writes down what was promised. A reply
 * that is not as it should be is an {@link AssertionError}; the end of the connection is the end.
 */
record Client(String account, Ledger ledger) {
    private static final String TOKEN = "X-Token: ";
    private static final int LISTED_MAX = 40;
    private static final int OCTETS_MAX = 48 * 1024;

    Client(String account) {
        this(account, new Ledger(account));
    }

    /** At once after a restart: the login has to work, and the listing to keep every promise. */
    void settle(ServerProcess server) throws IOException {
        try (Link link = server.login(account)) {
            Set<String> listed = new HashSet<>();
            for (String uniqueId : list(link)) {
                String token = retrieve(link, listed.size() + 1);
                ledger.seen(uniqueId, token);
                if (!listed.add(token)) {
                    throw new AssertionError(account + " has one message twice: " + uniqueId);
                }
            }
            ledger.settle(listed);
            link.ask("QUIT", "+OK");
        }
    }

    /** Retrieves and removes in session after session; some end without QUIT. */
    Void collect(ServerProcess server, Random random, Semaphore replies) {
        while (server.isAlive()) {
            try (Link link = new Link(server.pop3())) {
                session(link, random, replies);
            } catch (Link.UnexpectedReplyException e) {
                throw new AssertionError(e);
            } catch (IOException _) {
                // The server was killed, which isAlive tells.
            }
        }
        return null;
    }

    private void session(Link link, Random random, Semaphore replies) throws IOException {
        link.expect("+OK");
        link.ask("USER " + account, "+OK");
        String login = link.ask("PASS " + ServerProcess.PASSWORD);
        if (login.startsWith("-ERR [IN-USE]")) {
            // The session before was cut, and its end has not been noticed yet.
            return;
        }
        if (!login.startsWith("+OK")) {
            throw new Link.UnexpectedReplyException(login, "+OK");
        }
        List<String> uniqueIds = list(link);
        replies.release();
        Set<String> marked = new LinkedHashSet<>();
        for (int i = 0; i < uniqueIds.size(); i++) {
            String token = ledger.token(uniqueIds.get(i));
            if (token.isEmpty()) {
                token = retrieve(link, i + 1);
                ledger.seen(uniqueIds.get(i), token);
            }
            if (random.nextBoolean() || uniqueIds.size() > LISTED_MAX) {
                link.ask("DELE " + (i + 1), "+OK");
                marked.add(token);
            }
            replies.release();
        }
        if (random.nextInt(4) == 0) {
            return;
        }
        ledger.leaving(marked);
        link.ask("QUIT", "+OK");
        ledger.gone(marked);
        replies.release();
    }

    private static List<String> list(Link link) throws IOException {
        link.ask("UIDL", "+OK");
        return link.lines().stream().map(line -> line.substring(line.indexOf(' ') + 1)).toList();
    }

    /** The token of a message, after a look whether each octet of it is as it was sent. */
    private static String retrieve(Link link, int number) throws IOException {
        String announced = link.ask("RETR " + number, "+OK");
        String whole = String.join("\r\n", link.lines()) + "\r\n";
        if (!announced.equals("+OK " + whole.length() + " octets")) {
            throw new AssertionError(announced + ", but " + whole.length() + " came");
        }
        // In front stands what the server added.
        int start = whole.indexOf(TOKEN);
        int body = whole.indexOf("\r\n", start) + 2;
        String token = start < 0 ? "" : whole.substring(start + TOKEN.length(), body - 2);
        if (!token.equals(sha256(whole.substring(body)))) {
            throw new AssertionError("a message is not as it was sent: " + token);
        }
        return token;
    }

    /** Sends message after message to one, two or all of them. */
    static Void deliver(
            ServerProcess server, List<Client> clients, Random random, Semaphore replies) {
        while (server.isAlive()) {
            try (Link link = server.deliverer()) {
                while (true) {
                    deliver(link, some(clients, random), random, replies);
                }
            } catch (Link.UnexpectedReplyException e) {
                throw new AssertionError(e);
            } catch (IOException _) {
                // The server was killed, which isAlive tells.
            }
        }
        return null;
    }

    private static List<Client> some(List<Client> clients, Random random) {
        List<Client> all = new ArrayList<>(clients);
        Collections.shuffle(all, random);
        return all.subList(0, 1 + random.nextInt(all.size()));
    }

    private static void deliver(
            Link link, List<Client> recipients, Random random, Semaphore replies)
            throws IOException {
        String text = text(random);
        String token = sha256(text);
        link.ask("MAIL FROM:<sender@example.org>", "250");
        for (Client recipient : recipients) {
            link.ask("RCPT TO:<" + recipient.account + "@localhost>", "250");
        }
        link.ask("DATA", "354");
        recipients.forEach(recipient -> recipient.ledger.sent(token));
        String message = TOKEN + token + "\r\n" + text;
        link.send(message.replace("\r\n.", "\r\n..") + ".\r\n");
        for (Client recipient : recipients) {
            link.expect("250");
            recipient.ledger.stored(token);
            replies.release();
        }
    }

    /** Unlike any other; with lines that have to be stuffed. */
    private static String text(Random random) {
        byte[] octets = new byte[random.nextInt(OCTETS_MAX) + 64];
        random.nextBytes(octets);
        ByteArrayOutputStream text = new ByteArrayOutputStream();
        text.writeBytes("Subject: test\r\n\r\n".getBytes(Link.OCTETS));
        for (int i = 0; i < octets.length; i++) {
            boolean end = i % 70 == 69 || i == octets.length - 1;
            // Neither CR, LF nor NUL: those are other tests.
            text.write(octets[i] < 14 && octets[i] >= 0 ? '.' : octets[i]);
            if (end) {
                text.writeBytes("\r\n".getBytes(Link.OCTETS));
            }
        }
        return text.toString(Link.OCTETS);
    }

    private static String sha256(String text) {
        try {
            return HexFormat.of()
                    .formatHex(
                            MessageDigest.getInstance("SHA-256")
                                    .digest(text.getBytes(Link.OCTETS)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
