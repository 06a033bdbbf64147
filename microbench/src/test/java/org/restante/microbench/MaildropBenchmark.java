package org.restante.microbench;

import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.restante.store.Maildrop;
import org.restante.store.MaildropName;
import org.restante.store.Opening;
import org.restante.store.Scan;
import org.restante.store.maildir.MaildirOptions;
import org.restante.store.maildir.MaildirStore;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** A maildrop that has not changed since its last session, by its manifest. */
@State(Scope.Benchmark)
public class MaildropBenchmark {
    private static final MaildropName ALICE = MaildropName.of("alice");

    @Param({"20", "10000"})
    public int messages;

    private Path data;
    private MaildirStore store;

    @Setup(Level.Trial)
    public void fill() throws IOException {
        data = Files.createTempDirectory("restante-microbench");
        store = new MaildirStore(MaildirOptions.in(data));
        Path maildir = store.place(ALICE);
        for (String folder : List.of("tmp", "new", "cur")) {
            Files.createDirectories(maildir.resolve(folder));
        }
        for (int i = 0; i < messages; i++) {
            Files.writeString(
                    maildir.resolve("cur/17000" + (10_000 + i) + ".M1P1.host:2,S"), "a\n");
        }
        // What was changed a moment ago is looked at again.
        for (String folder : List.of("new", "cur")) {
            Files.setLastModifiedTime(
                    maildir.resolve(folder), FileTime.from(Instant.now().minusSeconds(60)));
        }
        openAndList();
    }

    @TearDown(Level.Trial)
    public void remove() throws IOException {
        try (Stream<Path> all = Files.walk(data)) {
            for (Path each : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(each);
            }
        }
    }

    /** Login, STAT and QUIT. */
    @Benchmark
    public long open() throws IOException {
        try (Maildrop maildrop = opened()) {
            return maildrop.listing().octets();
        }
    }

    /** The same and LIST. */
    @Benchmark
    public long openAndList() throws IOException {
        try (Maildrop maildrop = opened()) {
            Scan scan = maildrop.listing().scan();
            long octets = 0;
            while (scan.next()) {
                octets += scan.octets();
            }
            return octets;
        }
    }

    private Maildrop opened() throws IOException {
        return ((Opening.Opened) store.open(ALICE)).maildrop();
    }
}
