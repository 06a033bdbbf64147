package org.restante.cli.interop;

import java.io.IOException;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** getmail6, into a Maildir. It knows no STLS. */
final class Getmail implements Client {
    private final boolean apop;

    Getmail() {
        this(false);
    }

    Getmail(boolean apop) {
        this.apop = apop;
    }

    @Override
    public String toString() {
        return "getmail6";
    }

    @Override
    public Set<Security> securities() {
        return EnumSet.of(Security.CLEAR, Security.POP3S);
    }

    @Override
    public Fetched fetch(ServerProcess server, Security security, Login login, Path folder)
            throws IOException, InterruptedException {
        Path maildir = Folders.maildir(folder.resolve("Maildir"));
        Path configuration =
                Folders.secretFile(
                        folder.resolve("getmailrc"),
                        """
                        [retriever]
                        type = %s
                        server = 127.0.0.1
                        port = %d
                        username = %s
                        password = %s
                        use_apop = %s
                        %s
                        [destination]
                        type = Maildir
                        path = %s/
                        %s
                        [options]
                        delete = false
                        read_all = true
                        """
                                .formatted(
                                        security == Security.POP3S
                                                ? "SimplePOP3SSLRetriever"
                                                : "SimplePOP3Retriever",
                                        security.port(server),
                                        login.account(),
                                        login.secret(),
                                        apop,
                                        security == Security.POP3S
                                                ? "ca_certs = " + server.certificate()
                                                : "",
                                        maildir,
                                        Folders.isRoot()
                                                ? "user = " + Folders.ordinaryUser()
                                                : ""));
        Folders.give(maildir, Folders.ordinaryUser());
        Program.Result result =
                Program.run(
                        "getmail6",
                        folder,
                        Map.of(),
                        List.of(
                                "getmail",
                                "--getmaildir",
                                folder.toString(),
                                "--rcfile",
                                configuration.toString()));
        return Fetched.files(
                maildir.resolve("new"), result, "Return-Path", "Delivered-To", "Received");
    }
}
