package org.restante.collect.tokens;

import org.restante.protocol.WebAddress;

import java.io.IOException;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Learns from an issuer itself where it is asked (OpenID Connect Discovery 1.0 §4, RFC 8414 §3).
 */
final class Discovery {
    private static final int FOUND = 200;

    private final String issuer;
    private final WebAddress place;
    private final Web web;

    /**
     * That of an issuer.
     *
     * @param issuer its name, octet for octet as it says it
     * @throws IllegalArgumentException if it is no URL that may be asked
     */
    Discovery(String issuer, Web web) {
        this.issuer = issuer;
        this.place = WebAddress.parse(issuer);
        this.web = web;
    }

    Provider provider() throws IOException {
        Web.Answer said = web.get(openId());
        if (said.status() != FOUND) {
            said = web.get(rfc8414());
        }
        if (said.status() != FOUND || said.body().object().isEmpty()) {
            throw new IOException(
                    said + ", where its metadata should be: is " + issuer + " right?");
        }
        // OIDC §4.3, RFC 8414 §3.3: otherwise one issuer could speak for another.
        if (!said.body().text("issuer").filter(issuer::equals).isPresent()) {
            throw new TokenException(
                    TokenException.Kind.CONFIGURATION,
                    said.from()
                            + " is of another issuer: write the issuer exactly as it calls itself");
        }
        List<String> methods = said.body().texts("token_endpoint_auth_methods_supported");
        return new Provider(
                endpoint(said, "authorization_endpoint"),
                endpoint(said, "device_authorization_endpoint"),
                endpoint(said, "token_endpoint")
                        .orElseThrow(() ->
                                new IOException(
                                        "the metadata of " + issuer + " have no token_endpoint")),
                // Without the second there is no refresh token (OIDC Core 1.0 §11).
                Provider.forAll("openid", "offline_access"),
                Map.of(),
                Provider.LOOPBACK,
                // RFC 8414 §2: without the member it is HTTP Basic.
                methods.contains("client_secret_post") && !methods.contains("client_secret_basic"));
    }

    private WebAddress openId() {
        return WebAddress.parse(
                (issuer.endsWith("/") ? issuer.substring(0, issuer.length() - 1) : issuer)
                        + "/.well-known/openid-configuration");
    }

    // Between host and path (RFC 8414 §3.1).
    private WebAddress rfc8414() {
        URI uri = place.uri();
        String path = uri.getRawPath().equals("/") ? "" : uri.getRawPath();
        return WebAddress.parse(
                uri.getScheme()
                        + "://"
                        + uri.getRawAuthority()
                        + "/.well-known/oauth-authorization-server"
                        + path);
    }

    private Optional<WebAddress> endpoint(Web.Answer said, String member) throws IOException {
        Optional<String> text = said.body().text(member);
        if (text.isEmpty()) {
            return Optional.empty();
        }
        try {
            WebAddress found = WebAddress.parse(text.get());
            if (found.isEncrypted() || !place.isEncrypted()) {
                return Optional.of(found);
            }
        } catch (IllegalArgumentException _) {
            // Told below, without the issuer's text.
        }
        throw new IOException("the metadata of " + issuer + " have a bad URL as " + member);
    }
}
