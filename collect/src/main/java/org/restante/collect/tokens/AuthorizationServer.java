package org.restante.collect.tokens;

import static java.util.Objects.requireNonNull;

import org.jspecify.annotations.Nullable;
import org.restante.collect.tokens.TokenException.Kind;
import org.restante.protocol.Secret;
import org.restante.protocol.WebAddress;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * An authorization server as one client of it sees it: where logins begin, and where tokens are had
 * (RFC 6749). Asks nobody before it has to. Thread-safe.
 *
 * <p>All of its requests throw {@link TokenException} if somebody has to do something about the
 * refusal, and another {@link IOException} if the server cannot be asked or cannot answer now.
 */
public final class AuthorizationServer {
    /** What nobody could guess (RFC 7636 §4.1 asks for as much). */
    private static final int RANDOM_OCTETS = 32;

    private static final int OK = 200;

    private final String name;
    private final OauthClient client;
    private final MailProtocol protocol;
    private final List<String> scopes;
    private final InstantSource clock;
    private final SecureRandom random;
    private final Web web;
    private final Optional<Discovery> discovery;

    /** Null until it is discovered; whoever finds it so discovers it, twice does no harm. */
    private volatile @Nullable Provider provider;

    /**
     * A server.
     *
     * @param name {@code google}, {@code microsoft}, {@code yahoo}, or the URL of an issuer whose
     *     metadata say the rest
     * @param protocol what the tokens are for
     * @param scopes what is asked for; empty: what the provider has for that
     * @throws IllegalArgumentException if the name is none of these
     */
    public AuthorizationServer(
            String name,
            OauthClient client,
            MailProtocol protocol,
            List<String> scopes,
            InstantSource clock,
            SecureRandom random) {
        this(name, client, protocol, scopes, clock, random, Web.ANSWER_MAX);
    }

    AuthorizationServer(
            String name,
            OauthClient client,
            MailProtocol protocol,
            List<String> scopes,
            InstantSource clock,
            SecureRandom random,
            Duration bound) {
        this.name = requireName(name);
        this.client = client;
        this.protocol = protocol;
        this.scopes = List.copyOf(scopes);
        this.clock = clock;
        this.random = random;
        this.web = new Web(bound);
        this.provider = Provider.KNOWN.get(name);
        this.discovery =
                provider == null ? Optional.of(new Discovery(name, web)) : Optional.empty();
    }

    /**
     * Checks a name that a configuration has for a server.
     *
     * @throws IllegalArgumentException with what is allowed
     */
    public static String requireName(String name) {
        if (!Provider.KNOWN.containsKey(name)) {
            try {
                WebAddress.parse(name);
            } catch (IllegalArgumentException e) {
                throw new IllegalArgumentException(
                        "must be \"google\", \"microsoft\", \"yahoo\" or the https URL of an"
                                + " issuer",
                        e);
            }
        }
        return name;
    }

    /** What the configuration calls it. */
    public String name() {
        return name;
    }

    String clientId() {
        return client.id();
    }

    /**
     * Begins a login by a browser (RFC 6749 §4.1 with RFC 7636).
     *
     * @param redirect where the browser is sent with the code
     */
    public BrowserLogin browser(LoopbackRedirect redirect) throws IOException {
        Provider at = provider();
        return browser(at, "http://" + at.loopback() + ":" + redirect.port());
    }

    /**
     * The same with an address that is registered with the provider and that nobody listens at: the
     * person copies what the browser then shows as its address.
     */
    public BrowserLogin browser(String redirect) throws IOException {
        return browser(provider(), redirect);
    }

    private BrowserLogin browser(Provider at, String redirect) throws IOException {
        WebAddress authorization =
                at.authorization().orElseThrow(() -> unavailable("no login by a browser"));
        String state = unguessable();
        Secret verifier = new Secret(unguessable());
        Map<String, String> query = new LinkedHashMap<>();
        query.put("response_type", "code");
        query.put("client_id", client.id());
        query.put("redirect_uri", redirect);
        query.put("scope", scope(at));
        query.put("state", state);
        query.put("code_challenge", challenge(verifier));
        query.put("code_challenge_method", "S256");
        query.putAll(at.parameters());
        String there = authorization.toString();
        return new BrowserLogin(
                this,
                there + (there.contains("?") ? "&" : "?") + Web.encoded(query),
                state,
                verifier,
                redirect);
    }

    /** Begins a login by a code that is typed in elsewhere (RFC 8628). */
    public DeviceLogin device() throws IOException {
        Provider at = provider();
        WebAddress device =
                at.device()
                        .orElseThrow(() ->
                                unavailable("no login by a code for mail: log in by a browser"));
        Instant asked = clock.instant();
        Web.Answer answer = ask(at, device, form("scope", scope(at)));
        if (answer.status() != OK) {
            throw exception(refused(answer, Map.of()));
        }
        return DeviceLogin.of(this, answer, asked, clock);
    }

    /** New tokens for a refresh token (RFC 6749 §6), which may be good no more afterwards. */
    Tokens refresh(Secret refresh) throws IOException {
        Map<String, String> form = form("grant_type", "refresh_token");
        form.put("refresh_token", refresh.reveal());
        return granted(ask(form, Optional.of(refresh)));
    }

