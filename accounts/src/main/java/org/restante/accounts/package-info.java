/**
 * Accounts, their addresses, password verifiers and policies; sources of other programs beside.
 *
 * <p>{@link org.restante.accounts.AccountDatabase} answers the server's questions (who logs in,
 * where mail goes) and carries out what an administrator asks; whoever opened it closes it. Each
 * question is one transaction on one of a few platform threads, and an answer is remembered only
 * while nobody has written, so that the command line and a running server see each other's changes.
 * Names and addresses are brought into one form ({@link org.restante.server.login.Canonical})
 * before they are stored or looked up. Start reading at {@link
 * org.restante.accounts.AccountDatabase}.
 */
@NullMarked
package org.restante.accounts;

import org.jspecify.annotations.NullMarked;
