package org.restante.server.session;

import org.restante.protocol.UniqueId;
import org.restante.server.login.Account;
import org.restante.store.Journal;
import org.restante.store.JournalEntry;
import org.restante.store.ListedMessage;
import org.restante.store.MaildropName;

import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/**
 * What one session tells the journal of the maildrop that it has open.
 *
 * @param session as the log calls it
 * @param peer as the log calls it
 */
record Diary(
        Journal journal,
        InstantSource clock,
        String session,
        String peer,
        Account account,
        MaildropName maildrop) {
    /** So many lines are written at once. */
    private static final int ENTRIES_MAX = 1000;

    void tell(JournalEntry.Kind kind, UniqueId id, long octets) {
        journal.add(maildrop, entry(kind, Optional.of(id), OptionalLong.of(octets), ""));
    }

    void unmarked() {
        tell(JournalEntry.Kind.UNMARKED, "");
    }

    /** What concerns no message. */
    void tell(JournalEntry.Kind kind, String detail) {
        journal.add(maildrop, entry(kind, Optional.empty(), OptionalLong.empty(), detail));
    }

    /**
     * Tells of messages that are not listed any more, but for those that failed; written when this
     * returns, so that no answer is heard before it.
     */
    void gone(
            JournalEntry.Kind kind,
            List<ListedMessage> messages,
            Set<UniqueId> failed,
            String detail) {
        List<JournalEntry> entries = new ArrayList<>();
        for (ListedMessage message : messages) {
            if (!failed.contains(message.id())) {
                entries.add(
                        entry(
                                kind,
                                Optional.of(message.id()),
                                OptionalLong.of(message.octets()),
                                detail));
            }
            if (entries.size() == ENTRIES_MAX) {
                journal.write(maildrop, entries);
                entries.clear();
            }
        }
        journal.write(maildrop, entries);
    }

    /** The same of those whose time was over. */
    void expired(Set<UniqueId> ids, String detail) {
        ids.forEach(id ->
                journal.add(
                        maildrop,
                        entry(
                                JournalEntry.Kind.EXPIRED,
                                Optional.of(id),
                                OptionalLong.empty(),
                                detail)));
    }

    private JournalEntry entry(
            JournalEntry.Kind kind, Optional<UniqueId> id, OptionalLong octets, String detail) {
        return new JournalEntry(
                clock.instant(),
                kind,
                session,
                peer,
                account.name(),
                maildrop.view().orElse(""),
                id,
                octets,
                detail);
    }
}
