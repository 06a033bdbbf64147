/**
 * What other programs that fetch mail are told and remember: {@link
 * org.restante.cli.collect.moving.OtherProgram} turns a file of fetchmail, getmail or mpop into
 * {@linkplain org.restante.cli.collect.moving.Converted accounts} and {@linkplain
 * org.restante.cli.collect.moving.Note notes} about what is left, and reads which messages they
 * have fetched. Nothing here writes; nothing of those files is run.
 */
@NullMarked
package org.restante.cli.collect.moving;

import org.jspecify.annotations.NullMarked;
