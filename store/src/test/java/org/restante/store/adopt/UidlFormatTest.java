package org.restante.store.adopt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The values are what Dovecot 2.3.19 showed; those of the long form follow its manual. */
final class UidlFormatTest {
    private static final long VALIDITY = 1_795_643_079;

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '"',
            value = {
                "%08Xu%08Xv, 000000026b0756c7",
                "%v.%u, 1795643079.2",
                "%Mf, 720c8a6f242a455472203e826522137a",
                "%LMf, 2c1ddc9ee43dba9ca20c18fc151af267",
                "%08Xv-%5u, 6b0756c7-2",
                "%-08Xv:%2.4f, 6b0756c7:0000",
                "UID%u-%v%%, UID2-1795643079%",
                "%Xu.%08u.%5Xu.%-8u.%05u, 2.00000002.2.2.00002",
                "%5Xv.%.3v, 6b075.179",
                "%Ru, 2",
                "%{uid | hex(8)}%{uidvalidity | hex(8)}, 000000026b0756c7",
                "%{uidvalidity}.%{uid}, 1795643079.2",
                "plain, plain"
            })
    void makesTheIdsThatDovecotMakes(String format, String id) {
        String made =
                UidlFormat.parse(format)
                        .apply(
                                2,
                                VALIDITY,
                                "1700000001.M2P1.host,S=38",
                                "1700000001.M2P1.host,S=38");
        assertThat(made).isEqualTo(id);
    }

    @Test
    void takesNameAndGuid() {
        assertThat(UidlFormat.parse("%f|%g|%Uf|%{guid | lower}").apply(1, 1, "1.a:b", "G"))
                .isEqualTo("1.a:b|G|1.A:B|g");
        assertThat(UidlFormat.parse("%-3.2f").apply(1, 1, "abcdef", "")).isEqualTo("de");
    }

    @ParameterizedTest
    @ValueSource(strings = {"%", "%m", "%d", "%Hf", "%{uid | md5}", "%{rip}", "%9999u", "%{uid"})
    void refusesWhatItDoesNotKnowAndSaysIt(String format) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> UidlFormat.parse(format))
                .withMessageContaining("\"" + format + "\"");
    }
}