    /** A token for the client itself (RFC 6749 §4.4). */
    public Tokens clientCredentials() throws IOException {
        Map<String, String> form = form("grant_type", "client_credentials");
        // What a provider has for people is nothing for a client.
        if (!scopes.isEmpty()) {
            form.put("scope", String.join(" ", scopes));
        }
        return granted(ask(form, Optional.empty()));
    }

    /** What a request for tokens came to. */
    sealed interface Outcome {
        record Granted(Tokens tokens) implements Outcome {}

        /**
         * Not what may pass by itself.
         *
         * @param code as RFC 6749 §5.2 and its successors have them
         * @param words the server's, if it had some
         */
        record Refused(String code, String words) implements Outcome {}
    }

    /** Asks the token endpoint. */
    Outcome ask(Map<String, String> form, Optional<Secret> had) throws IOException {
        Provider at = provider();
        Instant asked = clock.instant();
        Web.Answer answer = ask(at, at.token(), form);
        return answer.status() == OK
                ? new Outcome.Granted(Tokens.of(answer, asked, had))
                : refused(answer, form);
    }

    Tokens granted(Outcome outcome) throws TokenException {
        return switch (outcome) {
            case Outcome.Granted(var tokens) -> tokens;
            case Outcome.Refused refused -> throw exception(refused);
        };
    }

    static Map<String, String> form(String name, String value) {
        Map<String, String> form = new LinkedHashMap<>();
        form.put(name, value);
        return form;
    }

    private Web.Answer ask(Provider at, WebAddress endpoint, Map<String, String> asked)
            throws IOException {
        Map<String, String> form = new LinkedHashMap<>(asked);
        Optional<Secret> secret = client.secrets().secret();
        if (secret.isPresent() && !at.secretInForm()) {
            String pair = Web.encoded(client.id()) + ":" + Web.encoded(secret.get().reveal());
            return web.post(
                    endpoint,
                    form,
                    Optional.of(
                            "Basic "
                                    + Base64.getEncoder()
                                            .encodeToString(
                                                    pair.getBytes(StandardCharsets.US_ASCII))));
        }
        form.put("client_id", client.id());
        secret.ifPresent(it -> form.put("client_secret", it.reveal()));
        return web.post(endpoint, form, Optional.empty());
    }

    private Provider provider() throws IOException {
        Provider known = provider;
        if (known == null) {
            known = discovery.orElseThrow().provider();
            provider = known;
        }
        return known;
    }

    private String scope(Provider at) {
        return String.join(
                " ", scopes.isEmpty() ? requireNonNull(at.scopes().get(protocol)) : scopes);
    }

    private String unguessable() {
        byte[] octets = new byte[RANDOM_OCTETS];
        random.nextBytes(octets);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(octets);
    }

    // RFC 7636 §4.2.
    private static String challenge(Secret verifier) {
        try {
            return Base64.getUrlEncoder()
                    .withoutPadding()
                    .encodeToString(MessageDigest.getInstance("SHA-256").digest(verifier.octets()));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    private TokenException unavailable(String what) {
        return new TokenException(Kind.CONFIGURATION, name + " has " + what);
    }

    /** Reads a refusal; what may pass by itself is thrown. */
    private Outcome.Refused refused(Web.Answer answer, Map<String, String> form)
            throws IOException {
        String code =
                answer.body().text("error").filter(it -> it.matches("[a-z_]{1,60}")).orElse("");
        if (code.isEmpty()
                || answer.status() >= 500
                || answer.status() == 429
                || code.equals("temporarily_unavailable")
                || code.equals("server_error")) {
            throw new IOException(answer + (code.isEmpty() ? "" : " (" + code + ")"));
        }
        return new Outcome.Refused(
                code, ServerWords.of(answer.body().text("error_description").orElse(""), form));
    }

    /** What a person has to do about a refusal (RFC 6749 §4.1.2.1 and §5.2, RFC 8628 §3.5). */
    TokenException exception(Outcome.Refused refused) {
        String what =
                switch (refused.code()) {
                    case "invalid_grant", "interaction_required", "login_required" ->
                            "the login is good no more: it has expired, or was revoked";
                    case "consent_required" -> "the program may not read mail yet";
                    case "access_denied" -> "the login was denied, there or by its person";
                    case "expired_token" -> "the login took too long";
                    case "invalid_client" ->
                            "the client is not known, or its secret is wrong: see client-id and"
                                    + " client-secret-command";
                    case "unauthorized_client", "unsupported_grant_type" ->
                            "the client may not log in this way: allow it where the client is"
                                    + " registered, or choose another way";
                    case "invalid_scope" ->
                            "the client may not ask for this scope: allow it where the client is"
                                    + " registered, or see scope";
                    default -> "the request is refused";
                };
        Kind kind =
                switch (refused.code()) {
                    case "invalid_grant",
                            "interaction_required",
                            "login_required",
                            "consent_required",
                            "access_denied",
                            "expired_token" ->
                            Kind.LOGIN;
                    default -> Kind.CONFIGURATION;
                };
        return new TokenException(
                kind,
                name
                        + ": "
                        + what
                        + " ("
                        + refused.code()
                        + (refused.words().isEmpty() ? "" : ": " + refused.words())
                        + ")");
    }
}
