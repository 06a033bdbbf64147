package org.restante.server.login;

import java.io.IOException;
import java.time.Instant;

/** What came of checking a bearer token. */
public sealed interface TokenVerdict {
    /**
     * It is good.
     *
     * @param loginName what the token calls its bearer in the one claim that is configured; it is
     *     not yet known whether an account has this login name
     * @param expires from then on the token is good no more
     */
    record Valid(String loginName, Instant expires) implements TokenVerdict {}

    /**
     * It is not good.
     *
     * @param status {@code invalid_token}, {@code insufficient_scope} or {@code invalid_request}
     *     (RFC 6750 §3.1); the client is told this (RFC 7628 §3.2.2)
     * @param reason for the log; holds nothing of the token
     */
    record Invalid(String status, String reason) implements TokenVerdict {}

    /** Nobody can tell now: the issuer does not answer, or nothing that can be understood. */
    record Unavailable(IOException cause) implements TokenVerdict {}
}
