package org.restante.collect.transfer;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.restante.spec.Spec;
import org.restante.spec.Wire;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Random;

/** Line ends as DATA may have them, and what is counted on the way. */
final class CrlfOutputTest {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    private CrlfOutput.Draft write(String octets) throws IOException {
        CrlfOutput lines = new CrlfOutput(out);
        lines.write(octets.getBytes(StandardCharsets.ISO_8859_1));
        return lines.finish();
    }

    @ParameterizedTest
    @CsvSource({
        "a\\r\\nb\\r\\n\\c, a\\r\\nb\\r\\n\\c",
        "a\\n.\\nb\\c, a\\r\\n.\\r\\nb\\r\\n\\c",
        "a\\rb\\r\\n\\c, a\\r\\nb\\r\\n\\c",
        "a\\r\\r\\nb\\r\\n\\c, a\\r\\nb\\r\\n\\c",
        "a\\r.\\r\\c, a\\r\\n.\\r\\n\\c",
        "\\r\\c, \\r\\n\\c",
        "a\\r\\n\\r\\c, a\\r\\n\\r\\n\\c"
    })
    @Spec("CL-040")
    void everyLineEndIsCrLf(String given, String made) throws IOException {
        CrlfOutput.Draft draft = write(Wire.octets(given));
        assertThat(out.toString(StandardCharsets.ISO_8859_1)).isEqualTo(Wire.octets(made));
        assertThat(draft.octets()).isEqualTo(Wire.octets(made).length());
    }

    @Test
    @Spec("SG-012")
    void noCrOrLfStandsAloneWhateverTheMessage() throws IOException {
        Random random = new Random(2821);
        String some = "\r\n.a";
        for (int round = 0; round < 5000; round++) {
            out.reset();
            StringBuilder message = new StringBuilder();
            for (int i = random.nextInt(12); i >= 0; i--) {
                message.append(some.charAt(random.nextInt(some.length())));
            }
            var _ = write(message.toString());
            assertThat(out.toString(StandardCharsets.ISO_8859_1).replace("\r\n", ""))
                    .doesNotContain("\r", "\n");
        }
    }

    @Test
    void itKnowsWhatTheCommandsSay() throws IOException {
        CrlfOutput.Draft plain =
                write("Received: a\r\nReceivedX: b\r\nRECEIVED: c\r\n\r\nReceived: d\r\n");
        assertThat(plain.receivedFields()).isEqualTo(2);
        assertThat(plain.eightBit()).isFalse();
        assertThat(write("\r\n\u00e4\r\n").eightBit()).isTrue();
        assertThat(write("").octets()).isZero();
    }
}
