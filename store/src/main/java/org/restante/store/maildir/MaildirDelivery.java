package org.restante.store.maildir;

import org.restante.protocol.UniqueId;
import org.restante.store.Delivery;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Path;

/**
 * A message on its way through {@code tmp/} into {@code new/}: written, forced to disk, renamed,
 * the folder forced to disk. Whichever step fails, the message is not in the maildrop.
 */
final class MaildirDelivery implements Delivery {
    private enum State {
        WRITING,
        BROKEN,
        COMMITTED
    }

    private final MaildirFolder maildir;
    private final String namePrefix;
    private final String host;
    private final Path tmp;
    private final SharedSync sharedSync;
    private final MaildirUsage usage;
    private final FileChannel file;
    private final StoredLines lines;
    private State state = State.WRITING;

    /**
     * Opens the file in {@code tmp/}.
     *
     * @param namePrefix see {@link DeliveredName#prefix}
     * @param sharedSync what forces {@code new/}, together with other deliveries there
     * @param usage is told of the message
     */
    MaildirDelivery(
            MaildirFolder maildir,
            String namePrefix,
            String host,
            LineEnds lineEnds,
            SharedSync sharedSync,
            MaildirUsage usage)
            throws IOException {
        this.sharedSync = sharedSync;
        this.usage = usage;
        this.maildir = maildir;
        this.namePrefix = namePrefix;
        this.host = host;
        this.tmp = maildir.tmp().resolve(namePrefix + "." + host);
        this.file = maildir.disk().create(tmp);
        this.lines = new StoredLines(file, lineEnds);
    }

    @Override
    public void write(byte[] octets, int offset, int length) throws IOException {
        requireWriting();
        // Unless this succeeds a part of the message may be missing: it must not be committed.
        state = State.BROKEN;
        lines.write(octets, offset, length);
        state = State.WRITING;
    }

    @Override
    public UniqueId commit() throws IOException {
        requireWriting();
        state = State.BROKEN;
        lines.finish();
        file.force(true);
        file.close();
        DeliveredName name =
                DeliveredName.of(
                        namePrefix,
                        host,
                        lines.size(),
                        lines.form().octets(),
                        lines.form().isWireForm());
        Path target = maildir.file(Folder.NEW, name.fileName());
        if (maildir.disk().status(target).isPresent()) {
            throw new FileAlreadyExistsException(target.toString());
        }
        maildir.disk().rename(tmp, target);
        try {
            sharedSync.sync(maildir.folder(Folder.NEW));
        } catch (IOException e) {
            undo(target, e);
            throw e;
        }
        state = State.COMMITTED;
        tell(name.size());
        return new UniqueId(name.unique());
    }

    private void tell(long octets) {
        try {
            usage.delivered(maildir, octets);
        } catch (IOException _) {
            // The message is on disk all the same; it is counted when the folder is.
        }
    }

    private void undo(Path target, IOException cause) {
        try {
            maildir.disk().removeIfThere(target);
        } catch (IOException e) {
            cause.addSuppressed(e);
        }
    }

    private void requireWriting() {
        if (state != State.WRITING) {
            throw new IllegalStateException("the delivery is " + state + " and takes no more");
        }
    }

    @Override
    public void close() throws IOException {
        if (state != State.COMMITTED) {
            state = State.BROKEN;
            file.close();
            maildir.disk().removeIfThere(tmp);
        }
    }
}
