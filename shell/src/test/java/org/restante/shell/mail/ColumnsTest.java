package org.restante.shell.mail;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

final class ColumnsTest {
    @Test
    void anIdeographTakesTwoColumnsACombiningMarkNone() {
        assertThat(Columns.width("日本")).isEqualTo(4);
        assertThat(Columns.width("e\u0301")).isEqualTo(1);
        assertThat(Columns.width("😀")).isEqualTo(2);
    }

    @Test
    void whatFitsIsNotCut() {
        assertThat(Columns.cut("abc", 3)).isEqualTo("abc");
        assertThat(Columns.cut("日", 2)).isEqualTo("日");
        assertThat(Columns.cut("", 1)).isEmpty();
    }

    @Test
    void whatIsCutEndsWithAnEllipsisAndIsNoWider() {
        assertThat(Columns.cut("abcd", 3)).isEqualTo("ab…");
        assertThat(Columns.cut("abcd", 1)).isEqualTo("…");
        assertThat(Columns.cut("日本語", 4)).isEqualTo("日…");
        assertThat(Columns.cut("e\u0301e\u0301e\u0301", 2)).isEqualTo("e\u0301…");
        assertThat(Columns.cut("😀😀", 3)).isEqualTo("😀…");
    }

    @Test
    void fittedTextFillsItsColumns() {
        assertThat(Columns.fit("ab", 4)).isEqualTo("ab  ");
        assertThat(Columns.fit("日本語", 4)).isEqualTo("日… ");
    }

    @Test
    void thereAreNoZeroColumns() {
        assertThatThrownBy(() -> Columns.cut("a", 0)).isInstanceOf(IllegalArgumentException.class);
    }
}
