package org.restante.shell.text;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.io.IOException;

final class VisibleTest {
    @Test
    void noControlCharacterNorTurnOfDirectionIsLeft() throws IOException {
        for (int c = 0; c <= Character.MAX_CODE_POINT; c++) {
            StringBuilder shown = new StringBuilder();
            Visible.append(c, shown);
            assertThat(shown.toString()).as("U+%04X", c).isNotEmpty();
            assertThat(shown.codePoints())
                    .as("U+%04X", c)
                    .noneMatch(it -> Character.isISOControl(it) && it != '\t')
                    .noneMatch(it -> it >= 0x202A && it <= 0x202E)
                    .noneMatch(it -> it >= 0x2066 && it <= 0x2069)
                    .noneMatch(it -> it >= 0xD800 && it <= 0xDFFF);
        }
    }

    @Test
    void whatIsHarmlessStaysAsItIs() {
        assertThat(Visible.oneLine("aé日😀e\u0301\u200Dא\u200F"))
                .isEqualTo("aé日😀e\u0301\u200Dא\u200F");
    }

    @Test
    void whatIsNotShowsThatItIsThere() {
        assertThat(Visible.oneLine("\0\33\37\177\u009B\u202E\u2066\uD800"))
                .isEqualTo("␀␛␟␡<U+009B><U+202E><U+2066>\uFFFD");
    }

    @Test
    void lineEndsAndWhiteSpaceAreASpace() {
        assertThat(Visible.oneLine(" \r\n a \t\n b\u2028c\f")).isEqualTo("a b c");
    }

    @Test
    void octetsAreUtf8OrElseLatin1() {
        assertThat(OctetText.readable("caf\u00C3\u00A9")).isEqualTo("café");
        assertThat(OctetText.readable("caf\u00E9")).isEqualTo("café");
        assertThat(OctetText.utf8("caf\u00E9")).isEmpty();
    }
}
