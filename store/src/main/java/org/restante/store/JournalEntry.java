package org.restante.store;

import org.restante.protocol.UniqueId;

import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Something that happened to an account's mail.
 *
 * @param time when
 * @param kind what
 * @param session as the log calls it, or a word for what was no session, such as {@code sweep}
 * @param peer the client's address and port, or {@code local}
 * @param login the name that was logged in with, or the sender of a delivery; may be empty
 * @param folder which of the account's folders or views, empty for the maildrop itself
 * @param id of the message, if it concerns one
 * @param octets of the message in its canonical form, if it concerns one
 * @param detail why, for people; may be empty
 */
public record JournalEntry(
        Instant time,
        Kind kind,
        String session,
        String peer,
        String login,
        String folder,
        Optional<UniqueId> id,
        OptionalLong octets,
        String detail) {
    private static final char DEL = 0x7F;

    public JournalEntry {
        session = printable(session);
        peer = printable(peer);
        login = printable(login);
        folder = printable(folder);
        detail = printable(detail);
    }

    /** Nobody's name may look like two entries. */
    private static String printable(String text) {
        // Without a regular expression: five texts for each message that is retrieved.
        String printable = text;
        for (int i = 0; i < text.length(); i++) {
            char each = text.charAt(i);
            if (each < ' ' || each == DEL) {
                printable = printable.replace(each, ' ');
            }
        }
        return printable;
    }

    /** What can happen. */
    public enum Kind {
        /** A message came in. */
        DELIVERED,
        /** A message that was to come in did not. */
        REFUSED,
        /** A login found the maildrop in use. */
        IN_USE,
        /** A message was sent whole by RETR or what stands for it. */
        RETRIEVED,
        /** A message was marked. */
        MARKED,
        /** All marks were taken back. */
        UNMARKED,
        /** A message that was marked is gone. */
        REMOVED,
        /** A message that was marked is still there, but listed no more. */
        HIDDEN,
        /** A message that was removed or hidden is listed again. */
        RESTORED,
        /** A message is gone because its time was over. */
        EXPIRED
    }
}
