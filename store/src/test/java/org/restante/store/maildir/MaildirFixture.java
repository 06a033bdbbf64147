package org.restante.store.maildir;

import static org.assertj.core.api.Assertions.assertThat;

import org.restante.protocol.UniqueId;
import org.restante.store.ListedMessage;
import org.restante.store.Maildrop;
import org.restante.store.MaildropName;
import org.restante.store.Octets;
import org.restante.store.Opening;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;

/** One Maildir, seen by the store and by other programs. */
final class MaildirFixture {
    static final MaildropName NAME = MaildropName.of("mrose");

    final Path data;
    final MaildirFolder maildir;
    final MaildirStore store;

    MaildirFixture(Path data) throws IOException {
        this(data, LineEnds.CRLF, Duration.ZERO, InstantSource.system());
    }

    MaildirFixture(Path data, LineEnds lineEnds, Duration undoWindow, InstantSource clock)
            throws IOException {
        this.data = data;
        MaildirLayout layout = MaildirLayout.hashed(data);
        maildir = new MaildirFolder(layout.folder(NAME));
        maildir.create();
        store =
                new MaildirStore(
                        new MaildirOptions(
                                layout,
                                lineEnds,
                                undoWindow,
                                "mail.example.org",
                                MaildirOptions.JOURNAL_OCTETS,
                                clock,
                                RandomGenerator.of("SecureRandom")));
    }

    /** A store on such a disk, which keeps nothing of what was removed. */
    static MaildirStore storeOn(SimulatedDisk disk) {
        return storeOn(disk, Duration.ZERO);
    }

    static MaildirStore storeOn(SimulatedDisk disk, Duration undoWindow) {
        return new MaildirStore(
                new MaildirOptions(
                        MaildirLayout.hashed(Path.of("/data")),
                        LineEnds.CRLF,
                        undoWindow,
                        "mail.example.org",
                        MaildirOptions.JOURNAL_OCTETS,
                        disk.clock(),
                        RandomGenerator.of("SecureRandom")),
                disk);
    }

    /** A clock that makes the folders look changed long ago, so that the manifest settles. */
    static InstantSource later() {
        return () -> InstantSource.system().instant().plusSeconds(10);
    }

    Maildrop open() throws IOException {
        return switch (store.open(NAME)) {
            case Opening.Opened(var maildrop) -> maildrop;
            case Opening.InUse() -> throw new AssertionError("in use");
            case Opening.NoSuchFolder() -> throw new AssertionError("not there");
        };
    }

    /** Where the removed message lies that had this name. */
    Path removed(String name) throws IOException {
        try (Stream<Path> files = Files.list(maildir.removed())) {
            return files.filter(file -> FileName.undistinguished(FileName.of(file)).equals(name))
                    .findAny()
                    .orElseThrow(() -> new AssertionError(name + " is not among removed mail"));
        }
    }

    Path file(String folderAndName) {
        return maildir.path().resolve(folderAndName);
    }

    Path write(String folderAndName, String octets) throws IOException {
        return Files.write(file(folderAndName), Octets.of(octets));
    }

    void rename(String from, String to) throws IOException {
        Files.move(file(from), file(to));
    }

    /** What a session now lists and sends: each message's canonical form by its id, in order. */
    Map<String, String> messages() throws IOException {
        Map<String, String> messages = new LinkedHashMap<>();
        try (Maildrop maildrop = open()) {
            for (ListedMessage message : maildrop.listing()) {
                String text = Octets.text(maildrop.open(message.id()));
                assertThat(text.length()).as("%s", message).isEqualTo(message.octets());
                assertThat(messages.put(message.id().value(), text)).isNull();
            }
        }
        return messages;
    }

    static UniqueId id(String value) {
        return new UniqueId(value);
    }
}
