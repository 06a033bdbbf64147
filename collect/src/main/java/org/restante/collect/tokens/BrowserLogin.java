package org.restante.collect.tokens;

import org.restante.protocol.Secret;

import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * A login by a browser that has begun: the person goes to {@link #address}, and the provider sends
 * the browser back with a code (RFC 6749 §4.1.2). Immutable.
 */
public final class BrowserLogin {
    private final AuthorizationServer server;
    private final String address;
    private final String state;
    private final Secret verifier;
    private final String redirect;

    BrowserLogin(
            AuthorizationServer server,
            String address,
            String state,
            Secret verifier,
            String redirect) {
        this.server = server;
        this.address = address;
        this.state = state;
        this.verifier = verifier;
        this.redirect = redirect;
    }

    /** Where the person logs in. */
    public String address() {
        return address;
    }

    /** Whether this is what the provider sent back for this login, and nobody else's doing. */
    boolean isAnsweredBy(String query) {
        Map<String, String> parameters = parameters(query);
        // In a time that tells nothing of where the two differ.
        return MessageDigest.isEqual(
                        parameters.getOrDefault("state", "").getBytes(StandardCharsets.UTF_8),
                        state.getBytes(StandardCharsets.UTF_8))
                && (parameters.containsKey("code") || parameters.containsKey("error"));
    }

    /**
     * Has tokens for what a browser was sent back with, once.
     *
     * @param back the address that it was sent to, as the browser shows it
     * @throws TokenException if the login was denied, or this is not its answer
     */
    public Tokens redeem(String back) throws IOException {
        String query = query(back).orElse("");
        if (!isAnsweredBy(query)) {
            throw new TokenException(
                    TokenException.Kind.LOGIN,
                    "that is not the address that this login ends at; it begins with "
                            + redirect
                            + " and has a code and a state in it");
        }
        Map<String, String> parameters = parameters(query);
        if (parameters.containsKey("error")) {
            String code = parameters.getOrDefault("error", "");
            throw server.exception(
                    new AuthorizationServer.Outcome.Refused(
                            code.matches("[a-z_]{1,60}") ? code : "error",
                            ServerWords.of(
                                    parameters.getOrDefault("error_description", ""), Map.of())));
        }
        Map<String, String> form = AuthorizationServer.form("grant_type", "authorization_code");
        form.put("code", parameters.getOrDefault("code", ""));
        form.put("redirect_uri", redirect);
        form.put("code_verifier", verifier.reveal());
        return server.granted(server.ask(form, Optional.empty()));
    }

    private static Optional<String> query(String address) {
        try {
            return Optional.ofNullable(new URI(address.strip()).getRawQuery());
        } catch (URISyntaxException _) {
            return Optional.empty();
        }
    }

    /** Of a parameter that is there twice, neither counts (RFC 6749 §3.1). */
    private static Map<String, String> parameters(String query) {
        Map<String, String> parameters = new HashMap<>();
        for (String each : query.split("&", -1)) {
            String[] pair = each.split("=", 2);
            try {
                String name = URLDecoder.decode(pair[0], StandardCharsets.UTF_8);
                String value =
                        pair.length > 1 ? URLDecoder.decode(pair[1], StandardCharsets.UTF_8) : "";
                parameters.merge(name, value, (_, _) -> "");
            } catch (IllegalArgumentException _) {
                // A stray % sign: nothing of ours has one.
            }
        }
        parameters.values().removeIf(String::isEmpty);
        return parameters;
    }
}
