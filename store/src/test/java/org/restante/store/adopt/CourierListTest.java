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

/** Lists as Courier 1.0.16 wrote or read them, and lists that it never would. */
final class CourierListTest {
    @TempDir private Path folder;

    private List<KnownId> read(String text) throws IOException {
        Path file = folder.resolve(CourierList.FILE);
        Files.writeString(file, text, StandardCharsets.ISO_8859_1);
        List<KnownId> all = new ArrayList<>();
        CourierList.read(file, all::add);
        return all;
    }

    @Test
    void theThirdVersion() throws IOException {
        assertThat(
                        read(
                                """
                                /3 7 1600000000
                                1700000000.M1P1.host:2, 21 5:1600000000:0
                                1700000001.M2P1.host,S=19:2,S 22 6:1500000000:1
                                1700000003.gone+x'y:2, 9 0:0:0
                                1700000004.a b\u00e9:2, 9 0:0:0
                                1700000005.old:2, 9 12:0:0
                                """))
                .extracting(KnownId::base, KnownId::id)
                .extracting(Object::toString)
                .containsExactly(
                        "(\"1700000000.M1P1.host\", \"UID5-1600000000\")",
                        "(\"1700000001.M2P1.host\", \"UID6-1500000000\")",
                        "(\"1700000003.gone+x'y\", \"1700000003.gone+2Bx+27y\")",
                        "(\"1700000004.a b\u00e9\", \"1700000004.a+20b+E9\")",
                        "(\"1700000005.old\", \"UID12\")");
    }

    @Test
    void olderVersions() throws IOException {
        assertThat(read("/2 5 1600000000\n1.a 26 3:1500000000\n2.b,S=9:2,S 27 4:0\n"))
                .extracting(KnownId::id)
                .containsExactly("UID3-1500000000", "UID4");
        assertThat(read("/1 5\n1.a:2,S 26 3\n")).extracting(KnownId::id).containsExactly("UID3");
        assertThat(read("1.a+b,S=5:2,S 26\n2.b 100\n"))
                .extracting(KnownId::id)
                .containsExactly("1.a+2Bb,S=5", "2.b");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/4 1 1\n",
                "/\n",
                "/3 1 1\nname\n",
                "/3 1 1\n1.a x 1:1:0\n",
                "/3 1 1\n../1.a 5 1:1:0\n",
                "nonsense\n"
            })
    void whatIsNoListIsToldWithItsLine(String text) {
        assertThatExceptionOfType(UnreadableListException.class)
                .isThrownBy(() -> read(text))
                .withMessageContaining(CourierList.FILE + ":");
    }
}
