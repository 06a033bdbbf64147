package org.restante.store.maildir;

import org.junit.jupiter.api.io.TempDir;
import org.restante.protocol.UniqueId;
import org.restante.store.MaildropName;
import org.restante.store.MaildropStoreContract;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The Maildir store holds the contract. */
final class MaildirStoreTest extends MaildropStoreContract {
    @TempDir private Path data;

    @Override
    protected MaildirStore store() {
        return new MaildirStore(MaildirOptions.in(data));
    }

    @Override
    protected void place(MaildropName name, UniqueId id, byte[] octets) throws IOException {
        MaildirFolder maildir = maildir(name);
        maildir.create();
        Files.write(maildir.file(Folder.NEW, id.value()), octets);
    }

    @Override
    protected void discard(MaildropName name, UniqueId id) throws IOException {
        Files.delete(maildir(name).file(Folder.NEW, id.value()));
    }

    private MaildirFolder maildir(MaildropName name) {
        MaildirFolder maildir = new MaildirFolder(MaildirLayout.hashed(data).folder(name));
        return name.folder().map(maildir::inner).orElse(maildir);
    }
}
