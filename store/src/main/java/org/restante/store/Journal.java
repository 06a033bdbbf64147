package org.restante.store;

import java.io.IOException;
import java.util.List;
import java.util.function.Consumer;

/**
 * What happened to the mail of each account, for whoever asks later. It holds a bounded number of
 * octets for each account, of which the oldest go first, and is no promise: it is not forced to
 * disk, and what fails to be written is told in the log and not to the session. Called by any
 * number of threads.
 */
public interface Journal {
    /** Forgets all it is told. */
    Journal NONE =
            new Journal() {
                @Override
                public void add(MaildropName maildrop, JournalEntry entry) {}

                @Override
                public void write(MaildropName maildrop, List<JournalEntry> entries) {}

                @Override
                public void flush() {}

                @Override
                public void read(MaildropName maildrop, Consumer<JournalEntry> entries) {}
            };

    /** Takes an entry to be written within a second or so. Waits only if very many are waiting. */
    void add(MaildropName maildrop, JournalEntry entry);

    /** Returns when these were written, so that they outlive this process; in one account. */
    void write(MaildropName maildrop, List<JournalEntry> entries);

    /** Returns when all is written that was added before. */
    void flush();

    /**
     * What is known of an account, whichever of its folders the name is, oldest first.
     *
     * @throws IOException if it cannot be read
     */
    void read(MaildropName maildrop, Consumer<JournalEntry> entries) throws IOException;
}
