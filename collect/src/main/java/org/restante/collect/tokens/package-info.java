/**
 * Access tokens of OAuth 2 for remote maildrops and for where their mail goes: how the collector
 * gets them from an authorization server, keeps them and renews them. A person logs in once, by a
 * {@linkplain org.restante.collect.tokens.BrowserLogin browser} or a {@linkplain
 * org.restante.collect.tokens.DeviceLogin code}; from then on {@link
 * org.restante.collect.tokens.AccountTokens} has a token whenever a server wants one. Start reading
 * there; the reasons are in decision 31.
 *
 * <p>No token, code or secret is in an exception, a log or a {@code toString}.
 */
@NullMarked
package org.restante.collect.tokens;

import org.jspecify.annotations.NullMarked;
