/**
 * Whether a bearer token is good, and whose it is.
 *
 * <p>In come tokens as clients sent them; out go {@link org.restante.server.login.TokenVerdict}s. A
 * token is checked by its signature against the keys that its issuer publishes ({@code
 * JwtVerifier}), or its issuer is asked about it ({@code IntrospectionVerifier}); what it says is
 * then held against {@link org.restante.oauth.Rules} either way. Everything that goes over the
 * network goes through {@code Remote}, and what is worth keeping of it is {@code Kept}. Start
 * reading at {@link org.restante.oauth.BearerTokens}.
 */
@NullMarked
package org.restante.oauth;

import org.jspecify.annotations.NullMarked;
