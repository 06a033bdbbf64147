/**
 * {@code restante account}: the administrator's commands for who may log in.
 *
 * <p>Each opens the account file, changes or shows it, and closes it: a running server sees a
 * change at its next look, because it asks the file every time. What it cannot see are the sessions
 * that are open already; {@link org.restante.cli.account.OpenAccounts#endSessions} tells it to end
 * them. Passwords come in by {@link org.restante.cli.account.PasswordOptions}, never as an
 * argument, which every user of the machine could read.
 */
@NullMarked
package org.restante.cli.account;

import org.jspecify.annotations.NullMarked;
