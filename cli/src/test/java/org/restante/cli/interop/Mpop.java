package org.restante.cli.interop;

import java.io.IOException;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** mpop, into a Maildir. */
final class Mpop implements Client {
    private final String method;

    /** One that chooses the way to log in by itself. */
    Mpop() {
        this("on");
    }

    /**
     * One that is told.
     *
     * @param method what it calls the way to log in
     */
    Mpop(String method) {
        this.method = method;
    }

    @Override
    public String toString() {
        return "mpop";
    }

    @Override
    public Set<Security> securities() {
        return EnumSet.allOf(Security.class);
    }

    @Override
    public Fetched fetch(ServerProcess server, Security security, Login login, Path folder)
            throws IOException, InterruptedException {
        Path maildir = Folders.maildir(folder.resolve("Maildir"));
        // A line of its configuration is too short for a token.
        Path secret = Folders.secretFile(folder.resolve("secret"), login.secret() + "\n");
        Path configuration =
                Folders.secretFile(
                        folder.resolve("mpoprc"),
                        """
                        account default
                        host 127.0.0.1
                        port %d
                        user %s
                        passwordeval cat %s
                        auth %s
                        tls %s
                        tls_starttls %s
                        tls_trust_file %s
                        keep on
                        only_new off
                        uidls_file %s
                        delivery maildir %s
                        """
                                .formatted(
                                        security.port(server),
                                        login.account(),
                                        secret,
                                        // It refuses by itself to choose a password in clear text.
                                        method.equals("on") && security == Security.CLEAR
                                                ? "plain"
                                                : method,
                                        security == Security.CLEAR ? "off" : "on",
                                        security == Security.STLS ? "on" : "off",
                                        server.certificate(),
                                        folder.resolve("uidls"),
                                        maildir));
        Program.Result result =
                Program.run(
                        "mpop", folder, Map.of(), List.of("mpop", "-C", configuration.toString()));
        return Fetched.files(maildir.resolve("new"), result, "Received");
    }
}
