package org.restante.store.maildir;

import org.restante.store.Opening;

import java.io.IOException;
import java.nio.file.Path;

/** A process that opens a maildrop, says what came of it, and keeps it until it is killed. */
final class LockHolder {
    private LockHolder() {}

    public static void main(String[] arguments) throws IOException {
        MaildirFixture box = new MaildirFixture(Path.of(arguments[0]));
        System.out.println(
                switch (box.store.open(MaildirFixture.NAME)) {
                    case Opening.Opened _ -> "opened";
                    case Opening.InUse _ -> "in use";
                    case Opening.NoSuchFolder _ -> "not there";
                });
        System.in.read();
    }
}
