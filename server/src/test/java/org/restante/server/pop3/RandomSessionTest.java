package org.restante.server.pop3;

import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.restante.protocol.UniqueId;
import org.restante.spec.Spec;
import org.restante.store.MaildropStore;
import org.restante.store.maildir.LineEnds;
import org.restante.store.maildir.MaildirLayout;
import org.restante.store.maildir.MaildirOptions;
import org.restante.store.maildir.MaildirStore;
import org.restante.store.memory.MemoryStore;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.stream.LongStream;
import java.util.stream.Stream;

/**
 * Random sessions against a model. {@code -Drestante.random-dialogues=5000} plays so many for each
 * store instead of a few, {@code -Drestante.seed=…} begins with another one.
 */
final class RandomSessionTest {
    /** So many dialogues for each store, of a few sessions each. */
    private static final int DIALOGUES = Integer.getInteger("restante.random-dialogues", 20);

    static LongStream seeds() {
        long first = Long.getLong("restante.seed", 1);
        return LongStream.range(first, first + DIALOGUES);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    @Spec({
        "P3-052", "P3-061", "P3-062", "P3-063", "P3-074", "P3-079", "P3-081", "P3-083", "P3-086",
        "LK-001", "CA-015"
    })
    void aSessionOnTheMemoryStoreAgreesWithTheModel(long seed) throws Exception {
        MemoryStore store = new MemoryStore();
        new RandomDialogue(
                        seed,
                        new RandomDialogue.Place() {
                            @Override
                            public MaildropStore store() {
                                return store;
                            }

                            @Override
                            public void discard(String id) {
                                store.discard(Scene.ALICE, new UniqueId(id));
                            }

                            @Override
                            public void rename(String id) {
                                // Memory has no names.
                            }
                        })
                .play();
    }

    @ParameterizedTest
    @MethodSource("seeds")
    @Spec({"P3-079", "P3-081", "P3-083", "P3-086"})
    void aSessionOnTheMaildirStoreAgreesWithTheModel(long seed, @TempDir Path data)
            throws Exception {
        new RandomDialogue(seed, new Maildir(data, seed % 2 == 0 ? LineEnds.CRLF : LineEnds.LF))
                .play();
    }

    /** A Maildir in which another program deletes, and marks as seen. */
    private static final class Maildir implements RandomDialogue.Place {
        private final MaildirLayout layout;
        private final LineEnds lineEnds;

        Maildir(Path data, LineEnds lineEnds) {
            this.layout = MaildirLayout.hashed(data);
            this.lineEnds = lineEnds;
        }

        /** Another object each time, as after a restart: all there is is on disk. */
        @Override
        public MaildropStore store() {
            return new MaildirStore(
                    new MaildirOptions(
                            layout,
                            lineEnds,
                            Duration.ZERO,
                            "mail.example.org",
                            // Its thread would write on while the folder is being removed.
                            0,
                            InstantSource.system(),
                            RandomGenerator.of("SecureRandom")));
        }

        private Path file(String id) throws IOException {
            Path folder = layout.folder(Scene.ALICE);
            for (String part : List.of("new", "cur")) {
                try (Stream<Path> files = Files.list(folder.resolve(part))) {
                    List<Path> found =
                            files.filter(file -> file.getFileName().toString().startsWith(id))
                                    .toList();
                    if (!found.isEmpty()) {
                        return found.getFirst();
                    }
                }
            }
            throw new AssertionError("no file of " + id);
        }

        @Override
        public void discard(String id) throws IOException {
            Files.delete(file(id));
        }

        @Override
        public void rename(String id) throws IOException {
            Path file = file(id);
            String name = file.getFileName().toString();
            String other =
                    name.endsWith(":2,S")
                            ? name.replace(":2,S", ":2,FS")
                            : name.replaceFirst(":2,.*", "") + ":2,S";
            Files.move(file, layout.folder(Scene.ALICE).resolve("cur").resolve(other));
        }
    }
}
