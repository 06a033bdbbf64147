package org.restante.store.maildir;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.restante.protocol.UniqueId;
import org.restante.spec.Spec;
import org.restante.store.ListedMessage;
import org.restante.store.Maildrop;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;

/** Another program moves mail and changes flags while sessions list and remove it. */
final class MovingMailTest {
    private static final int MESSAGES = 200;

    @TempDir private Path data;

    @Test
    @Spec({"P3-081", "P3-090", "P3-093"})
    void nothingIsLostDoubledOrRemovedUnmarkedWhileMailMoves() throws Exception {
        long seed = new Random().nextLong();
        Random random = new Random(seed);
        MaildirFixture box = new MaildirFixture(data);
        Map<String, String> expected = new HashMap<>();
        for (int i = 0; i < MESSAGES; i++) {
            box.write("new/" + i + ".a", i + "\n");
            expected.put(i + ".a", i + "\r\n");
        }
        AtomicBoolean end = new AtomicBoolean();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<?> mover = threads.submit(() -> move(box, new Random(seed), end));
            for (int session = 0; session < 15; session++) {
                removeSome(box, random, expected);
            }
            end.set(true);
            mover.get();
        }
        assertThat(box.messages()).as("seed %d", seed).isEqualTo(expected);
    }

    /** It was moved while it was listed, and others are moved so fast that no listing is sure. */
    @ParameterizedTest
    @ValueSource(strings = {"new/1.a", "cur/1.a:2,S"})
    @Spec("P3-081")
    void whatWentByTheNameThatItHasNowIsGone(String before) throws Exception {
        MaildirFixture box = new MaildirFixture(data);
        box.write("new/1.a", "1\n");
        box.write("new/2.a", "2\n");
        Files.createLink(box.file("cur/1.a:2,S"), box.file("new/1.a"));
        AtomicBoolean end = new AtomicBoolean();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
                Maildrop maildrop = box.open()) {
            Files.delete(box.file(before));
            Future<?> mover = threads.submit(() -> moveOne(box, end));
            try {
                assertThat(maildrop.remove(Set.of(new UniqueId("1.a")))).isEmpty();
            } finally {
                end.set(true);
            }
            mover.get();
        }
        assertThat(box.messages()).containsOnlyKeys("2.a");
    }

    private static Void moveOne(MaildirFixture box, AtomicBoolean end) throws IOException {
        Path one = box.file("new/2.a");
        Path other = box.file("cur/2.a:2,S");
        while (!end.get()) {
            Files.move(one, other);
            Files.move(other, one);
        }
        return null;
    }

    private static void removeSome(MaildirFixture box, Random random, Map<String, String> expected)
            throws IOException {
        try (Maildrop maildrop = box.open()) {
            List<UniqueId> ids = maildrop.listing().stream().map(ListedMessage::id).toList();
            assertThat(expected.keySet()).containsAll(ids.stream().map(UniqueId::value).toList());
            Set<UniqueId> marked = new HashSet<>();
            for (UniqueId id : ids) {
                if (random.nextInt(20) == 0) {
                    marked.add(id);
                }
            }
            Set<UniqueId> failed = maildrop.remove(marked);
            assertThat(marked).containsAll(failed);
            for (UniqueId id : marked) {
                if (!failed.contains(id)) {
                    expected.remove(id.value());
                }
            }
        }
    }

    /** Gives each message new flags and another folder, again and again. */
    private static Void move(MaildirFixture box, Random random, AtomicBoolean end)
            throws IOException {
        while (!end.get()) {
            List<Path> files = new ArrayList<>();
            for (String folder : new String[] {"new", "cur"}) {
                new RealDisk()
                        .list(box.file(folder), name -> files.add(box.file(folder).resolve(name)));
            }
            for (Path file : files) {
                String base = FileName.base(FileName.of(file));
                String target =
                        random.nextBoolean()
                                ? "new/" + base
                                : "cur/" + base + ":2," + "FRS".charAt(random.nextInt(3));
                try {
                    Files.move(file, box.file(target));
                } catch (NoSuchFileException | FileAlreadyExistsException _) {
                    // A session has removed it, or it is there already.
                }
            }
        }
        return null;
    }
}
