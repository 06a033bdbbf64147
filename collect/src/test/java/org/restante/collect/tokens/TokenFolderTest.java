package org.restante.collect.tokens;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.restante.collect.tokens.TokenException.Kind;
import org.restante.protocol.Secret;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

/**
 * Tokens on the disk: for their owner's eyes alone, whole or not there, renewed by one at a time.
 */
final class TokenFolderTest {
    private static final KeptTokens TOKENS =
            new KeptTokens(
                    "https://id.example.org",
                    "restante",
                    new Tokens(
                            new Secret("access-1"),
                            Instant.ofEpochSecond(1000),
                            Instant.ofEpochSecond(2000),
                            Optional.of(new Secret("refresh-1"))));

    @TempDir Path root;
    private TokenFolder folder;
    private Path file;
    private Path key;

    @BeforeEach
    void open() {
        folder = OtherProcess.folder(root, _ -> {});
        file = root.resolve("tokens/work.token");
        key = root.resolve("elsewhere/key");
    }

    private void keep(String account, KeptTokens tokens) throws IOException {
        try (TokenLock _ = folder.lock(account);
                TokenFolder.Room room = folder.room(account)) {
            room.keep(tokens);
        }
    }

    private static String mode(Path path) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
    }

    @Test
    void whatIsKeptIsReadAgain() throws IOException {
        assertThat(folder.read("work")).isEmpty();
        keep("work", TOKENS);
        assertThat(OtherProcess.folder(root, _ -> {}).read("work")).contains(TOKENS);
        KeptTokens others =
                new KeptTokens(
                        "google",
                        "id",
                        new Tokens(
                                new Secret("a\"\\"),
                                Instant.EPOCH,
                                Instant.MAX.truncatedTo(ChronoUnit.DAYS).minusSeconds(1_000_000),
                                Optional.empty()));
        keep("work", others);
        assertThat(folder.read("work")).contains(others);
    }

    @Test
    void nobodyElseCanReadThem() throws IOException {
        keep("work", TOKENS);
        assertThat(mode(file)).isEqualTo("rw-------");
        assertThat(mode(root.resolve("tokens"))).isEqualTo("rwx------");
        assertThat(mode(key)).isEqualTo("rw-------");
        assertThat(mode(root.resolve("elsewhere"))).isEqualTo("rwx------");
        assertThat(Files.readString(file, StandardCharsets.ISO_8859_1))
                .startsWith("restante-token 1\n")
                .doesNotContain("access", "refresh", "example");
        assertThat(Files.readString(key)).matches("[A-Za-z0-9+/]{43}=\n");
        byte[] before = Files.readAllBytes(file);
        keep("work", TOKENS);
        // A nonce is never used twice.
        assertThat(Arrays.mismatch(before, Files.readAllBytes(file))).isBetween(17, 28);
        assertThat(TOKENS.toString()).doesNotContain("access-1", "refresh-1");
    }

    @Test
    void aDamagedFileIsToldFromNoFile() throws IOException {
        keep("work", TOKENS);
        byte[] whole = Files.readAllBytes(file);
        for (int i = 0; i < whole.length; i++) {
            byte[] damaged = whole.clone();
            damaged[i] ^= 0x01;
            assertRefused(damaged);
            assertRefused(Arrays.copyOf(whole, i));
        }
        assertRefused(Arrays.copyOf(whole, whole.length + 1));
        assertRefused(new byte[KeptTokens.FILE_OCTETS_MAX + 10]);
        keep("work", TOKENS);
        assertThat(folder.read("work")).contains(TOKENS);
    }

    private void assertRefused(byte[] octets) throws IOException {
        Files.write(file, octets);
        assertThatThrownBy(() -> folder.read("work"))
                .isInstanceOf(TokenException.class)
                .hasMessageContaining(file.toString());
    }

    @Test
    void aFileOfANewerVersionIsNotDamaged() throws IOException {
        keep("work", TOKENS);
        Files.writeString(file, "restante-token 2\nwhatever");
        assertThatThrownBy(() -> folder.read("work"))
                .hasMessage(file + " was written by another version of Restante");
    }

    @Test
    void aFileIsOfOneAccountAlone() throws IOException {
        keep("work", TOKENS);
        Files.copy(file, root.resolve("tokens/home.token"));
        assertThatThrownBy(() -> folder.read("home"))
                .isInstanceOf(TokenException.class)
                .hasMessageContaining("of another account");
        assertThatThrownBy(() -> folder.read("../work"))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void withoutItsKeyAFileIsWorthNothing() throws IOException {
        keep("work", TOKENS);
        String line = Files.readString(key);
        Files.delete(key);
        assertKind(Kind.LOGIN, "is gone");
        Files.writeString(key, "A".repeat(43) + "=\n");
        assertKind(Kind.CONFIGURATION, "mode must be 0600");
        Files.setPosixFilePermissions(key, PosixFilePermissions.fromString("r--------"));
        assertKind(Kind.LOGIN, "its key is another one");
        Files.writeString(key, "A".repeat(44) + "\n");
        assertKind(Kind.CONFIGURATION, "is no key");
        Files.writeString(key, "?\n");
        assertKind(Kind.CONFIGURATION, "is no key");
        Files.writeString(key, line);
        assertThat(folder.read("work")).contains(TOKENS);
    }

    private void assertKind(Kind kind, String words) {
        assertThatThrownBy(() -> folder.read("work"))
                .isInstanceOfSatisfying(
                        TokenException.class, it -> assertThat(it.kind()).isEqualTo(kind))
                .hasMessageContaining(words);
    }

    @Test
    void whatACrashLeftIsInNobodysWay() throws IOException {
        keep("work", TOKENS);
        Files.writeString(root.resolve("tokens/work.token.new"), "half");
        try (TokenFolder.Room _ = folder.room("work")) {
            // There was room, and nothing to put there.
        }
        assertThat(folder.read("work")).contains(TOKENS);
        try (Stream<Path> files = Files.list(root.resolve("tokens"))) {
            assertThat(files.map(it -> it.getFileName().toString()))
                    .containsExactlyInAnyOrder("work.token", "work.lock");
        }
    }

    @Test
    void oneProcessWaitsForTheOther() throws IOException {
        OtherProcess other = OtherProcess.locking(root);
        AtomicInteger pauses = new AtomicInteger();
        TokenFolder patient =
                OtherProcess.folder(
                        root,
                        _ -> {
                            if (pauses.incrementAndGet() == 3) {
                                assertClosed(other);
                            }
                        });
        patient.lock("work").close();
        assertThat(pauses).hasValue(3);
    }

    private static void assertClosed(OtherProcess other) {
        try {
            other.close();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void nobodyWaitsForEver() throws IOException {
        try (OtherProcess _ = OtherProcess.locking(root)) {
            assertThatThrownBy(() -> folder.lock("work"))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("work.lock is locked");
        }
        folder.lock("work").close();
    }

    /** The system's locks are the process's, and go when any thread of it closes the file. */
    @Test
    void aThreadThatGivesUpDoesNotFreeAnothersLock() throws Exception {
        try (TokenLock _ = folder.lock("work")) {
            CompletableFuture<Exception> failure = new CompletableFuture<>();
            Thread waiting =
                    Thread.ofVirtual()
                            .unstarted(() -> {
                                try {
                                    folder.lock("work").close();
                                } catch (IOException | RuntimeException e) {
                                    failure.complete(e);
                                }
                            });
            waiting.start();
            while (waiting.getState() != Thread.State.TIMED_WAITING && !failure.isDone()) {
                Thread.onSpinWait();
            }
            waiting.interrupt();
            assertThat(failure.get()).isInstanceOf(InterruptedIOException.class);
            try (OtherProcess other = OtherProcess.locking(root)) {
                assertThat(other.line()).isNull();
            }
        }
    }
}
