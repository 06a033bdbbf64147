package org.restante.client;

import org.restante.protocol.Secret;

import java.io.IOException;
import java.util.Optional;

/** Who logs in, and by what. */
public sealed interface Credentials {
    /** Gets a bearer token, from a file or from its issuer. */
    @FunctionalInterface
    interface TokenSource {
        /**
         * A token that should be valid; called by the thread that logs in.
         *
         * @param another whether the server has just refused the one that this gave before, so that
         *     a new one is wanted; asked so once for each login
         */
        Secret token(boolean another) throws IOException;
    }

    /**
     * A name and a password, by the strongest mechanism that both sides have.
     *
     * @param least what was used the last time: a server that offers only weaker ones now may not
     *     be the same, and is refused
     * @param only a mechanism that was chosen by hand; no other is used then
     */
    record Password(
            String user, Secret password, Optional<Mechanism> least, Optional<Mechanism> only)
            implements Credentials {
        public Password(String user, String password) {
            this(user, new Secret(password), Optional.empty(), Optional.empty());
        }

        /** The same, but nothing weaker than this. */
        public Password atLeast(Mechanism mechanism) {
            return new Password(user, password, Optional.of(mechanism), only);
        }

        /** The same, but by this alone. */
        public Password by(Mechanism mechanism) {
            return new Password(user, password, least, Optional.of(mechanism));
        }
    }

    /**
     * A bearer token of OAuth 2, by OAUTHBEARER or XOAUTH2, within TLS only.
     *
     * {@snippet file="Examples.java" region="token"}
     */
    record Token(String user, TokenSource tokens) implements Credentials {}

    /**
     * The certificate that was shown when TLS began ({@link Trust#withCertificate}).
     *
     * @param user whom to act for; empty means whoever the certificate is for
     */
    record External(String user) implements Credentials {}
}
