package org.restante.cli.config;

import org.restante.client.Mechanism;
import org.restante.client.Pop3Server;
import org.restante.client.Security;
import org.restante.collect.HeadedDestination;
import org.restante.collect.Policy;
import org.restante.collect.imap.ImapDestination;
import org.restante.collect.sorting.Sorting;
import org.restante.collect.tokens.AccountTokens;
import org.restante.collect.transfer.MailServer.Place;
import org.restante.collect.transfer.Protocol;

import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A remote account whose mail is fetched: one table of {@code [[collection]]}.
 *
 * @param server with the usual trust
 * @param authorities what to trust instead
 * @param mechanism the only one to log in by
 * @param interval how long a daemon waits behind a run that brought mail
 * @param intervalMax how long it waits at most while none comes
 * @param addHeaders put in front of each message
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
        Target target,
        List<HeadedDestination.Field> addHeaders) {
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

        /**
         * A server that gets it by SMTP or LMTP.
         *
         * @param helo what the collector calls itself; empty: the machine's name
         * @param sender empty: the null path
         */
        record Transfer(
                Protocol protocol,
                Peer peer,
                Optional<String> helo,
                String sender,
                List<String> recipients)
                implements Target {}

        /** A folder of an IMAP server; there is always a login. */
        record Imap(Peer peer, ImapDestination.Place place) implements Target {}

        /**
         * Several places.
         *
         * @param places by their names, all of them single ones
         */
        record Several(Map<String, Target> places, Sorting sorting) implements Target {
            public Several {
                places = new LinkedHashMap<>(places);
            }
        }
    }

    /**
     * A server that gets the mail.
     *
     * @param authorities what to trust instead of the usual ones
     * @param login empty: there is none
     */
    public record Peer(
            Place place, Security security, Optional<Path> authorities, Optional<Login> login) {
        /** Who the collector is there; no password is asked for on a terminal. */
        public record Login(String user, Proof proof) {}
    }
}
