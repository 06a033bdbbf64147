package org.restante.protocol.pop1;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.restante.spec.Spec;

import java.time.Instant;

/** The line before each message. */
final class MailFileTest {
    @ParameterizedTest
    @Spec("P1-014")
    @CsvSource(
            quoteCharacter = '`',
            value = {
                "2026-11-25T18:25:21Z, 537, `25-Nov-26 18:25:21-GMT,537;000000000000`",
                "1985-02-03T04:05:06.7Z, 0, ` 3-Feb-85 04:05:06-GMT,0;000000000000`",
                "2099-12-31T23:59:59Z, 5000000000, `31-Dec-99 23:59:59-GMT,5000000000;000000000000`",
            })
    void aMessageIsPrecededByItsOctets(Instant date, long octets, String line) {
        assertThat(MailFile.line(date, octets)).isEqualTo(line);
        assertThat(MailFile.octets(date, octets)).isEqualTo(line.length() + 2 + octets);
    }
}
