package org.restante.store.adopt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Lists as Dovecot 2.3.19 wrote them, and lists that it never would. */
final class DovecotListTest {
    @TempDir private Path folder;

    private List<KnownId> read(String text, String format) throws IOException {
        Path file = folder.resolve(DovecotList.FILE);
        Files.writeString(file, text, StandardCharsets.ISO_8859_1);
        List<KnownId> all = new ArrayList<>();
        DovecotList.read(file, UidlFormat.parse(format), all::add);
        return all;
    }

    @Test
    void idsThatFollowFromTheFormat() throws IOException {
        String list =
                """
                3 V1795643079 N4 Ge6e0552bc756076ba34c000083ecc375
                1 W21 :1700000000.M1P1.host
                2 W42 :1700000001.M2P1.host,S=38
                3 :1700000002.M3P1.host
                """;
        assertThat(read(list, "%08Xu%08Xv"))
                .containsExactly(
                        new KnownId("1700000000.M1P1.host", "000000016b0756c7", false),
                        new KnownId("1700000001.M2P1.host,S=38", "000000026b0756c7", false),
                        new KnownId("1700000002.M3P1.host", "000000036b0756c7", false));
        assertThat(read(list, "%f").get(1).id()).isEqualTo("1700000001.M2P1.host,S=38");
        assertThat(DovecotList.idsByBase(folder.resolve(DovecotList.FILE), UidlFormat.DEFAULT))
                .hasSize(3)
                .containsEntry("1700000001.M2P1.host", "000000026b0756c7");
    }

    /** With pop3_save_uidl: an empty one stands for the file's name; a blank ends the value. */
    @Test
    void idsThatWereSaved() throws IOException {
        assertThat(
                        read(
                                """
                                3 V1795643121 N4 G6143d404f156076bd750000083ecc375
                                1 W21 P1795643121.1 :1700000000.M1P1.host
                                2 W42 P"abc def   :1700000001.M2P1.host,S=38
                                3 Pxyz+1 Gabc :1700000002.M3P1.host
                                4 W54 P :1700000003.M4P1.host,S=20:2,S
                                """,
                                "%g"))
                .extracting(KnownId::id)
                .containsExactly("1795643121.1", "\"abc", "xyz+1", "1700000003.M4P1.host,S=20");
    }

    @Test
    void aGuidOfItsOwn() throws IOException {
        assertThat(read("3 V1 N2\n1 Gabc :1.a\n2 :2.a\n", "%g"))
                .extracting(KnownId::id)
                .containsExactly("abc", "2.a");
    }

    @Test
    void theFirstVersion() throws IOException {
        assertThat(read("1 1100000000 3\n1 1.a\n2 2.b:2,S\n", "%v.%u"))
                .containsExactly(
                        new KnownId("1.a", "1100000000.1", false),
                        new KnownId("2.b:2,S", "1100000000.2", false));
    }

    @Test
    void aLineThatWasNotWrittenWholeIsLeftOut() throws IOException {
        assertThat(read("3 V1 N3\n1 :1.a\n2 :2.", "%u")).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "2 V1 N2\n",
                "3 N2\n",
                "4 V5 N2\n",
                "3 V99999999999 N2\n",
                "3 V1 N2\nx :1.a\n",
                "3 V1 N2\n1 W5\n",
                "3 V1 N2\n1 :\n",
                "3 V1 N2\n1 :../1.a\n",
                "3 V1 N2\n99999999999 :1.a\n"
            })
    void whatIsNoListIsToldWithItsLine(String text) {
        assertThatExceptionOfType(UnreadableListException.class)
                .isThrownBy(() -> read(text, "%u"))
                .withMessageContaining(DovecotList.FILE + ":" + (text.contains("\n") ? "" : "1"));
    }

    @Test
    void aLineWithoutEndIsNotKept() {
        assertThatExceptionOfType(UnreadableListException.class)
                .isThrownBy(() -> read("3 V1 N2\n1 :" + "a".repeat(1_000_000) + "\n", "%u"))
                .withMessageContaining(":2: has more than 4096 octets");
    }

    @Test
    void aFirstLineOfNothingButBlanksIsNone() {
        assertThatExceptionOfType(UnreadableListException.class)
                .isThrownBy(() -> read("3 " + " ".repeat(4000) + "\n", "%u"))
                .withMessageContaining(":1: ");
    }

    @Test
    void aLinkIsNotFollowed() throws IOException {
        Path secret = Files.writeString(folder.resolve("secret"), "3 V1 N2\n1 :1.a\n");
        Path link = Files.createSymbolicLink(folder.resolve("link"), secret);
        assertThatExceptionOfType(UnreadableListException.class)
                .isThrownBy(() -> DovecotList.read(link, UidlFormat.DEFAULT, _ -> {}));
    }
}
