package org.restante.cli.maildrop;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/** What a person reads in a header, whatever stands there. */
final class HeaderFieldsTest {
    private static HeaderFields read(String octets) throws IOException {
        return HeaderFields.read(new ByteArrayInputStream(octets.getBytes(StandardCharsets.UTF_8)));
    }

    @Test
    void fieldsAreFoundByNameInAnyCaseUpToTheEmptyLine() throws IOException {
        HeaderFields fields =
                read(
                        "no field\r\nFROM : a\r\nSubject: long\r\n\tand more\r\n\r\nSubject: body\r\n");
        assertThat(fields.text("from")).isEqualTo("a");
        assertThat(fields.text("Subject")).isEqualTo("long\tand more");
        assertThat(fields.raw("Date")).isEmpty();
        assertThat(read("").text("From")).isEmpty();
        assertThat(read("\nFrom: body\n").text("From")).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "=?utf-8?Q?J=C3=B6rg?= <j@example.org> | Jörg <j@example.org>",
                "=?ISO-8859-1?Q?Gr=FC=DFe?= =?utf-8?B?IGF1cyBXaWVu?= | Grüße aus Wien",
                "=?us-ascii*en?q?a_b?= c | a b c",
                "a =?utf-8?Q?b?=  c | a b  c",
                "=?nosuch?Q?a?= | =?nosuch?Q?a?=",
                "=?utf-8?Q?a=Z?= | =?utf-8?Q?a=Z?=",
                "=?utf-8?B?!?= | ''",
                "raw ö | raw ö",
            })
    void encodedWordsAreDecodedAndWhatCannotBeIsLeft(String field, String text) throws IOException {
        assertThat(read("Subject: " + field + "\r\n\r\n").text("Subject")).isEqualTo(text);
    }

    @Test
    void octetsThatAreNotUtf8AreShownAsLatin1() {
        assertThat(HeaderFields.decoded("Gr\u00FC\u00DFe")).isEqualTo("Grüße");
    }

    @Test
    void aFieldMayBeFoldedAsOftenAsItsHeaderHasRoomFor() throws IOException {
        String folds = " \n".repeat(HeaderFields.OCTETS_MAX / 2 - 10);
        HeaderFields fields = read("Subject: a\n" + folds + " b\n\n");
        assertThat(fields.text("Subject")).startsWith("a ").endsWith(" b");
    }

    @Test
    void aHeaderWithoutAnEndIsNotReadForEver() throws IOException {
        HeaderFields fields =
                read("From: a\r\nX: " + "x".repeat(2 * HeaderFields.OCTETS_MAX) + "\r\nTo: b\r\n");
        assertThat(fields.text("From")).isEqualTo("a");
        assertThat(fields.raw("To")).isEmpty();
    }

    @Test
    void nothingInAFieldReachesATerminal() {
        assertThat(HeaderFields.shown("a\033[2Jb\u202Ec\r\u0007 ö 😀"))
                .isEqualTo("a?[2Jb?c?? ö 😀");
    }
}
