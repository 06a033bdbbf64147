package org.restante.oauth;

import org.restante.protocol.WebAddress;

import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;

/**
 * What an issuer says of itself (OpenID Connect Discovery 1.0 §4, RFC 8414 §3). Asked for when it
 * is first needed. Thread-safe.
 */
final class Metadata {
    private static final int OCTETS_MAX = 64 * 1024;

    /** Endpoints hardly ever move. */
    private static final Kept.Bounds BOUNDS =
            new Kept.Bounds(Duration.ofHours(1), Duration.ofHours(24), Duration.ofSeconds(15));

    private final WebAddress issuer;
    private final Kept<Map<String, Object>> document;

    /**
     * Those of this issuer.
     *
     * @param issuer its name, which is a URL
     */
    Metadata(String issuer, Remote remote, InstantSource clock) {
        this.issuer = WebAddress.parse(issuer);
        WebAddress address =
                WebAddress.parse(
                        (issuer.endsWith("/") ? issuer.substring(0, issuer.length() - 1) : issuer)
                                + "/.well-known/openid-configuration");
        document =
                new Kept<>(
                        () -> {
                            Map<String, Object> said = remote.get(address, OCTETS_MAX);
                            // §4.3: otherwise one issuer could speak for another.
                            if (!issuer.equals(said.get("issuer"))) {
                                throw new IOException(address + " is of another issuer");
                            }
                            return said;
                        },
                        BOUNDS,
                        clock);
    }

    /** Where the issuer says that it is asked for this, such as {@code jwks_uri}. */
    WebAddress address(String member) throws IOException, InterruptedException {
        if (!(document.get().get(member) instanceof String text)) {
            throw new IOException("the metadata of " + issuer + " have no " + member);
        }
        try {
            WebAddress found = WebAddress.parse(text);
            if (found.isEncrypted() || !issuer.isEncrypted()) {
                return found;
            }
        } catch (IllegalArgumentException _) {
            // Told below: the reason is the issuer's text, which belongs in no log.
        }
        throw new IOException("the metadata of " + issuer + " have a bad URL as " + member);
    }
}
