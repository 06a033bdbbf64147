package org.restante.cli.interop;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** curl: a LIST, then the numbers that it names, over one connection. */
final class Curl implements Client {
    private final List<String> options;

    /**
     * One that chooses the way to log in by itself.
     *
     * @param options to tell it how
     */
    Curl(String... options) {
        this.options = List.of(options);
    }

    @Override
    public String toString() {
        return "curl";
    }

    @Override
    public Set<Security> securities() {
        return EnumSet.allOf(Security.class);
    }

    @Override
    public Fetched fetch(ServerProcess server, Security security, Login login, Path folder)
            throws IOException, InterruptedException {
        Path messages = Files.createDirectory(folder.resolve("messages"));
        String url =
                (security == Security.POP3S ? "pop3s" : "pop3")
                        + "://127.0.0.1:"
                        + security.port(server)
                        + "/";
        List<String> command =
                new ArrayList<>(
                        List.of(
                                "curl",
                                "--silent",
                                "--show-error",
                                "--cacert",
                                server.certificate().toString(),
                                "--user",
                                login.account() + ":" + login.secret()));
        command.addAll(options);
        if (security == Security.STLS) {
            command.add("--ssl-reqd");
        }
        command.add(url);
        Program.Result listing = Program.run("curl", folder, Map.of(), command);
        if (listing.exit() != 0 || listing.out().isBlank()) {
            return new Fetched(List.of(), listing.exit(), listing.out());
        }
        command.removeLast();
        command.addAll(
                List.of(
                        "--output",
                        messages + "/#1",
                        url + "[1-" + listing.out().lines().count() + "]"));
        return Fetched.files(messages, Program.run("curl", folder, Map.of(), command));
    }
}
