package org.restante.shell.mail;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.restante.shell.text.Words;
import org.restante.testkit.Mail;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Random;

final class MessageViewTest {
    private final MessageView view = new MessageView(Words.of(Locale.ENGLISH));

    @Test
    void aPlainMessage() throws IOException {
        assertThat(shown(Mail.text("Hello", "How are you?\n\nBob\n").octets()))
                .isEqualTo(
                        """
                        From: Sender <sender@example.org>
                        To: receiver@example.org
                        Date: Thu, 01 Jan 2026 12:00:00 +0000
                        Subject: Hello

                        How are you?

                        Bob
                        """);
    }

    @Test
    void aMessageOfOneField() throws IOException {
        assertThat(shown(Mail.ofSize(100).octets())).startsWith("Subject: size\n\nxxx");
    }

    @ParameterizedTest
    @ValueSource(strings = {"en", "fr"})
    void theSamplesOfThePracticeServer(String language) throws IOException {
        StringBuilder all = new StringBuilder();
        for (Mail mail : samples(language)) {
            all.append(shown(mail.octets()));
        }
        assertThat(all.toString())
                .contains("12 €", "crème brûlée", "здравствуйте", ".csv: text/csv, ", "\n.\n")
                .doesNotContain("\uFFFD", "=?", "=C3=A9 ", "is unknown", "est inconnu")
                .containsPattern("\\[text/html, \\d+ octets]");
    }

    private static List<Mail> samples(String language) throws IOException {
        List<Mail> samples = new ArrayList<>();
        for (String name :
                List.of("2-accents", "3-alternative", "4-attachment", "5-full-stops", "8-utf8")) {
            String file = "/org/restante/shell/practice/" + language + "/" + name + ".eml";
            try (InputStream octets = MessageViewTest.class.getResourceAsStream(file)) {
                samples.add(Mail.of(Objects.requireNonNull(octets, file).readAllBytes()));
            }
        }
        return samples;
    }

    @Test
    void quotedPrintableInAnotherCharset() throws IOException {
        assertThat(
                        shown(
                                """
                                Subject: =?iso-8859-1?Q?caf=E9?=
                                Content-Type: text/plain; charset=iso-8859-1
                                Content-Transfer-Encoding: quoted-printable

                                Un caf=E9 =
                                noir  \s
                                =3D
                                """))
                .isEqualTo("Subject: café\n\nUn café noir\n=\n");
    }

    @Test
    void base64() throws IOException {
        assertThat(
                        shown(
                                """
                                Content-Type: text/plain; charset=utf-8
                                Content-Transfer-Encoding: base64

                                VW4gY2Fm
                                w6kgbm9pcg==
                                """))
                .isEqualTo("Un café noir\n");
    }

    @Test
    void ofAnAlternativeThePlainTextIsShown() throws IOException {
        String plain = "--b\nContent-Type: text/plain\n\nplain\n";
        String html = "--b\nContent-Type: text/html\n\n<p>html</p>\n";
        String start = "Content-Type: multipart/alternative; boundary=b\n\n";
        String other = "[text/html, 11 octets]\n";
        assertThat(shown(start + plain + html + "--b--\n")).isEqualTo("plain\n\n" + other);
        assertThat(shown(start + html + plain + "--b--\n")).isEqualTo("plain\n");
        assertThat(shown(start + html + "--b--\n")).isEqualTo("html\n");
    }

    @Test
    void aBlankPlainTextIsNone() throws IOException {
        assertThat(
                        shown(
                                """
                                Content-Type: multipart/alternative; boundary=b

                                --b


                                --b
                                Content-Type: text/html

                                <p>html</p>
                                --b--
                                """))
                .isEqualTo("html\n");
    }

    @Test
    void theFormsOfATextMayBeMultipartsThemselves() throws IOException {
        assertThat(
                        shown(
                                """
                                Content-Type: multipart/mixed; boundary=m

                                --m
                                Content-Type: multipart/alternative; boundary=a

                                --a
                                Content-Type: text/plain

                                plain
                                --a
                                Content-Type: multipart/related; boundary=r

                                --r
                                Content-Type: text/html

                                <p>html</p>
                                --r
                                Content-Type: image/png; name=cat.png
                                Content-Transfer-Encoding: base64

                                aGVsbG8=
                                --r--
                                --a--
                                --m
                                Content-Type: text/html

                                <p>And a <a href="https://example.org/">list</a>.</p>
                                --m--
                                """))
                .isEqualTo(
                        """
                        plain

                        [text/html, 11 octets]

                        [cat.png: image/png, 5 octets]

                        And a list (https://example.org/).
                        """);
    }

