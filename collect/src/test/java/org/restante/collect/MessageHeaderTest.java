package org.restante.collect;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** What headers say of their arrival, and what they do not. */
final class MessageHeaderTest {
    /** Its header may be UTF-8 where its text is not (RFC 6532). */
    @ParameterizedTest
    @CsvSource({"UTF-8, ISO-8859-1", "ISO-8859-1, UTF-8", "ISO-8859-1, ISO-8859-1"})
    void whatIsBehindTheHeaderHasNoSayInItsCharacters(String header, String text)
            throws IOException {
        ByteArrayOutputStream octets = new ByteArrayOutputStream();
        octets.write("Subject: B\u00fccher\r\n\r\n".getBytes(Charset.forName(header)));
        octets.write("gr\u00fcn\r\n".getBytes(Charset.forName(text)));
        assertThat(
                        MessageHeader.read(new ByteArrayInputStream(octets.toByteArray()))
                                .first("Subject"))
                .contains("B\u00fccher");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            textBlock =
                    """
                    Date: Tue, 3 Jun 2008 11:05:30 GMT                                          | 2008-06-03T11:05:30Z
                    Received: from a by b;~ Tue, 3 Jun 2008 11:05:30 +0200 (CEST)~Date: x       | 2008-06-03T09:05:30Z
                    Received: by a; Tue, 3 Jun 2008 11:05:30 -0700~Received: by b; x            | 2008-06-03T18:05:30Z
                    Date: Mon, 2 Jun 2008 00:00:00 +0000~received: b; 3 Jun 2008 11:05 +0000    | 2008-06-03T11:05:00Z
                    Received: by nobody knows~Date: 3 Jun 2008 11:05:30 +0000                   | 2008-06-03T11:05:30Z
                    Subject: Date: Tue, 3 Jun 2008 11:05:30 GMT                                 |
                    Date: some day                                                              |
                    : Tue, 3 Jun 2008 11:05:30 GMT                                              |
                    ~Date: Tue, 3 Jun 2008 11:05:30 GMT                                         |
                    """)
    void theTopmostTraceFieldTellsOrElseTheDate(String header, String arrived) throws IOException {
        String text = header.replace("~", "\r\n") + "\r\n\r\nDate: 3 Jun 2008 11:05:30 +0000\r\n";
        assertThat(
                        MessageHeader.read(
                                        new ByteArrayInputStream(
                                                text.getBytes(StandardCharsets.US_ASCII)))
                                .dates()
                                .stream()
                                .findFirst())
                .map(Object::toString)
                .isEqualTo(Optional.ofNullable(arrived));
    }
}
