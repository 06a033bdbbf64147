package org.restante.cli.interop;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * A Cyrus of the test's own with POP3 and IMAP, any password being right: this class answers what
 * it asks {@code saslauthd}. Who logs in for the first time gets an INBOX.
 */
final class Cyrus implements AutoCloseable {
    private final Daemon daemon;
    private final ServerSocketChannel passwords;
    private final Path folder;
    private final int pop3;
    private final int imap;

    private Cyrus(Daemon daemon, ServerSocketChannel passwords, Path folder, int pop3, int imap) {
        this.daemon = daemon;
        this.passwords = passwords;
        this.folder = folder;
        this.pop3 = pop3;
        this.imap = imap;
    }

    /**
     * Starts it.
     *
     * @param folder has a short path: sockets are in it
     * @param uidlFormat its setting {@code uidl_format}
     */
    static Cyrus start(Path folder, String uidlFormat) throws IOException {
        Unpacked cyrus = Unpacked.of("cyrus");
        Path master = cyrus.program("usr/lib/cyrus/bin/master");
        Path programs = cyrus.root().resolve("usr/lib/cyrus/bin");
        int pop3 = Folders.freePort();
        int imap = Folders.freePort();
        for (String each : List.of("config", "spool", "proc", "lock", "config/socket")) {
            Files.createDirectories(folder.resolve(each));
        }
        Path configuration =
                Files.writeString(
                        folder.resolve("imapd.conf"),
                        """
                        configdirectory: %1$s/config
                        defaultpartition: default
                        partition-default: %1$s/spool
                        proc_path: %1$s/proc
                        mboxname_lockpath: %1$s/lock
                        cyrus_user: %2$s
                        admins: cyrus
                        allowplaintext: yes
                        autocreate_quota: 0
                        expunge_mode: delayed
                        popminpoll: 0
                        uidl_format: %3$s
                        sasl_pwcheck_method: saslauthd
                        sasl_saslauthd_path: %1$s/mux
                        sasl_mech_list: PLAIN
                        """
                                .formatted(folder, Folders.ordinaryUser(), uidlFormat));
        Files.writeString(
                folder.resolve("cyrus.conf"),
                """
                START {
                  recover cmd="%1$s/ctl_cyrusdb -C %2$s -r"
                }
                SERVICES {
                  pop3 cmd="%1$s/pop3d -C %2$s" listen="127.0.0.1:%3$d" prefork=0
                  imap cmd="%1$s/imapd -C %2$s" listen="127.0.0.1:%4$d" prefork=0
                }
                EVENTS {
                }
                """
                        .formatted(programs, configuration, pop3, imap));
        Folders.give(folder, Folders.ordinaryUser());
        ServerSocketChannel passwords = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        passwords.bind(UnixDomainSocketAddress.of(folder.resolve("mux")));
        Folders.give(folder, Folders.ordinaryUser());
        Thread.ofVirtual().start(() -> answer(passwords));
        Daemon daemon =
                Daemon.start(
                        "coreutils",
                        folder,
                        List.of(
                                "env",
                                "LD_LIBRARY_PATH=" + cyrus.libraries(),
                                master.toString(),
                                "-C",
                                configuration.toString(),
                                "-M",
                                folder.resolve("cyrus.conf").toString(),
                                "-p",
                                folder.resolve("master.pid").toString()));
        Cyrus started = new Cyrus(daemon, passwords, folder, pop3, imap);
        started.awaitListening();
        return started;
    }

    /** It says nowhere that it listens. */
    private void awaitListening() throws IOException {
        for (int attempt = 0; ; attempt++) {
            try {
                new Socket(InetAddress.ofLiteral("127.0.0.1"), imap).close();
                return;
            } catch (ConnectException e) {
                if (attempt == ATTEMPTS_MAX) {
                    throw e;
                }
                pause();
            }
        }
    }

    private static final int ATTEMPTS_MAX = 3000;
    private static final int PAUSE_MILLIS = 10;

    private static void pause() {
        try {
            Thread.sleep(PAUSE_MILLIS);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    /** A question is name, password, service and realm, each behind its length of two octets. */
    private static void answer(ServerSocketChannel passwords) {
        while (true) {
            try (SocketChannel client = passwords.accept()) {
                DataInputStream in = new DataInputStream(Channels.newInputStream(client));
                for (int i = 0; i < 4; i++) {
                    in.skipNBytes(in.readUnsignedShort());
                }
                client.write(ByteBuffer.wrap(new byte[] {0, 2, 'O', 'K'}));
            } catch (IOException _) {
                if (!passwords.isOpen()) {
                    return;
                }
            }
        }
    }

    /** Has it write a user's index in an older version. */
    void reconstruct(String user, int version) throws IOException, InterruptedException {
        Unpacked cyrus = Unpacked.of("cyrus");
        Program.Result done =
                Program.run(
                        "coreutils",
                        folder,
                        Map.of(),
                        List.of(
                                "env",
                                "LD_LIBRARY_PATH=" + cyrus.libraries(),
                                cyrus.program("usr/lib/cyrus/bin/reconstruct").toString(),
                                "-C",
                                folder.resolve("imapd.conf").toString(),
                                "-V",
                                Integer.toString(version),
                                "user/" + user));
        if (done.exit() != 0) {
            throw new AssertionError(done.out());
        }
    }

    int port() {
        return pop3;
    }

    /** The only folder that has a message. */
    Path inbox() throws IOException {
        try (var found =
                Files.find(
                        folder.resolve("spool"),
                        10,
                        (path, _) ->
                                path.endsWith("cyrus.index")
                                        && Files.exists(path.resolveSibling("1.")))) {
            return found.map(Path::getParent).findFirst().orElseThrow();
        }
    }

    /** Speaks IMAP as a user; each line goes out when the one before it was answered. */
    void imap(String user, List<String> commands) throws IOException {
        try (Socket socket = new Socket(InetAddress.ofLiteral("127.0.0.1"), imap)) {
            InputStream in = new BufferedInputStream(socket.getInputStream());
            line(in);
            say(socket, in, "login " + user + " x");
            for (String command : commands) {
                say(socket, in, command);
            }
            say(socket, in, "logout");
        }
    }

    private static void say(Socket socket, InputStream in, String command) throws IOException {
        socket.getOutputStream()
                .write(("a " + command + "\r\n").getBytes(StandardCharsets.ISO_8859_1));
        String line = line(in);
        while (!line.startsWith("a ")) {
            line = line(in);
        }
        if (!line.startsWith("a OK")) {
            throw new AssertionError(command + ": " + line);
        }
    }

    private static String line(InputStream in) throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        for (int octet = in.read(); octet != '\n'; octet = in.read()) {
            if (octet < 0) {
                throw new IOException("the server hung up behind " + line);
            }
            line.write(octet);
        }
        return line.toString(StandardCharsets.ISO_8859_1);
    }

    /** An APPEND of a message; LITERAL+ needs no answer in between (RFC 7888). */
    static String append(String flags, String date, String message) {
        return "append inbox (%s) \"%s\" {%d+}\r\n%s"
                .formatted(flags, date, message.length(), message);
    }

    @Override
    public void close() throws IOException {
        daemon.close();
        passwords.close();
    }
}
