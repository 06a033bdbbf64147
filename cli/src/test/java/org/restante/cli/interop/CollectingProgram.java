package org.restante.cli.interop;

import org.restante.cli.Launched;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A program that fetches the mail of {@code alice} from one port and remembers what it has fetched,
 * set up as its manual has it for one account: with unique-ids where that is a choice.
 */
enum CollectingProgram {
    RESTANTE("Restante", "restante") {
        @Override
        List<String> command(Path folder, int port, boolean keep, Delivery delivery)
                throws IOException {
            Path password = secretFile(folder.resolve("password"), ServerProcess.PASSWORD + "\n");
            Path configuration =
                    Files.writeString(
                            folder.resolve("restante.toml"),
                            """
                            data = "data"
                            [[collection]]
                            name = "alice"
                            url = "pop://alice@127.0.0.1:%d"
                            security = "none"
                            password-file = "%s"
                            remove = "%s"
                            %s
                            """
                                    .formatted(
                                            port,
                                            password,
                                            keep ? "never" : "after-delivery",
                                            delivery.command()
                                                    .map(it ->
                                                            "deliver-to = \"command\"\ncommand = [\""
                                                                    + it
                                                                    + "\"]")
                                                    .orElse(
                                                            "deliver-to = \"maildir\"\npath = \""
                                                                    + delivery.maildir()
                                                                    + "\"")));
            return Launched.command("collect", "run", "--config", configuration.toString());
        }

        @Override
        Path memory(Path folder) {
            return folder.resolve("data/collect/alice.journal");
        }
    },

    /** It forwards by LMTP, as it has no Maildir. */
    FETCHMAIL("fetchmail", "fetchmail") {
        @Override
        List<String> command(Path folder, int port, boolean keep, Delivery delivery)
                throws IOException {
            Path configuration =
                    secretFile(
                            folder.resolve("fetchmailrc"),
                            """
                            poll 127.0.0.1 proto pop3 service %d uidl timeout 20
                              user "alice" password "%s" sslproto '' %s
                              %s
                            """
                                    .formatted(
                                            port,
                                            ServerProcess.PASSWORD,
                                            keep ? "keep" : "nokeep",
                                            delivery.command()
                                                    .map(it -> "mda \"" + it + "\"")
                                                    .orElse(
                                                            "smtphost \"127.0.0.1/"
                                                                    + delivery.lmtp().getPort()
                                                                    + "\" lmtp smtpname \"alice\"")));
            return List.of(
                    "fetchmail",
                    "--nodetach",
                    "--nosyslog",
                    "--pidfile",
                    folder.resolve("fetchmail.pid").toString(),
                    "-f",
                    configuration.toString());
        }

        @Override
        Path memory(Path folder) {
            return folder.resolve(".fetchids");
        }
    },

    GETMAIL("getmail6", "getmail") {
        @Override
        List<String> command(Path folder, int port, boolean keep, Delivery delivery)
                throws IOException {
            Path configuration =
                    secretFile(
                            folder.resolve("getmailrc"),
                            """
                            [retriever]
                            type = SimplePOP3Retriever
                            server = 127.0.0.1
                            port = %d
                            username = alice
                            password = %s
                            timeout = 20
                            [destination]
                            %s
                            %s
                            [options]
                            delete = %s
                            read_all = false
                            """
                                    .formatted(
                                            port,
                                            ServerProcess.PASSWORD,
                                            delivery.command()
                                                    .map(it ->
                                                            "type = MDA_external\nallow_root_commands"
                                                                    + " = true\npath = "
                                                                    + it)
                                                    .orElse(
                                                            "type = Maildir\npath = "
                                                                    + delivery.maildir()
                                                                    + "/"),
                                            Folders.isRoot() && delivery.command().isEmpty()
                                                    ? "user = " + Folders.ordinaryUser()
                                                    : "",
                                            !keep));
            Folders.give(delivery.maildir(), Folders.ordinaryUser());
            return List.of(
                    "getmail",
                    "--getmaildir",
                    folder.toString(),
                    "--rcfile",
                    configuration.toString());
        }

        @Override
        Path memory(Path folder) throws IOException {
            try (var files = Files.list(folder)) {
                return files.filter(it -> it.getFileName().toString().startsWith("oldmail-"))
                        .findFirst()
                        .orElse(folder.resolve("none"));
            }
        }
    },

    MPOP("mpop", "mpop") {
        @Override
        List<String> command(Path folder, int port, boolean keep, Delivery delivery)
                throws IOException {
            Path configuration =
                    secretFile(
                            folder.resolve("mpoprc"),
                            """
                            account default
                            host 127.0.0.1
                            port %d
                            timeout 20
                            user alice
                            password %s
                            auth user
                            tls off
                            keep %s
                            only_new on
                            uidls_file %s
                            delivery %s
                            """
                                    .formatted(
                                            port,
                                            ServerProcess.PASSWORD,
                                            keep ? "on" : "off",
                                            memory(folder),
                                            delivery.command()
                                                    .map(it -> "mda " + it)
                                                    .orElse("maildir " + delivery.maildir())));
            return List.of("mpop", "-C", configuration.toString());
        }

        @Override
        Path memory(Path folder) {
            return folder.resolve("uidls");
        }
    };

    /**
     * Where its mail goes: one of the first two, as the program can, unless there is a command that
     * takes it.
     */
    record Delivery(Path maildir, InetSocketAddress lmtp, Optional<Path> command) {
        Delivery(Path maildir, InetSocketAddress lmtp) {
            this(maildir, lmtp, Optional.empty());
        }
    }

    private final String title;
    private final String debianPackage;

    CollectingProgram(String title, String debianPackage) {
        this.title = title;
        this.debianPackage = debianPackage;
    }

    @Override
    public String toString() {
        return title;
    }

    /**
     * Sets it up.
     *
     * @param folder its home
     * @param keep whether mail stays on the server
     * @return what is to be run, each time
     */
    abstract List<String> command(Path folder, int port, boolean keep, Delivery delivery)
            throws IOException;

    /** The file in which it remembers what it has fetched, once there is one. */
    abstract Path memory(Path folder) throws IOException;

    /** Starts it; its words go to a file in its home. */
    Process start(Path folder, List<String> command) throws IOException {
        ProcessBuilder builder =
                new ProcessBuilder(command(command))
                        .directory(folder.toFile())
                        .redirectErrorStream(true)
                        .redirectInput(Path.of("/dev/null").toFile())
                        .redirectOutput(
                                ProcessBuilder.Redirect.appendTo(
                                        folder.resolve("said.txt").toFile()));
        builder.environment()
                .putAll(Map.of("HOME", folder.toString(), "FETCHMAILHOME", folder.toString()));
        return builder.start();
    }

    private List<String> command(List<String> command) {
        return this == RESTANTE ? command : Program.command(debianPackage, command);
    }

    private static Path secretFile(Path file, String text) throws IOException {
        Files.deleteIfExists(file);
        return Folders.secretFile(file, text);
    }

    /** The messages of a Maildir, as characters. */
    static List<String> messages(Path maildir) throws IOException {
        List<String> messages = new ArrayList<>();
        for (String part : List.of("new", "cur")) {
            try (var files = Files.list(maildir.resolve(part))) {
                for (Path file : files.sorted().toList()) {
                    messages.add(Files.readString(file, StandardCharsets.ISO_8859_1));
                }
            }
        }
        return messages;
    }
}
