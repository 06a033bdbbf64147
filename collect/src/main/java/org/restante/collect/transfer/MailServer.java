package org.restante.collect.transfer;

import org.restante.client.Credentials;
import org.restante.client.Security;
import org.restante.client.Trust;
import org.restante.protocol.Secret;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/**
 * A server that takes mail, and how it is spoken to.
 *
 * @param security within TLS from the start, by STARTTLS, or in the clear; never less than this
 * @param login who this side is; empty: nobody asks
 */
public record MailServer(
        Place place, Security security, Trust trust, Optional<Login> login, Patience patience) {
    /** Where it is. */
    public sealed interface Place {
        /**
         * On the network.
         *
         * @param host a name, or an address without brackets
         */
        record Tcp(String host, int port) implements Place {
            @Override
            public String toString() {
                return (host.contains(":") ? "[" + host + "]" : host) + ":" + port;
            }
        }

        /** A socket in the file system of this machine. */
        record Unix(Path path) implements Place {
            @Override
            public String toString() {
                return path.toString();
            }
        }
    }

    /** Who this side is. */
    public sealed interface Login {
        String user();

        /** By a password. */
        record Password(String user, Secret password) implements Login {}

        /** By an access token of OAuth 2. */
        record Token(String user, Credentials.TokenSource tokens) implements Login {}
    }

    /**
     * How long to wait; all are finite.
     *
     * @param connect for connection and TLS
     * @param command for the answer to a command
     * @param block for the peer to take the next octets of a message
     * @param message for its answer when it has a whole message: nobody knows whether it has it
     *     when that is missing, so it is long (RFC 5321 §4.5.3.2.6)
     */
    public record Patience(Duration connect, Duration command, Duration block, Duration message) {
        /** 30 s, and what RFC 5321 §4.5.3.2 says: 5 min, 3 min, 10 min. */
        public static final Patience USUAL =
                new Patience(
                        Duration.ofSeconds(30),
                        Duration.ofMinutes(5),
                        Duration.ofMinutes(3),
                        Duration.ofMinutes(10));
    }

    /** One whom nobody has to log in to. */
    public static MailServer of(Place place, Security security, Trust trust) {
        return new MailServer(place, security, trust, Optional.empty(), Patience.USUAL);
    }

    @Override
    public String toString() {
        return place.toString();
    }
}
