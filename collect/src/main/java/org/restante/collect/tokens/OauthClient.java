package org.restante.collect.tokens;

import org.restante.protocol.Secret;

import java.io.IOException;
import java.util.Optional;

/**
 * The program as it is registered with a provider (RFC 6749 §2).
 *
 * @param id the {@code client_id} of the registration
 * @param secrets where its secret is
 */
public record OauthClient(String id, Secrets secrets) {
    public OauthClient {
        if (id.isBlank()) {
            throw new IllegalArgumentException("a client has an id");
        }
    }

    /** Has the secret of a client; asked only when a request is made. */
    @FunctionalInterface
    public interface Secrets {
        /** The secret; empty for a public client, which has none. */
        Optional<Secret> secret() throws IOException;
    }
}
