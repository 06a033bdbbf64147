package org.restante.store.maildir;

import org.restante.protocol.UniqueId;
import org.restante.store.Delivery;
import org.restante.store.ListedMessage;
import org.restante.store.Maildrop;
import org.restante.store.Octets;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.Random;
import java.util.Set;

/**
 * A process that delivers, lists and removes until it is killed, and says what is done as soon as
 * it is: {@code delivered ID}, {@code removing ID} before, {@code removed ID} after.
 */
final class CrashingProcess {
    private CrashingProcess() {}

    static MaildirFixture box(Path data, boolean undo) throws IOException {
        Duration window = undo ? Duration.ofDays(1) : Duration.ZERO;
        return new MaildirFixture(data, LineEnds.CRLF, window, InstantSource.system());
    }

    public static void main(String[] arguments) throws IOException {
        MaildirFixture box = box(Path.of(arguments[0]), Boolean.parseBoolean(arguments[1]));
        Random random = new Random(Long.parseLong(arguments[2]));
        while (true) {
            for (int i = random.nextInt(4); i > 0; i--) {
                try (Delivery delivery = box.store.deliver(MaildirFixture.NAME)) {
                    byte[] octets = Octets.of("." + "x".repeat(random.nextInt(20_000)) + "\r\n");
                    delivery.write(octets, 0, octets.length);
                    System.out.println("delivered " + delivery.commit() + " " + octets.length);
                }
            }
            // Another program: a name that clashes gets an assigned id.
            String clash = "cur/clash,S=" + random.nextInt(5) + ":2,S";
            if (random.nextInt(3) == 0 && Files.notExists(box.file(clash))) {
                box.write(clash, "text");
            }
            try (Maildrop maildrop = box.open()) {
                Set<UniqueId> marked = new HashSet<>();
                for (ListedMessage message : maildrop.listing()) {
                    System.out.println("listed " + message.id() + " " + message.octets());
                    if (random.nextInt(3) == 0 && message.id().value().contains(".M")) {
                        marked.add(message.id());
                        System.out.println("removing " + message.id());
                    }
                }
                if (!maildrop.remove(marked).isEmpty()) {
                    throw new IllegalStateException("some could not be removed");
                }
                marked.forEach(id -> System.out.println("removed " + id));
            }
        }
    }
}
