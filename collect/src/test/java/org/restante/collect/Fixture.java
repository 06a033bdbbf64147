package org.restante.collect;

import org.restante.client.Credentials;
import org.restante.client.Pop3Server;
import org.restante.client.Timeouts;
import org.restante.client.Trust;
import org.restante.testkit.PostOffice;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** A remote maildrop, and a collector that fetches from it into a Maildir. */
public final class Fixture {
    public static final Policy REMOVE = Policy.USUAL;
    public static final Policy KEEP = new Policy(new Policy.Removal.Never(), OptionalLong.empty());

    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

    public final PostOffice office;
    public final Path folder;
    public final Path maildir;
    public final Remote remote;
    public final AtomicReference<Instant> now = new AtomicReference<>(START);
    public final Collector collector;

    public Fixture(Path folder, PostOffice office) throws IOException {
        this.office = office;
        this.folder = folder;
        this.maildir = folder.resolve("Maildir");
        Path pem = office.trust().writePem(folder.resolve("ca"));
        this.remote =
                new Remote(
                        Pop3Server.of("localhost")
                                .withTrust(Trust.authorities(pem))
                                .withPort(office.pop3s().getPort())
                                .withTimeouts(Timeouts.all(Duration.ofSeconds(20))),
                        new Credentials.Password("alice", "secret"));
        this.collector = new Collector(folder.resolve("collect"), now::get);
    }

    /** A server with so many messages, all different. */
    public static PostOffice office(int messages) {
        PostOffice.Builder builder = PostOffice.builder().account("alice", "secret");
        IntStream.rangeClosed(1, messages).forEach(n -> builder.message("alice", text(n)));
        return builder.start();
    }

    public static String text(int number) {
        return "Subject: " + number + "\n\nFrom here\n.dots\n" + "x".repeat(number) + "\n";
    }

    public static List<String> texts(int last) {
        return IntStream.rangeClosed(1, last).mapToObj(Fixture::text).sorted().toList();
    }

    public void pass(Duration time) {
        now.updateAndGet(it -> it.plus(time));
    }

    public Report run(Policy policy) {
        return run(policy, () -> new MaildirDestination(maildir, now::get));
    }

    Report run(Policy policy, Watcher watcher) {
        return collector.run(
                "work", remote, policy, () -> new MaildirDestination(maildir, now::get), watcher);
    }

    public Report run(Policy policy, Collector.Opening opening) {
        return collector.run("work", remote, policy, opening);
    }

    /** How often the server was asked for a message. */
    public long retrievals() {
        return office.commands().stream().filter(it -> it.startsWith("RETR")).count();
    }

    /** What is in the Maildir, sorted. */
    public List<String> delivered() {
        List<String> all = new ArrayList<>();
        for (String part : List.of("new", "cur")) {
            try (Stream<Path> files = Files.list(maildir.resolve(part))) {
                for (Path file : files.toList()) {
                    all.add(Files.readString(file, StandardCharsets.ISO_8859_1));
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        return all.stream().sorted().toList();
    }

    public List<Path> tmp() throws IOException {
        try (Stream<Path> files = Files.list(maildir.resolve("tmp"))) {
            return files.toList();
        }
    }
}
