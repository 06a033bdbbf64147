package org.restante.bench;

import org.restante.client.Pop3Server;
import org.restante.client.Security;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import javax.net.ssl.SSLSession;
import javax.net.ssl.SSLSocketFactory;

/**
 * Sessions of one connection after the other, from connecting to the answer to QUIT. Whatever is
 * not as it should be is a {@link SessionFailedException}. For one thread.
 */
final class Session {
    /** RETR on their way at once: few enough that no server's buffers are full of commands. */
    private static final int AHEAD_MAX = 256;

    private static final Pattern STAT = Pattern.compile("\\+OK (\\d{1,9}) (\\d{1,18})(?: .*)?");

    private final Load load;
    private final InetSocketAddress address;
    private final SSLSocketFactory sockets;
    private final Peer peer;
    private Optional<SSLSession> tls = Optional.empty();
    private boolean resumed;
    private int messages;

    /** What is being done, for the words of a failure; nothing secret. */
    private String doing = "";

    private Login login;
    private Failure otherwise = Failure.CUT;

    /**
     * Not begun yet.
     *
     * @param sockets of this one's own, as it resumes what these have known
     */
    Session(Load load, InetSocketAddress address, SSLSocketFactory sockets, Peer peer) {
        this.load = load;
        this.address = address;
        this.sockets = sockets;
        this.peer = peer;
        this.login = load.login(0);
    }

    private interface Steps {
        void run() throws IOException;
    }

    /** A whole session. */
    void run(int user) throws SessionFailedException {
        guarded(() -> {
            try {
                logIn(user);
                switch (load.workload()) {
                    case POLL -> stat();
                    case LIST -> list();
                    case FETCH, PIPELINED_FETCH, DRAIN -> fetch();
                    case IDLE -> {}
                }
                command("QUIT", Failure.REFUSED);
            } finally {
                end();
            }
        });
    }

    /** Logs in and out again. */
    void tryOut(int user) throws SessionFailedException {
        guarded(() -> {
            try {
                logIn(user);
                command("QUIT", Failure.REFUSED);
            } finally {
                end();
            }
        });
    }

    /** Logs in and stays; {@link #end} is the caller's. */
    void open(int user) throws SessionFailedException {
        guarded(() -> logIn(user));
    }

    /** Stands idle until it fails, as it must one day. */
    void stay() throws SessionFailedException {
        doing = "idle";
        guarded(peer::awaitEnd);
    }

    /** How many messages were retrieved in the last one. */
    int messages() {
        return messages;
    }

    /** Whether the last one resumed a session of TLS. */
    boolean resumed() {
        return resumed;
    }

    void end() {
        // With it goes what the server has sent to resume it by.
        if (!load.resumes()) {
            tls.ifPresent(SSLSession::invalidate);
        }
        tls = Optional.empty();
        peer.close();
    }

    private void guarded(Steps steps) throws SessionFailedException {
        try {
            steps.run();
        } catch (SessionFailedException e) {
            throw new SessionFailedException(e.failure(), words(e));
        } catch (SocketTimeoutException e) {
            throw new SessionFailedException(Failure.TIMED_OUT, words(e));
        } catch (IOException e) {
            if (peer.expired()) {
                throw new SessionFailedException(
                        Failure.TIMED_OUT,
                        doing + ": nothing for " + load.timeout().toMillis() + " ms");
            }
            throw peer.isOver()
                    ? new SessionFailedException(
                            Failure.TIMED_OUT, doing + ": no end when the load was over")
                    : new SessionFailedException(otherwise, words(e));
        }
    }

    /** A server may repeat what it was told. */
    private String words(IOException e) {
        String text = doing + ": " + (e.getMessage() == null ? e.toString() : e.getMessage());
        for (String each : login.secrets()) {
            text = text.replace(each, "***");
        }
        return text;
    }

    private void logIn(int user) throws IOException {
        Pop3Server server = load.server();
        messages = 0;
        resumed = false;
        doing = server.toString();
        otherwise = Failure.NOT_CONNECTED;
        peer.connect(address, Math.toIntExact(load.timeout().toMillis()));
        otherwise = Failure.CUT;
        if (server.security() == Security.TLS) {
            layerTls();
        }
        doing = "greeting";
        answer(Failure.REFUSED);
        if (server.security() == Security.STLS) {
            command("STLS", Failure.NO_TLS);
            layerTls();
        }
        login = load.login(user);
        for (String each : login.commands()) {
            doing = each.substring(0, each.indexOf(' '));
            peer.say(each);
            peer.flush();
            answer(Failure.LOGIN_REFUSED);
        }
    }

    private void layerTls() throws IOException {
        doing = "TLS";
        otherwise = Failure.NO_TLS;
        long began = System.currentTimeMillis();
        SSLSession session = peer.layerTls(sockets, load.server());
        tls = Optional.of(session);
        resumed = session.getCreationTime() < began;
        otherwise = Failure.CUT;
    }

    private String command(String line, Failure ifRefused) throws IOException {
        doing = line;
        peer.say(line);
        peer.flush();
        return answer(ifRefused);
    }

    private String answer(Failure ifRefused) throws IOException {
        String line = peer.statusLine();
        if (line.startsWith("+OK")) {
            return line;
        }
        throw new SessionFailedException(
                line.startsWith("-ERR") ? ifRefused : Failure.BROKEN, line);
    }

    private record Announced(int messages, long octets) {}

    private Announced stat() throws IOException {
        String line = command("STAT", Failure.REFUSED);
        Matcher matcher = STAT.matcher(line);
        if (!matcher.matches()) {
            throw new SessionFailedException(Failure.BROKEN, line);
        }
        return new Announced(Integer.parseInt(matcher.group(1)), Long.parseLong(matcher.group(2)));
    }

    private void list() throws IOException {
        Announced announced = stat();
        listing("UIDL", announced);
        listing("LIST", announced);
    }

    private void listing(String command, Announced announced) throws IOException {
        command(command, Failure.REFUSED);
        peer.body();
        if (peer.lines() != announced.messages()) {
            throw new SessionFailedException(
                    Failure.WRONG,
                    peer.lines() + " lines, where STAT announced " + announced.messages());
        }
    }

    private void fetch() throws IOException {
        Announced announced = stat();
        listing("UIDL", announced);
        long octets =
                load.workload() == Workload.PIPELINED_FETCH
                        ? fetchAhead(announced.messages())
                        : fetchOneByOne(announced.messages());
        if (load.checksSizes() && octets != announced.octets()) {
            throw new SessionFailedException(
                    Failure.WRONG,
                    "messages of "
                            + octets
                            + " octets, where STAT announced "
                            + announced.octets());
        }
    }

    private long fetchOneByOne(int count) throws IOException {
        long octets = 0;
        for (int i = 1; i <= count; i++) {
            command("RETR " + i, Failure.REFUSED);
            octets += peer.body();
            messages++;
            if (load.workload() == Workload.DRAIN) {
                command("DELE " + i, Failure.REFUSED);
            }
        }
        return octets;
    }

    private long fetchAhead(int count) throws IOException {
        long octets = 0;
        int asked = 0;
        for (int i = 1; i <= count; i++) {
            doing = "RETR";
            // Many again when half are answered, and not one for one.
            if (asked - i < AHEAD_MAX / 2 && asked < count) {
                while (asked < count && asked - i < AHEAD_MAX) {
                    peer.say("RETR " + ++asked);
                }
                peer.flush();
            }
            answer(Failure.REFUSED);
            octets += peer.body();
            messages++;
        }
        return octets;
    }
}
