package org.restante.collect.transfer;

import org.restante.client.Credentials;
import org.restante.client.Security;
import org.restante.collect.Report.Failure;
import org.restante.collect.UnavailableException;
import org.restante.protocol.Secret;
import org.restante.protocol.sasl.Gs2Header;
import org.restante.protocol.sasl.OauthBearerMessage;
import org.restante.protocol.sasl.Xoauth2Message;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
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
        Credentials.TokenSource tokens = login.tokens();
        try {
            attempt.run(of(server, login.user(), bearer, tokens.token(false)));
        } catch (UnavailableException e) {
            if (e.kind() != Failure.Kind.LOGIN) {
                throw e;
            }
            attempt.run(of(server, login.user(), bearer, tokens.token(true)));
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
