package org.restante.cli.interop;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** GNU Mailutils' pop3d for one mailbox file, with a virtual domain's users. */
final class Mailutils implements AutoCloseable {
    /** The one user, as a login has it. */
    static final String NAME = "alice@localhost";

    private final Inetd inetd;

    private Mailutils(Inetd inetd) {
        this.inetd = inetd;
    }

    /**
     * Starts it.
     *
     * @param root a folder that is not there yet
     * @param mbox one character for each octet
     */
    static Mailutils start(Path root, String mbox) throws IOException, InterruptedException {
        if (!Folders.isRoot()) {
            throw new AssertionError("pop3d becomes its user: run these tests as root");
        }
        Unpacked unpacked = Unpacked.of("mailutils");
        Path domains = Files.createDirectories(root.resolve("domains"));
        Path home = Files.createDirectories(root.resolve("home"));
        String[] ids = {id(root, "-u"), id(root, "-g")};
        Files.writeString(
                domains.resolve("localhost"),
                "alice:%s:%s:%s::%s:/bin/sh\n".formatted(hash(root), ids[0], ids[1], home));
        Files.writeString(home.resolve("INBOX"), mbox, StandardCharsets.ISO_8859_1);
        Folders.give(home, "nobody");
        Path configuration =
                Files.writeString(
                        root.resolve("pop3d.conf"),
                        """
                        mode inetd;
                        auth { authentication generic; authorization virtdomain; };
                        virtdomain { passwd-dir "%s"; };
                        logging { syslog no; };
                        """
                                .formatted(domains));
        Path program = unpacked.program("usr/sbin/pop3d");
        String libraries = unpacked.libraries();
        return new Mailutils(
                Inetd.start((_, _) -> {
                    ProcessBuilder builder =
                            new ProcessBuilder(
                                    program.toString(),
                                    "--no-site-config",
                                    "--config-file",
                                    configuration.toString());
                    builder.environment().put("LD_LIBRARY_PATH", libraries);
                    return builder;
                }));
    }

    private static String id(Path folder, String option) throws IOException, InterruptedException {
        return Program.run("coreutils", folder, Map.of(), List.of("id", option, "nobody"))
                .out()
                .strip();
    }

    /** What crypt(3) makes of the password. */
    private static String hash(Path folder) throws IOException, InterruptedException {
        Process openssl =
                new ProcessBuilder(
                                Program.command(
                                        "openssl", List.of("openssl", "passwd", "-6", "-stdin")))
                        .directory(folder.toFile())
                        .start();
        try (var in = openssl.outputWriter()) {
            in.write(ServerProcess.PASSWORD + "\n");
        }
        String hash = openssl.inputReader().readLine();
        if (!openssl.waitFor(30, TimeUnit.SECONDS) || hash == null) {
            throw new IOException("openssl passwd has failed");
        }
        return hash;
    }

    int port() {
        return inetd.port();
    }

    @Override
    public void close() throws IOException {
        inetd.close();
    }
}
