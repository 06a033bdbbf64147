package org.restante.server.login.sasl;

import org.jspecify.annotations.Nullable;
import org.restante.protocol.sasl.Xoauth2Message;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * XOAUTH2, as its inventors document it: like OAUTHBEARER with other words. What a failure's
 * challenge says is what their clients look for before they fetch a new token.
 */
final class Xoauth2Exchange implements Exchange {
    private final TokenLogin login;
    private final Optional<String> scope;
    private Progress.@Nullable Denied failure;

    /**
     * Begins an exchange.
     *
     * @param scope what a token has to allow, told to clients whose token fails
     */
    Xoauth2Exchange(TokenLogin login, Optional<String> scope) {
        this.login = login;
        this.scope = scope;
    }

    @Override
    public Progress respond(byte[] message) throws InterruptedException {
        Progress.Denied failed = failure;
        if (failed != null) {
            return failed; // An empty response by rights; some clients send another one.
        }
        Optional<Xoauth2Message> parsed = Xoauth2Message.parse(message);
        if (parsed.isEmpty()) {
            return new Progress.Malformed("no XOAUTH2 message");
        }
        return switch (login.check(parsed.get().user(), parsed.get().token())) {
            case TokenLogin.Outcome.Ended(Progress end) -> end;
            case TokenLogin.Outcome.Refused(String status, Progress.Denied end) -> {
                failure = end;
                Map<String, String> members = new LinkedHashMap<>();
                members.put("status", status.equals("invalid_request") ? "400" : "401");
                members.put("schemes", "bearer");
                members.put("scope", scope.orElse(""));
                yield new Progress.Challenge(JsonText.of(members));
            }
        };
    }
}
