package org.restante.store.maildir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.restante.spec.Spec;
import org.restante.store.Maildrop;
import org.restante.store.MaildropName;
import org.restante.store.Opening;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/** The lock among processes and among paths. */
final class MaildirLockTest {
    @TempDir private Path data;
    private MaildirFixture box;

    @BeforeEach
    void aMaildir() throws IOException {
        box = new MaildirFixture(data);
    }

    @Test
    @Spec({"LK-004", "LK-005", "LK-007", "P3-084"})
    void anotherProcessHoldsItUntilItIsKilled() throws Exception {
        box.write("new/1.a", "a");
        try (ChildJvm child = holder()) {
            assertThat(child.line()).isEqualTo("opened");
            assertThat(box.store.open(MaildirFixture.NAME)).isEqualTo(new Opening.InUse());
            assertThat(box.store.open(MaildirFixture.NAME)).isEqualTo(new Opening.InUse());
            assertThat(child.kill()).isEmpty();
        }
        assertThat(box.messages()).isEqualTo(Map.of("1.a", "a\r\n"));
    }

    @Test
    @Spec("LK-007")
    void triesWithinTheProcessDoNotLoseItToAnother() throws Exception {
        try (Maildrop maildrop = box.open()) {
            assertThat(maildrop.listing()).isEmpty();
            // Closing any descriptor of the lock file here would give the lock up.
            assertThat(box.store.open(MaildirFixture.NAME)).isEqualTo(new Opening.InUse());
            try (ChildJvm child = holder()) {
                assertThat(child.line()).isEqualTo("in use");
            }
        }
        try (ChildJvm child = holder()) {
            assertThat(child.line()).isEqualTo("opened");
        }
    }

    @Test
    @Spec("LK-002")
    void twoAccountsWithOneFolderHaveOneLock() throws IOException {
        Path alias = Files.createSymbolicLink(data.resolve("alias"), box.maildir.path());
        MaildropName other = new MaildropName("other", Optional.of(alias));
        try (Maildrop maildrop = box.open()) {
            assertThat(maildrop.listing()).isEmpty();
            assertThat(box.store.open(other)).isEqualTo(new Opening.InUse());
        }
        if (box.store.open(other) instanceof Opening.Opened(Maildrop maildrop)) {
            assertThat(box.store.open(MaildirFixture.NAME)).isEqualTo(new Opening.InUse());
            maildrop.close();
        }
        box.open().close();
    }

    @Test
    @Spec("LK-004")
    void anOpeningThatFailsHoldsNoLock() throws IOException {
        // A folder where the lock file should be, then one where the manifest should be.
        for (String name : new String[] {"restante-lock", "restante-manifest"}) {
            Files.deleteIfExists(box.file(name));
            Path inTheWay = Files.createDirectory(box.file(name));
            assertThatIOException().isThrownBy(box::open);
            Files.delete(inTheWay);
            box.open().close();
        }
        assertThat(box.messages()).isEmpty();
    }

    private ChildJvm holder() throws IOException {
        return new ChildJvm(LockHolder.class, Map.of(), data.toString());
    }
}
