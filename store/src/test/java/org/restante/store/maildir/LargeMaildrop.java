package org.restante.store.maildir;

import org.restante.store.Delivery;
import org.restante.store.Maildrop;
import org.restante.store.Octets;
import org.restante.store.Scan;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;

/**
 * Measures logins to a maildrop of any size: what the manifest makes of one that is unchanged, has
 * one new message, or is met for the first time. Arguments: a folder for it (made if it is not
 * there), how many messages, whether their names tell their sizes ({@code own}) or not ({@code
 * foreign}). After {@code mvn test-compile}:
 *
 * <pre>
 * java -Xmx256m -cp store/target/test-classes:store/target/classes:protocol/target/classes:ASSERTJ \
 *     org.restante.store.maildir.LargeMaildrop /tmp/large 100000 own
 * </pre>
 */
final class LargeMaildrop {
    private static final int ROUNDS = 25;

    private LargeMaildrop() {}

    public static void main(String[] arguments) throws IOException {
        Path data = Path.of(arguments[0]);
        int count = Integer.parseInt(arguments[1]);
        MaildirFixture box =
                new MaildirFixture(data, LineEnds.CRLF, Duration.ZERO, MaildirFixture.later());
        fill(box, count, arguments[2].equals("own"));
        Files.deleteIfExists(box.maildir.manifest());
        System.out.println("messages " + count + ", in milliseconds: elapsed, processor");
        measure("first login", box, 1, false);
        measure("LIST", box, ROUNDS, true);
        for (int round = 1; round <= ROUNDS; round++) {
            deliver(box);
            measure(round == ROUNDS ? "login after a delivery" : "", box, 1, false);
        }
        measure("login, unchanged", box, 100 * ROUNDS, false);
        for (int round = 1; round <= ROUNDS && count <= 10_000; round++) {
            Files.delete(box.maildir.manifest());
            measure(round == ROUNDS ? "login without manifest" : "", box, 1, false);
        }
    }

    private static void fill(MaildirFixture box, int count, boolean own) throws IOException {
        String lines = "Subject: x\n\n" + "line of a message\n".repeat(own ? 1 : 140);
        String text = own ? Octets.canonical(lines) : lines;
        int size = text.length();
        if (Files.exists(box.file("new/" + name(0, size, own)))) {
            return;
        }
        for (int i = 0; i < count; i++) {
            box.write("new/" + name(i, size, own), text);
        }
    }

    private static String name(int number, int size, boolean own) {
        int second = 1_700_000_000 + number;
        return own
                ? "%d.M000000P1Q%dR%016xw.mail.example.org,S=%d,W=%d"
                        .formatted(second, number, number, size, size)
                : "%d.V10I%xM000000.mail".formatted(second, number);
    }

    private static void deliver(MaildirFixture box) throws IOException {
        try (Delivery delivery = box.store.deliver(MaildirFixture.NAME)) {
            delivery.write(Octets.of("a\r\n"), 0, 3);
            delivery.commit();
        }
    }

    /** Prints the last of so many logins, each with the whole listing or without. */
    private static void measure(String what, MaildirFixture box, int rounds, boolean list)
            throws IOException {
        for (int round = 1; round <= rounds; round++) {
            var threads = ManagementFactory.getThreadMXBean();
            long processor = threads.getCurrentThreadCpuTime();
            long start = System.nanoTime();
            long octets = 0;
            try (Maildrop maildrop = box.open()) {
                if (list) {
                    Scan scan = maildrop.listing().scan();
                    while (scan.next()) {
                        octets += scan.octets();
                    }
                } else {
                    octets = maildrop.listing().octets();
                }
            }
            double elapsed = (System.nanoTime() - start) / 1e6;
            processor = threads.getCurrentThreadCpuTime() - processor;
            if (round == rounds && !what.isEmpty()) {
                System.out.printf(
                        Locale.ROOT,
                        "%-24s %9.2f %9.2f  (%d octets)%n",
                        what,
                        elapsed,
                        processor / 1e6,
                        octets);
            }
        }
    }
}
