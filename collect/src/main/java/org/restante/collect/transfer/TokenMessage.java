package org.restante.collect.transfer;

import org.restante.client.Security;
import org.restante.collect.Report.Failure;
import org.restante.collect.UnavailableException;
import org.restante.collect.tokens.TokenException;
import org.restante.protocol.Secret;
import org.restante.protocol.sasl.Gs2Header;
import org.restante.protocol.sasl.OauthBearerMessage;
import org.restante.protocol.sasl.Xoauth2Message;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.util.Base64;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * What logs in with an access token: OAUTHBEARER (RFC 7628) where the server has it, else XOAUTH2.
 * Both are one message, and another one behind the news of a failure.
 *
 * @param mechanism its name on the wire
 * @param message in base64; it holds the token
 * @param afterFailure in base64, may be empty
 */
public record TokenMessage(String mechanism, Secret message, String afterFailure) {
    private static final String OAUTHBEARER = "OAUTHBEARER";
    private static final String XOAUTH2 = "XOAUTH2";

    /** Logs in with one token. */
    @FunctionalInterface
    public interface Attempt {
        /**
         * Tries.
         *
         * @throws UnavailableException of the kind {@link Failure.Kind#LOGIN} if the server refuses
         */
        void run(TokenMessage message) throws IOException;
    }

    /**
     * Logs in, with a new token where the server refuses the one that should be good.
     *
     * @param offered whether the server has a mechanism
     */
    public static void login(
            MailServer server,
            MailServer.Login.Token login,
            Predicate<String> offered,
            Attempt attempt)
            throws IOException {
        if (server.security() == Security.CLEAR_TEXT) {
            throw new UnavailableException(
                    Failure.Kind.CONFIGURATION, "a token goes within TLS only: nothing was sent");
        }
        if (!offered.test(OAUTHBEARER) && !offered.test(XOAUTH2)) {
            throw new UnavailableException(
                    Failure.Kind.LOGIN,
                    server + " offers no login by a token (OAUTHBEARER or XOAUTH2)");
        }
        boolean bearer = offered.test(OAUTHBEARER);
        Secret first = token(server, login, false);
        try {
            attempt.run(of(server, login.user(), bearer, first));
        } catch (UnavailableException e) {
            if (e.kind() != Failure.Kind.LOGIN) {
                throw e;
            }
            attempt.run(of(server, login.user(), bearer, token(server, login, true)));
        }
    }

    /** What hinders it is neither a message's fault nor the disk's. */
    private static Secret token(MailServer server, MailServer.Login.Token login, boolean another)
            throws IOException {
        try {
            return login.tokens().token(another);
        } catch (FileSystemException e) {
            throw e;
        } catch (IOException e) {
            throw new UnavailableException(
                    e instanceof TokenException wanted
                            ? switch (wanted.kind()) {
                                case LOGIN -> Failure.Kind.LOGIN;
                                case CONFIGURATION -> Failure.Kind.CONFIGURATION;
                            }
                            : Failure.Kind.TEMPORARY,
                    "there is no token for " + server + ": " + e.getMessage(),
                    e);
        }
    }

    private static TokenMessage of(MailServer server, String user, boolean bearer, Secret token) {
        if (!bearer) {
            return new TokenMessage(
                    XOAUTH2, base64(new Xoauth2Message(user, Optional.of(token)).format()), "");
        }
        Optional<MailServer.Place.Tcp> place =
                server.place() instanceof MailServer.Place.Tcp tcp
                        ? Optional.of(tcp)
                        : Optional.empty();
        return new TokenMessage(
                OAUTHBEARER,
                base64(
                        new OauthBearerMessage(
                                        new Gs2Header(new Gs2Header.Binding.None(), user),
                                        place.map(MailServer.Place.Tcp::host),
                                        place.map(MailServer.Place.Tcp::port),
                                        Optional.of(token))
                                .format()),
                base64(OauthBearerMessage.AFTER_FAILURE).reveal());
    }

    private static Secret base64(String text) {
        return new Secret(
                Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8)));
    }
}
