package org.restante.cli.interop;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** fetchmail, which gives each message to a delivery agent: one that writes it to a file. */
final class Fetchmail implements Client {
    private final String protocol;

    /** One that chooses the way to log in by itself. */
    Fetchmail() {
        this("pop3");
    }

    /**
     * One that is told.
     *
     * @param protocol what it calls the protocol, and what may stand behind that
     */
    Fetchmail(String protocol) {
        this.protocol = protocol;
    }

    @Override
    public String toString() {
        return "fetchmail";
    }

    @Override
    public Set<Security> securities() {
        return EnumSet.allOf(Security.class);
    }

    @Override
    public Fetched fetch(ServerProcess server, Security security, Login login, Path folder)
            throws IOException, InterruptedException {
        Path messages = Files.createDirectory(folder.resolve("messages"));
        String tls =
                switch (security) {
                    case CLEAR -> "sslproto ''";
                    case STLS -> "sslproto 'auto' sslcertck";
                    case POP3S -> "ssl sslcertck";
                };
        Path configuration =
                Folders.secretFile(
                        folder.resolve("fetchmailrc"),
                        """
                        poll localhost proto %s service %d
                          user "%s" password "%s"
                          %s sslcertfile "%s"
                          keep fetchall
                          mda "cat > $(mktemp %s/XXXXXXXX)"
                        """
                                .formatted(
                                        protocol,
                                        security.port(server),
                                        login.account(),
                                        login.secret(),
                                        tls,
                                        server.certificate(),
                                        messages));
        Program.Result result =
                Program.run(
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
        return Fetched.files(messages, result, "Received");
    }
}
