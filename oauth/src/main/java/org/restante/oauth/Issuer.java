package org.restante.oauth;

import org.restante.protocol.WebAddress;

import java.util.Optional;

/**
 * Somebody whose tokens count.
 *
 * @param name as its tokens say it in {@code iss}, octet for octet; a URL when anything is
 *     discovered
 * @param keys where its keys are; none: signed tokens are not checked here
 * @param introspection how it is asked; none: it is not
 */
public record Issuer(
        Optional<String> name,
        Optional<Place> keys,
        Optional<Introspection> introspection,
        Rules rules) {
    public Issuer {
        if (keys.isEmpty() && introspection.isEmpty()) {
            throw new IllegalArgumentException("an issuer needs keys or introspection");
        }
        if (keys.isPresent() && (name.isEmpty() || rules.audiences().isEmpty())) {
            // One issuer signs for many services with the same keys.
            throw new IllegalArgumentException(
                    "signed tokens are checked for their issuer and their audience");
        }
        if (discovers(keys, introspection)) {
            WebAddress.parse(
                    name.orElseThrow(() ->
                            new IllegalArgumentException("discovery needs the issuer's name")));
        }
    }

    /** Whether the issuer's metadata are asked for anything. */
    boolean discovers() {
        return discovers(keys, introspection);
    }

    private static boolean discovers(Optional<Place> keys, Optional<Introspection> introspection) {
        return keys.filter(Place.Discovered.class::isInstance).isPresent()
                || introspection
                        .filter(it -> it.endpoint() instanceof Place.Discovered)
                        .isPresent();
    }
}
