package org.restante.oauth;

import org.restante.server.login.TokenVerdict;

/** Why a token is not good, with the status that RFC 6750 §3.1 has for it. */
final class Refusal {
    private Refusal() {}

    /** What was sent is no bearer token at all. */
    static TokenVerdict request(String reason) {
        return new TokenVerdict.Invalid("invalid_request", reason);
    }

    /** Expired, revoked, forged, or not for us. */
    static TokenVerdict token(String reason) {
        return new TokenVerdict.Invalid("invalid_token", reason);
    }

    /** Good, but not for this. */
    static TokenVerdict scope(String reason) {
        return new TokenVerdict.Invalid("insufficient_scope", reason);
    }
}
