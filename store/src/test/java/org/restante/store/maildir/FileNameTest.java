package org.restante.store.maildir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** Names are octets, whatever encoding the platform uses. */
final class FileNameTest {
    @TempDir private Path data;

    @Test
    void namesThatAreNoTextWork() {
        assertThatCode(() -> OctetNames.exercise(data)).doesNotThrowAnyException();
    }

    @Test
    void theyWorkInThePosixLocaleToo() throws Exception {
        try (ChildJvm child =
                new ChildJvm(OctetNames.class, Map.of("LC_ALL", "C"), data.toString())) {
            assertThat(child.succeeds()).isTrue();
        }
    }

    @Test
    void whateverTheOctetsTheNameIsFoundAgain() throws Exception {
        long seed = new Random().nextLong();
        Random random = new Random(seed);
        for (int i = 0; i < 500; i++) {
            StringBuilder name = new StringBuilder("a");
            for (int length = random.nextInt(100); length > 0; length--) {
                char octet = (char) (1 + random.nextInt(255));
                name.append(octet == '/' ? '%' : octet);
            }
            assertThat(FileName.of(FileName.in(data, name.toString())))
                    .as("seed %d", seed)
                    .isEqualTo(name.toString());
            assertThat(FileName.percentDecoded(FileName.percentEncoded(name.toString())))
                    .as("seed %d", seed)
                    .isEqualTo(name.toString());
        }
    }

    @Test
    void aPercentSignWithoutDigitsIsRefused() {
        for (String text : new String[] {"%", "%4", "a%", "%xx"}) {
            assertThatIllegalArgumentException().isThrownBy(() -> FileName.percentDecoded(text));
        }
    }

    @Test
    void aMarkInTheFlagsLeavesTheBaseAsItIs() {
        assertThat(FileName.distinguished("1.a", "x")).isEqualTo("1.a:2,,x");
        assertThat(FileName.distinguished("1.a:2,S", "x")).isEqualTo("1.a:2,S,x");
        for (String name : List.of("1.a", "1.a:2,", "1.a:2,S", "1.a,S=3,W=3:2,FS")) {
            String marked = FileName.distinguished(name, "0123456789abcdef");
            assertThat(FileName.base(marked)).isEqualTo(FileName.base(name));
            assertThat(FileName.undistinguished(marked)).isEqualTo(name);
        }
        assertThat(FileName.base("1.a:2,S,x")).isEqualTo("1.a");
    }
}
