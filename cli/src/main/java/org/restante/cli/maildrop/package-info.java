/**
 * {@code restante maildrop}: the administrator's commands for the mail of an account.
 *
 * <p>Each works on the files, whether or not a server runs: the maildrop's lock, which a session
 * holds as well, keeps them apart. What a session has open answers {@link
 * org.restante.cli.config.ExitCode#TEMPORARY}. {@code adopt} alone talks to strangers: it reads
 * what other servers left ({@code ForeignIds}, and {@code ForeignMail} for mail that is copied), or
 * asks them over POP3 ({@code Pop3Source}). Start reading at {@link
 * org.restante.cli.maildrop.MaildropOptions}.
 */
@NullMarked
package org.restante.cli.maildrop;

import org.jspecify.annotations.NullMarked;
