package org.restante.cli.config;

import org.restante.client.Mechanism;
import org.restante.client.Pop3Server;
import org.restante.collect.Policy;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * A remote account whose mail is fetched: one table of {@code [[collection]]}.
 *
 * @param server with the usual trust
 * @param authorities what to trust instead
 * @param mechanism the only one to log in by
 */
public record CollectionSettings(
        String name,
        Pop3Server server,
        Optional<Path> authorities,
        String user,
        Optional<Mechanism> mechanism,
        PasswordSource password,
        Policy policy,
        Target target) {
    /** Where the password is; it is read when it is needed. */
    public sealed interface PasswordSource {
        /** The first line of a file. */
        record InFile(Path file) implements PasswordSource {}

        /** The first line that a command prints. */
        record ByCommand(List<String> command) implements PasswordSource {}
    }

    /** Where the mail goes. */
    public sealed interface Target {
        record Maildir(Path path) implements Target {}

        record Mbox(Path path) implements Target {}

        /** An account of this post office. */
        record Account(String name) implements Target {}

        record Command(List<String> command, Duration timeout) implements Target {}
    }
}
