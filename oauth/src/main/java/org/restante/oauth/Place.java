package org.restante.oauth;

import org.restante.protocol.WebAddress;

/** Where something of an issuer is found. */
public sealed interface Place {
    /** Here. */
    record At(WebAddress address) implements Place {}

    /**
     * Where the issuer's metadata say (OpenID Connect Discovery 1.0 §4): the issuer's name with
     * {@code /.well-known/openid-configuration} behind it.
     */
    record Discovered() implements Place {}
}
