package org.restante.cli.interop;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** poplib of Python's standard library. */
final class Poplib implements Client {
    private final boolean apop;

    Poplib() {
        this(false);
    }

    Poplib(boolean apop) {
        this.apop = apop;
    }

    private static final String SCRIPT =
            """
            import poplib, ssl, sys
            security, port, user, password, certificate, folder, how = sys.argv[1:]
            context = ssl.create_default_context(cafile=certificate)
            if security == "POP3S":
                pop = poplib.POP3_SSL("127.0.0.1", int(port), context=context)
            else:
                pop = poplib.POP3("127.0.0.1", int(port))
            if security == "STLS":
                pop.stls(context)
            if how == "APOP":
                pop.apop(user, password)
            else:
                pop.user(user)
                pop.pass_(password)
            for entry in pop.list()[1]:
                number = entry.split()[0].decode()
                lines = pop.retr(number)[1]
                with open(folder + "/" + number, "wb") as out:
                    for line in lines:
                        out.write(line + b"\\r\\n")
            pop.quit()
            """;

    @Override
    public String toString() {
        return "poplib";
    }

    @Override
    public Set<Security> securities() {
        return EnumSet.allOf(Security.class);
    }

    @Override
    public Fetched fetch(ServerProcess server, Security security, Login login, Path folder)
            throws IOException, InterruptedException {
        Path messages = Files.createDirectory(folder.resolve("messages"));
        Program.Result result =
                Program.run(
                        "python3",
                        folder,
                        Map.of(),
                        List.of(
                                "python3",
                                "-c",
                                SCRIPT,
                                security.name(),
                                String.valueOf(security.port(server)),
                                login.account(),
                                login.secret(),
                                server.certificate().toString(),
                                messages.toString(),
                                apop ? "APOP" : "USER"));
        return Fetched.files(messages, result);
    }
}
