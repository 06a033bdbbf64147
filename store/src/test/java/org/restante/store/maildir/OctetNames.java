package org.restante.store.maildir;

import org.restante.store.Maildrop;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;

/** Lists, sends, moves and removes files whose names are no text in any encoding. */
final class OctetNames {
    private OctetNames() {}

    static void exercise(Path data) throws IOException {
        MaildirFixture box = new MaildirFixture(data);
        for (String name : Set.of("1.\u00FF\u00FE", "1.\u00FE\u00FF", "1.\u00C3\u00A9 %FF")) {
            Files.write(
                    box.maildir.file(Folder.NEW, name), name.getBytes(StandardCharsets.ISO_8859_1));
        }
        Map<String, String> messages = box.messages();
        require(messages.size() == 3, "three messages, not " + messages);
        require(box.messages().equals(messages), "the same by the manifest");
        for (Map.Entry<String, String> message : messages.entrySet()) {
            String name = message.getValue().strip();
            require(
                    FileName.derivedId(name).value().equals(message.getKey()),
                    "the id of the name's octets");
            Files.move(
                    box.maildir.file(Folder.NEW, name), box.maildir.file(Folder.CUR, name + ":2,"));
        }
        require(box.messages().equals(messages), "the same after a move");
        try (Maildrop maildrop = box.open()) {
            for (String id : messages.keySet()) {
                require(maildrop.remove(Set.of(MaildirFixture.id(id))).isEmpty(), "removed");
            }
        }
        require(box.messages().isEmpty(), "all are gone");
    }

    private static void require(boolean right, String what) {
        if (!right) {
            throw new IllegalStateException("expected: " + what);
        }
    }

    public static void main(String[] arguments) throws IOException {
        exercise(Path.of(arguments[0]));
    }
}
