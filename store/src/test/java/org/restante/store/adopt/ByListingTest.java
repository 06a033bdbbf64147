package org.restante.store.adopt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.restante.protocol.UniqueId;
import org.restante.store.adopt.AdoptionPlan.Clue;
import org.restante.store.adopt.ByListing.Shown;
import org.restante.store.maildir.MessageFile;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Which message of a listing is which of the maildrop. */
final class ByListingTest {
    @TempDir private Path folder;

    private static List<MessageFile> here(long... sizes) {
        List<MessageFile> all = new ArrayList<>();
        for (long size : sizes) {
            String name = "h" + (all.size() + 1);
            all.add(new MessageFile(new UniqueId(name), size, name));
        }
        return all;
    }

    private static List<Shown> there(long... sizes) {
        List<Shown> all = new ArrayList<>();
        for (long size : sizes) {
            int number = all.size() + 1;
            all.add(new Shown(number, "t" + number, size));
        }
        return all;
    }

    private static Map<UniqueId, Clue> clues(String... idAndShown) {
        Map<UniqueId, Clue> all = new HashMap<>();
        for (int i = 0; i < idAndShown.length; i += 2) {
            all.put(
                    new UniqueId(idAndShown[i]),
                    idAndShown[i + 1].equals("?")
                            ? new Clue.Ambiguous()
                            : new Clue.Shown(idAndShown[i + 1]));
        }
        return all;
    }

    @Test
    void aSizeDecidesThatNoOtherHas() {
        assertThat(new ByListing(here(10, 20, 30), there(10, 30, 40)).clues())
                .isEqualTo(clues("h1", "t1", "h3", "t2"));
        assertThat(new ByListing(here(10, 20, 20), there(10, 20)).clues())
                .isEqualTo(clues("h1", "t1", "h2", "?", "h3", "?"));
        assertThat(new ByListing(here(10, 20), there(10, 20, 20)).clues())
                .isEqualTo(clues("h1", "t1", "h2", "?"));
    }

    /** A new message here may by chance have the size of one that is there and not here. */
    @Test
    void aSizeThatWouldPutMessagesInAnotherOrderDecidesNothing() {
        assertThat(new ByListing(here(10, 30, 40, 20), there(10, 20, 30, 40)).clues())
                .isEqualTo(clues("h1", "t1", "h2", "?", "h3", "?", "h4", "?"));
        assertThat(new ByListing(here(20, 10, 30), there(10, 20, 30)).clues())
                .isEqualTo(clues("h1", "?", "h2", "?", "h3", "t3"));
    }

    /** Header and body of message n, there and here. */
    private record Bodies(Map<String, String> headers, Map<String, String> bodies)
            implements ByListing.Likeness {
        @Override
        public String header(Shown message) {
            return headers.getOrDefault(message.id(), "");
        }

        @Override
        public String header(MessageFile message) {
            return headers.getOrDefault(message.name(), "");
        }

        @Override
        public String whole(Shown message) {
            return bodies.getOrDefault(message.id(), "");
        }

        @Override
        public String whole(MessageFile message) {
            return bodies.getOrDefault(message.name(), "");
        }
    }

    @Test
    void headersDecideWhatSizesDoNotAndBodiesWhatHeadersDoNot() throws IOException {
        ByListing found = new ByListing(here(20, 20, 20, 20, 9), there(20, 20, 20, 20, 8));
        found.compare(
                new Bodies(
                        Map.of(
                                "h1", "a", "t2", "a", "h2", "b", "t1", "b", "h3", "b", "t3", "b",
                                "t5", "e", "h5", "e"),
                        Map.of("h2", "x", "t3", "x", "h3", "y", "t1", "y")));
        assertThat(found.clues())
                .isEqualTo(clues("h1", "t2", "h2", "t3", "h3", "t1", "h4", "?", "h5", "t5"));
        assertThat(found.others()).isOne();
    }

    @Test
    void copiesStandForEachOtherUnlessOneIsMissing() throws IOException {
        Map<String, String> alike = Map.of("h1", "a", "h2", "a", "t1", "a", "t2", "a");
        ByListing found = new ByListing(here(20, 20), there(20, 20));
        found.compare(new Bodies(alike, alike));
        assertThat(found.clues()).isEqualTo(clues("h1", "t1", "h2", "t2"));
        ByListing missing = new ByListing(here(20, 20), there(20));
        missing.compare(new Bodies(alike, alike));
        assertThat(missing.clues()).isEqualTo(clues("h1", "?", "h2", "?"));
    }

    @Test
    void aListingIsReadAsAPersonWritesIt() throws IOException {
        Path file =
                Files.writeString(
                        folder.resolve("list"), "# from UIDL\n1 abc 120\r\n\n 3\tx-9  7\n4 z 8");
        assertThat(UniqueIdList.read(file))
                .containsExactly(
                        new Shown(1, "abc", 120), new Shown(3, "x-9", 7), new Shown(4, "z", 8));
    }

    @ParameterizedTest
    @ValueSource(strings = {"1 abc\n", "x y z\n", "1 a 1\n1 b 2\n", "1 a b 5\n", "1 a -5\n"})
    void whatIsNoListingIsToldWithItsLine(String text) throws IOException {
        Path file = Files.writeString(folder.resolve("list"), text);
        assertThatExceptionOfType(UnreadableListException.class)
                .isThrownBy(() -> UniqueIdList.read(file))
                .withMessageContaining("list:" + text.lines().count() + ": ");
    }

    @Test
    void serversFieldsDoNotCountInAHeader() {
        assertThat(
                        MessageHeader.withoutServersFields(
                                "Status: RO\r\nSubject: a\r\n b\r\nX-UIDL: 5\r\n 6\r\nX-UID: 7"))
                .isEqualTo("Subject: a\n b");
        String folded = "\r\n x".repeat(200_000);
        assertThat(MessageHeader.withoutServersFields("Status: R" + folded)).isEmpty();
        assertThat(MessageHeader.withoutServersFields("A: b" + folded)).hasSize(4 + 3 * 200_000);
    }
}
