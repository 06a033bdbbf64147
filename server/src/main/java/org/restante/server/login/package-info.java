/**
 * Who may log in, and where mail for whom arrives.
 *
 * <p>In come names, secrets and addresses as peers gave them; out go an {@link
 * org.restante.server.login.Account} or the reason why not. {@link
 * org.restante.server.login.Accounts} is what a source of accounts implements; it is called from
 * many session threads at once. {@link org.restante.server.login.Canonical} is the one form of
 * names, and {@link org.restante.server.login.Throttle} slows whoever guesses. Start reading at
 * {@link org.restante.server.login.Authenticator}.
 */
@NullMarked
package org.restante.server.login;

import org.jspecify.annotations.NullMarked;
