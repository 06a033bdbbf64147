package org.restante.cli.interop;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** A Postfix of the test's own: its configuration, queue and log are in the test's folder. */
final class Postfix implements AutoCloseable {
    private final Daemon daemon;
    private final int port;

    private Postfix(Daemon daemon, int port) {
        this.daemon = daemon;
        this.port = port;
    }

    /**
     * Starts it; takes mail for these domains.
     *
     * @param settings more lines of main.cf
     */
    static Postfix start(Path folder, String domains, String transports, String... settings)
            throws IOException {
        if (!Folders.isRoot()) {
            throw new AssertionError("Postfix runs as root only: run these tests as root");
        }
        int port = Folders.freePort();
        Path etc = Files.createDirectories(folder.resolve("etc"));
        Path queue = Files.createDirectories(folder.resolve("queue"));
        Path data = Files.createDirectories(folder.resolve("data"));
        Folders.give(data, "postfix");
        Files.writeString(
                etc.resolve("main.cf"),
                """
                compatibility_level = 3.6
                queue_directory = %s
                data_directory = %s
                maillog_file = /dev/stdout
                myhostname = mx.test
                mydestination =
                inet_interfaces = 127.0.0.1
                inet_protocols = ipv4
                mynetworks = 127.0.0.0/8
                alias_maps =
                alias_database =
                relay_domains = %s
                transport_maps = inline:{ %s }
                """
                                .formatted(queue, data, domains, transports)
                        + String.join("\n", settings)
                        + "\n");
        // No service is chrooted, lmtp above all: it has to reach the socket of the server.
        Files.writeString(
                etc.resolve("master.cf"),
                """
                127.0.0.1:%d inet n - n - - smtpd
                cleanup unix n - n - 0 cleanup
                qmgr unix n - n 300 1 qmgr
                rewrite unix - - n - - trivial-rewrite
                bounce unix - - n - 0 bounce
                defer unix - - n - 0 bounce
                trace unix - - n - 0 bounce
                verify unix - - n - 1 verify
                flush unix n - n 1000? 0 flush
                proxymap unix - - n - - proxymap
                error unix - - n - - error
                retry unix - - n - - error
                virtual unix - n n - - virtual
                lmtp unix - - n - - lmtp
                anvil unix - - n - 1 anvil
                scache unix - - n - 1 scache
                postlog unix-dgram n - n - 1 postlogd
                """
                        .formatted(port));
        Daemon daemon =
                Daemon.start(
                        "postfix", folder, List.of("postfix", "-c", etc.toString(), "start-fg"));
        daemon.await("daemon started");
        return new Postfix(daemon, port);
    }

    int port() {
        return port;
    }

    /** Waits for a line of its log that has all of these; returns it. */
    String await(String... parts) {
        return daemon.await(parts);
    }

    @Override
    public void close() {
        daemon.close();
    }
}
