package org.restante.store.maildir;

import org.restante.protocol.wire.CanonicalForm;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.NoSuchFileException;
import java.util.Optional;

/**
 * What a file is found to hold.
 *
 * @param octets the canonical form's size
 * @param wireForm whether the file holds the canonical form and nothing in it needs stuffing
 */
record Measurement(long octets, boolean wireForm) {
    static final int BLOCK_OCTETS = 64 * 1024;

    /** By the file's name if it is of this store's making and has the size that it says. */
    static Optional<Measurement> byName(FoundFile file) {
        return DeliveredName.parse(file.name())
                .filter(name -> name.size() == file.size())
                .map(name -> new Measurement(name.octets(), name.wireForm()));
    }

    /** By reading the file; empty if it is gone or is being written. */
    static Optional<Measurement> byReading(MaildirFolder maildir, FoundFile file, byte[] block)
            throws IOException {
        CanonicalForm form = new CanonicalForm();
        long size = 0;
        try (FileChannel channel = maildir.disk().read(maildir.file(file.folder(), file.name()))) {
            for (int read; (read = channel.read(ByteBuffer.wrap(block))) >= 0; size += read) {
                form.update(block, 0, read);
            }
        } catch (NoSuchFileException _) {
            return Optional.empty();
        }
        boolean unchanged =
                size == file.size()
                        && FoundFile.look(maildir, file.folder(), file.name())
                                .filter(now -> now.isUnchangedFrom(file))
                                .isPresent();
        return unchanged
                ? Optional.of(new Measurement(form.octets(), form.isWireForm()))
                : Optional.empty();
    }
}