    @Test
    void otherPartsAreALineWithNameTypeAndOctets() throws IOException {
        assertThat(
                        shown(
                                """
                                Content-Type: multipart/mixed; boundary="=_b"

                                for old programs
                                --=_b
                                Content-Type: application/pdf
                                Content-Disposition: attachment; filename*=utf-8''caf%C3%A9.pdf
                                Content-Transfer-Encoding: base64

                                AAAA
                                AAAA
                                --=_b
                                Content-Type: text/plain; name="=?utf-8?Q?caf=C3=A9?="
                                Content-Disposition: attachment

                                12345
                                --=_b
                                Content-Type: application/octet-stream
                                Content-Disposition: attachment; filename*0=long; filename*1=er

                                1
                                --=_b
                                Content-Type: image/png

                                --=_b--
                                behind
                                """))
                .isEqualTo(
                        """
                        [café.pdf: application/pdf, 6 octets]

                        [café: text/plain, 5 octets]

                        [longer: application/octet-stream, 1 octet]

                        [image/png, 0 octets]
                        """);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "filename=a%20.b; filename=c | a%20.b",
                "filename*99999999999999999999=x | x",
                "filename*=utf-8''%ZZ%; filename=a | utf-8''%ZZ%",
                "filename=a; filename*=utf-8''%C3%A9 | é",
                "filename*=x-foo''a | a",
                "filename*='' | ''",
                "filename=\"=?utf-8?B?Y2Fmw6k=?=\" | café",
                "filename=\"caf\u00E9\" | café",
                "filename=\"caf\u00C3\u00A9\" | café",
                "filename=caf\u00E9 | café",
                "filename=\"\u00E6\u0097\u00A5.txt\" | 日.txt",
                "filename=\u00E6\u0097\u00A5.txt | 日.txt",
                "filename= | ''",
                "filename | ''",
                "; ; =; filename=\"a\\\"b\" | a\"b",
            })
    void aNameIsShownAsFarAsItCanBe(String parameters, String name) throws IOException {
        assertThat(
                        shown(
                                "Content-Type: image/png\nContent-Disposition: attachment; "
                                        + parameters
                                        + "\n\nx"))
                .isEqualTo("[" + (name.isEmpty() ? "" : name + ": ") + "image/png, 1 octet]\n");
    }

    @Test
    void aMessageInTheMessageIsIndented() throws IOException {
        assertThat(
                        shown(
                                """
                                Subject: outer
                                Content-Type: multipart/mixed; boundary=b

                                --b

                                before
                                --b
                                Content-Type: message/rfc822

                                Subject: inner
                                Content-Type: multipart/mixed; boundary=c

                                --c

                                within
                                lines
                                --c
                                Content-Type: message/rfc822
                                Content-Transfer-Encoding: base64

                                U3ViamVjdDogaW5uZXJtb3N0Cgpib2R5Cg==
                                --c--
                                --b

                                after
                                --b--
                                """))
                .isEqualTo(
                        """
                        Subject: outer

                        before

                        [a message in the message]
                            Subject: inner

                            within
                            lines

                            [a message in the message]
                                Subject: innermost

                                body

                        after
                        """);
    }

    @Test
    void theMessagesOfADigestNeedNoType() throws IOException {
        assertThat(
                        shown(
                                """
                                Content-Type: multipart/digest; boundary=b

                                --b

                                Subject: one

                                body
                                --b--
                                """))
                .isEqualTo("[a message in the message]\n    Subject: one\n\n    body\n");
    }

    @Test
    void aReportIsText() throws IOException {
        assertThat(
                        shown(
                                """
                                Content-Type: multipart/report; boundary=b

                                --b
                                Content-Type: message/delivery-status

                                Action: failed
                                --b
                                Content-Type: text/rfc822-headers

                                Subject: one
                                --b--
                                """))
                .isEqualTo("Action: failed\n\nSubject: one\n");
    }

    @Test
    void anUnknownCharsetIsTold() throws IOException {
        assertThat(shown("Content-Type: text/plain; charset=x-foo\n\ncaf\u00E9\n"))
                .isEqualTo("[charset x-foo is unknown: shown as ISO-8859-1]\ncafé\n");
    }

    @Test
    void aCharsetThatIsNotToldIsGuessed() throws IOException {
        assertThat(shown("\nA caf\u00E9\u0085\n"))
                .isEqualTo("[the charset is not told: shown as windows-1252]\nA café…\n");
        assertThat(shown("\nA caf\u00C3\u00A9\n"))
                .isEqualTo("[the charset is not told: shown as UTF-8]\nA café\n");
        assertThat(shown("Content-Type: text/plain; charset=us-ascii\n\nA cafe\n"))
                .isEqualTo("A cafe\n");
    }

    @Test
    void aBoundaryThatNeverComesIsTold() throws IOException {
        assertThat(shown("Content-Type: multipart/mixed; boundary=b\n\n--c\n\nbody\n"))
                .isEqualTo("[the boundary never comes: no part was found]\n");
    }

    @Test
    void aMissingLastBoundaryIsTold() throws IOException {
        assertThat(shown("Content-Type: multipart/mixed; boundary=b\n\n--b\n\nbody\n"))
                .isEqualTo("body\n\n[the last boundary is missing: the message may be cut off]\n");
    }

    @Test
    void aBoundaryThatIsNotToldIsTold() throws IOException {
        assertThat(shown("Content-Type: multipart/mixed\n\n--b\n\nbody\n"))
                .isEqualTo(
                        """
                        [a multipart that does not tell its boundary: shown as it is]
                        --b

                        body
                        """);
    }

    @Test
    void aBoundaryBeyondMeasureIsTold() throws IOException {
        String boundary = "b".repeat(MessageView.BOUNDARY_OCTETS_MAX + 1);
        assertThat(
                        shown(
                                "Content-Type: multipart/mixed; boundary="
                                        + boundary
                                        + "\n\n--"
                                        + boundary
                                        + "\n\nbody\n"))
                .isEqualTo(
                        "[a multipart whose boundary is longer than 250 octets: its parts are not"
                                + " shown]\n");
    }

    @Test
    void damagedBase64IsToldAndTheRestShown() throws IOException {
        assertThat(
                        shown(
                                """
                                Content-Type: text/plain; charset=utf-8
                                Content-Transfer-Encoding: base64

                                aGVsbG8
                                """))
                .startsWith("hel")
                .endsWith("[the base64 encoding is damaged: text may be wrong or missing]\n");
    }

    @Test
    void base64OfNothingIsNoError() throws IOException {
        assertThat(
                        shown(
                                """
                                Content-Type: text/plain; charset=utf-8
                                Content-Transfer-Encoding: base64

                                =
                                =
                                """))
                .isEqualTo("[the base64 encoding is damaged: text may be wrong or missing]\n");
    }

    @Test
    void anUnknownTransferEncodingIsTold() throws IOException {
        assertThat(shown("Content-Transfer-Encoding: x-uuencode\n\nbody\n"))
                .isEqualTo("[transfer encoding x-uuencode is unknown: shown as it is]\nbody\n");
    }

    @Test
    void nothingInAMessageDrivesTheTerminal() throws IOException {
        String hostile = "\33[2J\33]52;c;eA==\7\b\0\177\u00C2\u009B31m\u00E2\u0080\u00AEexe.txt";
        String encoded =
                Base64.getEncoder().encodeToString(hostile.getBytes(StandardCharsets.ISO_8859_1));
        String shown =
                shown(
                        "Subject: "
                                + hostile
                                + "\nFrom: =?utf-8?B?"
                                + encoded
                                + "?=\nContent-Type: multipart/mixed; boundary=b\n\n--b\n"
                                + "Content-Type: text/plain; charset=utf-8\n\n"
                                + hostile
                                + "\n--b\nContent-Type: text/html; charset=utf-8\n\n"
                                + "<a href='"
                                + hostile
                                + "'>&#27;[2J&#x9B;&#x202E;"
                                + hostile
                                + "</a>\n--b\nContent-Type: application/x; name=\""
                                + hostile
                                + "\"\n\n--b\nContent-Type: text/plain; charset=\""
                                + hostile
                                + "\"\nContent-Transfer-Encoding: "
                                + hostile
                                + "\n\nx\n--b--\n");
        assertThat(shown.codePoints())
                .noneMatch(c -> Character.isISOControl(c) && c != '\n')
                .noneMatch(c -> c >= 0x202A && c <= 0x202E);
        assertThat(shown).contains("␛[2J␛]52;c;eA==␇␈␀␡<U+009B>31m<U+202E>exe.txt");
    }

    @Test
    void aThousandNestedMultipartsEndAtTheBound() throws IOException {
        StringBuilder nested = new StringBuilder("Subject: deep\n");
        StringBuilder expected = new StringBuilder("Subject: deep\n\n");
        for (int i = 0; i < 1_000; i++) {
            nested.append(
                    "Content-Type: multipart/mixed; boundary=b%1$04d\n\n--b%1$04d\n\nlevel %1$d\n--b%1$04d\n"
                            .formatted(i));
            if (i < MessageView.DEPTH_MAX) {
                expected.append("level ").append(i).append("\n\n");
            }
        }
        nested.append("\nbody\n");
        for (int i = 999; i >= 0; i--) {
            nested.append("--b%04d--\n".formatted(i));
        }
        assertThat(shown(nested.toString()))
                .isEqualTo(expected + "[nested deeper than 16 levels: not shown]\n");
    }

    @Test
    void aThousandNestedMessagesEndAtTheBound() throws IOException {
        String nested = "Content-Type: message/rfc822\n\n".repeat(1_000) + "Subject: x\n\nbody\n";
        assertThat(shown(nested))
                .endsWith("[nested deeper than 16 levels: not shown]\n")
                .hasLineCount(2 * MessageView.DEPTH_MAX + 1);
    }

    @Test
    void partsBeyondTheBoundAreNotShown() throws IOException {
        assertThat(
                        shown(
                                "Content-Type: multipart/mixed; boundary=b\n\n"
                                        + "--b\n\nx\n".repeat(10_000)))
                .endsWith("\nx\n[more than 500 parts: the rest is not shown]\n")
                .hasLineCount(2 * MessageView.PARTS_MAX);
    }

    @Test
    void aHeaderOf10MebibytesIsCutAndTheBodyShown() throws IOException {
        String field = "X: " + "y".repeat(10 * 1024 * 1024) + "\n";
        assertThat(shown("Subject: long\n" + field + "From: z\n\nbody\n"))
                .isEqualTo(
                        """
                        Subject: long
                        [the header is longer than 65536 octets: the rest of it is not shown]

                        body
                        """);
        assertThat(shown("Subject: many\n" + "X: y\n".repeat(1 << 20) + "\nbody\n"))
                .isEqualTo(
                        """
                        Subject: many
                        [the header is longer than 65536 octets: the rest of it is not shown]

                        body
                        """);
    }

    @Test
    void theHeaderOfAPartIsBoundedToo() throws IOException {
        assertThat(
                        shown(
                                "Content-Type: multipart/mixed; boundary=b\n\n--b\n\none\n--b\nX: "
                                        + "y".repeat(1 << 20)
                                        + "\n\ntwo\n--b--\n"))
                .isEqualTo(
                        """
                        one
                        [the header of a part is longer than 65536 octets: the rest of the message is not shown]
                        """);
    }

    @Test
    void textBeyondTheBoundIsCounted() throws IOException {
        int line = 50 * 1024 * 1024;
        StringBuilder shown = new StringBuilder();
        view.write(
                new SequenceInputStream(
                        new ByteArrayInputStream(
                                "Subject: long\n\n".getBytes(StandardCharsets.US_ASCII)),
                        new Repeated('x', line)),
                shown);
        assertThat(shown.toString())
                .isEqualTo(
                        "Subject: long\n\n"
                                + "x".repeat(MessageView.TEXT_OCTETS_MAX)
                                + "\n["
                                + (line - MessageView.TEXT_OCTETS_MAX)
                                + " more octets of text are not shown]\n");
    }

    @Test
    void nulsAreShown() throws IOException {
        assertThat(shown("\n\0a\0\n")).isEqualTo("␀a␀\n");
    }

    @Test
    void anErrorOfTheStreamIsTold() {
        InputStream cut =
                new SequenceInputStream(
                        new ByteArrayInputStream(
                                "Subject: x\n\nbody".getBytes(StandardCharsets.US_ASCII)),
                        new DeadLine());
        assertThatThrownBy(() -> view.write(cut, new StringBuilder()))
                .isInstanceOf(IOException.class)
                .hasMessage("the line is dead");
    }

    @Test
    void itSpeaksFrench() throws IOException {
        StringBuilder shown = new StringBuilder();
        new MessageView(Words.of(Locale.FRENCH))
                .write(
                        new ByteArrayInputStream(
                                "Content-Type: image/png; name=a\n\nx"
                                        .getBytes(StandardCharsets.US_ASCII)),
                        shown);
        assertThat(shown).hasToString("[a\u00A0: image/png, 1 octet]\n");
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 7})
    void thePiecesInWhichItComesDoNotMatter(int piece) throws IOException {
        String message =
                """
                Subject: =?utf-8?Q?caf=C3=A9?=
                Content-Type: multipart/mixed; boundary=b

                --b
                Content-Type: text/plain; charset=utf-8
                Content-Transfer-Encoding: base64

                VW4gY2Fmw6kg8J+YgA==
                --b
                Content-Type: message/rfc822

                Subject: inner

                \u00F0\u009F\u0098\u0080 body
                --b
                Content-Type: text/html; charset=utf-8
                Content-Transfer-Encoding: quoted-printable

                <p>=C3=A9=20=
                x</p>
                --b--
                """
                        .replace("\n", "\r\n");
        StringBuilder shown = new StringBuilder();
        view.write(new Pieces(message.getBytes(StandardCharsets.ISO_8859_1), piece), shown);
        assertThat(shown).hasToString(shown(message)).contains("😀 body", "Un café 😀", "é x");
    }

    @Test
    void anyOctetsAreAMessageToIt() throws IOException {
        // A fixed seed: a failure can be had again.
        Random random = new Random(42);
        String[] bits = {
            "\n",
            "\r\n",
            "\r",
            "--b",
            "--b\n",
            "--b--\n",
            "--c\n",
            "Content-Type: ",
            "multipart/mixed; ",
            "multipart/alternative; ",
            "message/rfc822",
            "text/html",
            "boundary=b",
            "boundary=\"c\"",
            "boundary=\"\"",
            "boundary=",
            "charset=utf-16",
            "charset=",
            "\nContent-Type: text/plain\n",
            "Content-Transfer-Encoding: base64\n",
            "Content-Transfer-Encoding: quoted-printable\n",
            "Content-Disposition: attachment; filename*9999999999=x; filename*0*=a'b'%; filename*=''%ZZ",
            "=",
            "=\n",
            "=4",
            "AAAA",
            "====",
            "<a href=\"",
            "&#x",
            "\0",
            "\u00E9",
            " ",
            "\t",
            ":",
            ";",
            "(",
            "\"",
            "Subject: ",
            "=?utf-8?B?",
            "?=",
            "x"
        };
        for (int i = 0; i < 20_000; i++) {
            StringBuilder message = new StringBuilder();
            for (int n = random.nextInt(40); n > 0; n--) {
                message.append(bits[random.nextInt(bits.length)]);
            }
            assertThat(shown(message.toString()).codePoints())
                    .noneMatch(c -> Character.isISOControl(c) && c != '\n' && c != '\t');
            MessageHead.read(
                    new ByteArrayInputStream(
                            message.toString().getBytes(StandardCharsets.ISO_8859_1)));
        }
    }

    private String shown(String octets) throws IOException {
        return shown(octets.getBytes(StandardCharsets.ISO_8859_1));
    }

    private String shown(byte[] octets) throws IOException {
        StringBuilder shown = new StringBuilder();
        view.write(new ByteArrayInputStream(octets), shown);
        return shown.toString();
    }

    /** At most so many octets at a time. */
    private static final class Pieces extends ByteArrayInputStream {
        private final int octets;

        Pieces(byte[] all, int octets) {
            super(all);
            this.octets = octets;
        }

        @Override
        public synchronized int read(byte[] target, int offset, int length) {
            return super.read(target, offset, Math.min(length, octets));
        }

        @Override
        public synchronized int available() {
            return 0;
        }
    }
}
