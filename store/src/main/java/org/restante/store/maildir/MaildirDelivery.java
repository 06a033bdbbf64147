package org.restante.store.maildir;

import org.restante.protocol.UniqueId;
import org.restante.store.Delivery;
import org.restante.store.Filed;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.util.Optional;

/**
 * A message on its way through {@code tmp/} into {@code new/}: written, forced to disk, renamed,
 * the folder forced to disk. Whichever step fails, the message is not in the maildrop. While the
 * disk is full, removed mail of the same maildrop makes room. {@link Arrival} has the steps that
 * are not the same for all.
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
    private final Arrival arrival;
    private final MaildirUsage usage;
    private final FileChannel file;
    private final StoredLines lines;
    private Optional<Filed> filed = Optional.empty();
    private State state = State.WRITING;

    /**
     * Opens the file in {@code tmp/}.
     *
     * @param namePrefix see {@link DeliveredName#prefix}
     * @param usage is told of the message
     */
    MaildirDelivery(
            MaildirFolder maildir,
            String namePrefix,
            String host,
            LineEnds lineEnds,
            Arrival arrival,
            MaildirUsage usage)
            throws IOException {
        this.usage = usage;
        this.maildir = maildir;
        this.namePrefix = namePrefix;
        this.host = host;
        this.arrival = arrival;
        this.file = maildir.disk().create(arrival.tmp());
        RemovedMail removed = new RemovedMail(maildir);
        this.lines = new StoredLines(file, lineEnds, removed::removeOldest);
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
    public void file(Filed kept) {
        requireWriting();
        filed = Optional.of(kept);
    }

    @Override
    public UniqueId commit() throws IOException {
        requireWriting();
        state = State.BROKEN;
        lines.finish();
        if (filed.isPresent()) {
            maildir.disk().setModified(arrival.tmp(), filed.get().arrived());
        }
        file.force(true);
        file.close();
        DeliveredName name =
                DeliveredName.of(
                        namePrefix,
                        host,
                        lines.size(),
                        lines.form().octets(),
                        lines.form().isWireForm());
        try (MaildirUsage.Arriving arriving = usage.arriving(maildir)) {
            UniqueId id = arrival.enter(name, filed.map(Filed::flags).orElse(""));
            state = State.COMMITTED;
            tell(arriving, name.size());
            return id;
        }
    }

    private static void tell(MaildirUsage.Arriving arriving, long octets) {
        try {
            arriving.delivered(octets);
        } catch (IOException _) {
            // The message is on disk all the same; it is counted when the folder is.
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
            if (!arrival.mayBeFinished()) {
                maildir.disk().removeIfThere(arrival.tmp());
            }
        }
    }
}
