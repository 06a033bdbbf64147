/**
 * What is stored of a password, and how a password is checked against it.
 *
 * <p>In comes text such as <code>{SSHA256}…</code> from the account file or from Dovecot's
 * passwd-file, or a new password; out goes a {@link org.restante.accounts.password.StoredVerifier},
 * immutable and usable by any thread. Text is checked whole when it is parsed (shape, lengths,
 * cost), so that checking a password cannot fail. Nothing here does I/O or remembers anything.
 * Start reading at {@link org.restante.accounts.password.PasswordScheme}.
 */
@NullMarked
package org.restante.accounts.password;

import org.jspecify.annotations.NullMarked;
