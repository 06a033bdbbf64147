/**
 * The store that keeps each maildrop as a Maildir, beside other programs that deliver, read and
 * move mail there.
 *
 * <p>In: {@link org.restante.store.maildir.MaildirOptions}, and files by any program. Out: an
 * {@link org.restante.store.Maildrop} whose listing is exact to the octet, and deliveries. Another
 * program's file is never written to nor renamed; it is unlinked, or moved to {@code
 * restante-removed/}, when a session removes it, and not otherwise.
 *
 * <p>What stands in a maildrop, beside {@code new/}, {@code cur/} and {@code tmp/}:
 *
 * <ul>
 *   <li>{@code restante-lock}, locked while a session is open; its content means nothing. No other
 *       part of the process may open it, see {@code MaildirLock}.
 *   <li>{@code restante-manifest}, a cache of the listing, read and written by the holder of the
 *       lock; a session keeps it open and reads from it what it is asked for.
 *   <li>{@code restante-unique-ids}, the ids that do not follow from names: not a cache.
 *   <li>{@code restante-journal} and {@code restante-journal.1}, what happened to the account's
 *       mail: lines, appended by any process.
 *   <li>{@code restante-hidden}, the messages that sessions do not list, and {@code
 *       restante-manifest-hidden}, a cache of them; {@code restante-hidden-recent} and {@code
 *       restante-lock-recent}, the same of the view of lately arrived mail.
 *   <li>{@code restante-retrieved}, when messages were first retrieved or brought back.
 *   <li>{@code restante-deliveries}, which deliveries that have an id were made, see {@code
 *       OnceDeliveries}; it has a lock of its own, {@code restante-deliveries-lock}, as deliveries
 *       do not wait for sessions.
 *   <li>{@code restante-removed/}, what was removed within the undo window; {@code RemovedMail}
 *       brings it back.
 * </ul>
 *
 * <p>A folder of the account is a Maildir of its own in there, named as in Maildir++ ({@code .Old
 * Mail}), with its own lock, manifest and ids; none is ever made, and a symbolic link is none.
 *
 * <p>Names of files are octets here and need not be text, whatever encoding Java was started with:
 * see {@code FileName}, the only place that knows how. The store serves all threads; what it hands
 * out is confined to one. Deliveries meet in {@code SharedSync}, which forces a folder for all who
 * wait for it; threads of {@code Measuring} read the files of a maildrop that is new here.
 *
 * <p>All work with the file system goes through {@code Disk}; the order of it is what keeps the
 * promises (decision 21). Start reading at {@code Inventory}, then {@code Survey} and {@code
 * Manifest}, then {@code Removal} and {@code MaildirDelivery}.
 */
@NullMarked
package org.restante.store.maildir;

import org.jspecify.annotations.NullMarked;
