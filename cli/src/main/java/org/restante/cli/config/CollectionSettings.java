package org.restante.cli.config;

import org.restante.client.Mechanism;
import org.restante.client.Pop3Server;
import org.restante.collect.Policy;
import org.restante.collect.tokens.AccountTokens;

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
 * @param interval how long a daemon waits behind a run that brought mail
 * @param intervalMax how long it waits at most while none comes
 */
public record CollectionSettings(
        String name,
        Pop3Server server,
        Optional<Path> authorities,
        String user,
        Optional<Mechanism> mechanism,
        Proof proof,
        Policy policy,
        Duration interval,
        Duration intervalMax,
        Target target) {
    /** What proves to the server who logs in. */
    public sealed interface Proof {}

    /**
     * Access tokens of OAuth 2.
     *
     * @param provider its name, or an issuer's URL
     * @param clientSecretCommand prints the client's secret; none: it has none
     * @param scope what is asked for; empty: what the provider has for mail
     * @param redirect where the browser is sent after a login; none: to this machine
     * @param tokenKey the file of the key that the tokens are encrypted with
     */
    public record Oauth(
            String provider,
            String clientId,
            Optional<List<String>> clientSecretCommand,
            List<String> scope,
            AccountTokens.Grant grant,
            Optional<String> redirect,
            Path tokenKey)
            implements Proof {}

    /** Where the password is; it is read when it is needed. */
    public sealed interface PasswordSource extends Proof {
        /** The first line of a file. */
        record InFile(Path file) implements PasswordSource {}

        /** The first line that a command prints. */
        record ByCommand(List<String> command) implements PasswordSource {}

        /** The desktop's keyring, by {@code secret-tool}. */
        record InKeyring() implements PasswordSource {}

        /** The entry of a file such as {@code ~/.netrc} that fits the host and the user. */
        record InNetrc(Path file) implements PasswordSource {}

        /** Asked for on the terminal. */
        record Asked() implements PasswordSource {}
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
