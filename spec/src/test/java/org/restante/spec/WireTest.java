package org.restante.spec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import org.junit.jupiter.api.Test;

final class WireTest {
    @Test
    void everyOctetIsVisibleAndNoTwoLookTheSame() {
        assertThat(Wire.visible("a\\\r\nb\0\u00e9~\u007f".getBytes(ISO_8859_1)))
                .isEqualTo("a\\\\␍␊\nb\\x00\\xe9~\\x7f");
    }

    @Test
    void theNotationStandsForOctets() {
        assertThat(Wire.octets("+OK \\x07\\0 \u00e9")).isEqualTo("+OK \7\0 \u00c3\u00a9\r\n");
        assertThat(Wire.octets("no end\\c")).isEqualTo("no end");
        assertThatIllegalArgumentException().isThrownBy(() -> Wire.octets("\\q"));
    }
}
