package org.restante.cli.interop;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** A client that leaves mail on the server and remembers by unique-ids what it has fetched. */
enum KeepingClient {
    FETCHMAIL {
        @Override
        Program.Result poll(int port, String account, Path folder)
                throws IOException, InterruptedException {
            Path configuration = folder.resolve("fetchmailrc");
            Files.deleteIfExists(configuration);
            Folders.secretFile(
                    configuration,
                    """
                    poll 127.0.0.1 proto pop3 service %d uidl
                      user "%s" password "%s" sslproto '' keep
                      mda "cat > $(mktemp %s/XXXXXXXX)"
                    """
                            .formatted(port, account, ServerProcess.PASSWORD, messages(folder)));
            return Program.run(
                    "fetchmail",
                    folder,
                    Map.of("FETCHMAILHOME", folder.toString()),
                    List.of(
                            "fetchmail",
                            "--nodetach",
                            "--nosyslog",
                            // Else all of root\'s exclude each other.
                            "--pidfile",
                            folder.resolve("fetchmail.pid").toString(),
                            "--verbose",
                            "-f",
                            configuration.toString()));
        }
    },

    MPOP {
        @Override
        Program.Result poll(int port, String account, Path folder)
                throws IOException, InterruptedException {
            Path configuration = folder.resolve("mpoprc");
            Files.deleteIfExists(configuration);
            Path maildir = Folders.maildir(folder.resolve("Maildir"));
            Folders.secretFile(
                    configuration,
                    """
                    account default
                    host 127.0.0.1
                    port %d
                    user %s
                    password %s
                    auth user
                    tls off
                    keep on
                    only_new on
                    uidls_file %s
                    delivery maildir %s
                    """
                            .formatted(
                                    port,
                                    account,
                                    ServerProcess.PASSWORD,
                                    folder.resolve("uidls"),
                                    maildir));
            Program.Result result =
                    Program.run(
                            "mpop",
                            folder,
                            Map.of(),
                            List.of("mpop", "-C", configuration.toString()));
            try (var files = Files.list(maildir.resolve("new"))) {
                for (Path file : files.toList()) {
                    Files.move(file, messages(folder).resolve(file.getFileName()));
                }
            }
            return result;
        }
    };

    /** Fetches what it does not know yet; what it had remembered is in the folder. */
    abstract Program.Result poll(int port, String account, Path folder)
            throws IOException, InterruptedException;

    /** Where each message comes that it fetches. */
    Path messages(Path folder) throws IOException {
        return Files.createDirectories(folder.resolve("messages"));
    }

    /** Fetches, and counts what that brought. */
    int fetched(int port, String account, Path folder) throws IOException, InterruptedException {
        int before = count(folder);
        Program.Result result = poll(port, account, folder);
        // fetchmail says 1 when there is nothing new.
        if (result.exit() > 1) {
            throw new AssertionError(result.out());
        }
        return count(folder) - before;
    }

    private int count(Path folder) throws IOException {
        try (var files = Files.list(messages(folder))) {
            return (int) files.count();
        }
    }
}
