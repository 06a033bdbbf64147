package org.restante.server.login;

import org.restante.protocol.Secret;

/**
 * Checks bearer tokens (RFC 6750), as OAUTHBEARER and XOAUTH2 bring them. Called by any number of
 * session threads at once; may block for a bounded time, because an issuer may have to be asked.
 */
public interface TokenVerifier {
    /**
     * Whether the token is good here and now, and whose it is. Whether that name is an account's,
     * and the one that the client asks for, is the caller's to decide.
     *
     * @param token as the client sent it, without the word {@code Bearer}; of any length and shape
     */
    TokenVerdict verify(Secret token) throws InterruptedException;
}
