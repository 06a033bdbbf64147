package org.restante.store.maildir;

import org.restante.protocol.UniqueId;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Path;

/** How a message that is whole in {@code tmp/} becomes part of the maildrop. */
sealed interface Arrival permits Arrival.Plain, OnceDeliveries.Once {
    /** Where the message is written. */
    Path tmp();

    /**
     * Makes the file, which is whole and on disk, a message under this name: in {@code new/}, or
     * with flags, if there are any, in {@code cur/}.
     *
     * @return the unique-id of the message, or of the one that was delivered in its place
     * @throws IOException the message is then not in the maildrop
     */
    UniqueId enter(DeliveredName name, String flags) throws IOException;

    /** Whether the file has to stay in {@code tmp/} although the delivery has failed. */
    boolean mayBeFinished();

    /**
     * Of a delivery that is not repeated; if it is, it is another message.
     *
     * @param sharedSync what forces {@code new/}, together with other deliveries there
     */
    record Plain(MaildirFolder maildir, Path tmp, SharedSync sharedSync) implements Arrival {
        @Override
        public UniqueId enter(DeliveredName name, String flags) throws IOException {
            // First: a name that were none must not be found out behind the move.
            UniqueId id = new UniqueId(name.unique());
            Folder folder = Folder.of(flags);
            Path target = maildir.file(folder, FileName.withFlags(name.fileName(), flags));
            if (maildir.disk().status(target).isPresent()) {
                throw new FileAlreadyExistsException(target.toString());
            }
            maildir.disk().rename(tmp, target);
            try {
                sharedSync.sync(maildir.folder(folder));
            } catch (IOException e) {
                undo(target, e);
                throw e;
            }
            return id;
        }

        private void undo(Path target, IOException cause) {
            try {
                maildir.disk().removeIfThere(target);
            } catch (IOException e) {
                cause.addSuppressed(e);
            }
        }

        @Override
        public boolean mayBeFinished() {
            return false;
        }
    }
}
