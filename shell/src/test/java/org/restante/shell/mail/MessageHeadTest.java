package org.restante.shell.mail;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.restante.testkit.Mail;

import java.io.ByteArrayInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

final class MessageHeadTest {
    private static final MessageHead EMPTY = new MessageHead("", "", "", "");

    @Test
    void theHeadOfAMessage() throws IOException {
        assertThat(head(Mail.text("Hello", "How are you?\n").octets()))
                .isEqualTo(
                        new MessageHead(
                                "Hello",
                                "Sender <sender@example.org>",
                                "receiver@example.org",
                                "Thu, 01 Jan 2026 12:00:00 +0000"));
    }

    @Test
    void linesThatAreFoldedAreJoined() throws IOException {
        assertThat(subject("Subject: one\r\n two\r\n\t three\r\n   \r\n four\r\n\r\nfive"))
                .isEqualTo("one two three four");
    }

    @Test
    void theEndOfTheInputMayTakeThePlaceOfTheEmptyLine() throws IOException {
        assertThat(subject("Subject: one\r\n")).isEqualTo("one");
        assertThat(subject("Subject: one")).isEqualTo("one");
    }

    @Test
    void lineEndsMayBeLfAndNamesInAnyCase() throws IOException {
        assertThat(head("SUBJECT: s\nfrom :f\nTo:t\ndate:d\n\nTo: x\n"))
                .isEqualTo(new MessageHead("s", "f", "t", "d"));
    }

    @Test
    void ofSeveralFieldsTheFirstCounts() throws IOException {
        assertThat(subject("Subject: one\r\nSubject: two\r\n\r\n")).isEqualTo("one");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "=?utf-8?Q?caf=C3=A9_noir?= | café noir",
                "=?UTF-8?b?Y2Fmw6k=?= | café",
                "=?iso-8859-1?q?caf=E9?= bar | café bar",
                "=?utf-8*fr?Q?caf=C3=A9?= | café",
                "=?utf-8?Q?a?= =?utf-8?Q?b?= | ab",
                "=?utf-8?Q?a?= b =?utf-8?Q?c?= | a b c",
                "=?utf-8?Q?a?= =?iso-8859-1?Q?=E9?= | aé",
                "=?utf-8?Q?caf=C3?= =?utf-8?Q?=A9?= | café",
                "=?utf-8?Q?with a space?= | with a space",
                "=?koi8-r?B?8NLJ18XU?= | Привет",
                "=?shift_jis?B?k/qWe4zq?= | 日本語",
                "=?iso-2022-jp?B?GyRCRnxLXDhsGyhC?= | 日本語",
                "=?gb18030?B?1tDOxA==?= | 中文",
            })
    void encodedWordsAreDecoded(String encoded, String decoded) throws IOException {
        assertThat(subject("Subject: " + encoded + "\r\n\r\n")).isEqualTo(decoded);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "=?x-foo?Q?caf=E9?=",
                "=?utf-8?Q?caf=E?=",
                "=?utf-8?Q?caf=GG?=",
                "=?utf-8?X?abc?=",
                "=?utf-8?B?*?=",
                "=?utf-8?Q?abc",
                "=??Q?abc?=",
                "=?utf-8?Q?a?= =?x-foo?Q?b?= =?"
            })
    void encodedWordsThatAreWrongAreShownAsTheyAre(String wrong) throws IOException {
        assertThat(subject("Subject: " + wrong + "\r\n\r\n"))
                .isEqualTo(wrong.replace("=?utf-8?Q?a?=", "a"));
    }

    @Test
    void everyCharsetOfTheJdkIsRead() throws IOException {
        for (Charset charset : Charset.availableCharsets().values()) {
            // Some only decode, some have no Latin letters.
            if (!charset.canEncode() || !charset.newEncoder().canEncode("Abc 123")) {
                continue;
            }
            String word = Base64.getEncoder().encodeToString("Abc 123".getBytes(charset));
            assertThat(subject("Subject: =?" + charset.name() + "?B?" + word + "?=\r\n\r\n"))
                    .as(charset.name())
                    .isEqualTo("Abc 123");
        }
    }

    @Test
    void octetsBeyondAsciiAreUtf8OrElseLatin1() throws IOException {
        byte[] utf8 = "Subject: café\r\n\r\n".getBytes(StandardCharsets.UTF_8);
        byte[] latin1 = "Subject: café\r\n\r\n".getBytes(StandardCharsets.ISO_8859_1);
        assertThat(head(utf8).subject()).isEqualTo("café");
        assertThat(head(latin1).subject()).isEqualTo("café");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "\r\n",
                "\r\n\r\nSubject: body\r\n",
                "no header at all",
                "no colon\r\nnor here\r\n\r\nSubject: body",
                ":\r\n: x\r\n \r\n\r\n",
                "\0\0\0\0",
                "Content-Type: multipart/mixed\r\n\r\n--x"
            })
    void aBrokenHeaderGivesEmptyFields(String message) throws IOException {
        assertThat(head(message)).isEqualTo(EMPTY);
    }

    @Test
    void aLineThatIsNoFieldHidesNoOther() throws IOException {
        assertThat(subject("From nobody Thu Jan  1\r\nrubbish\r\nSubject: one\r\n\r\n"))
                .isEqualTo("one");
    }

    @Test
    void whatIsInTheHeaderDrivesNoTerminal() throws IOException {
        assertThat(
                        subject(
                                "Subject: a\33[2Jb\7c\177d\0e =?utf-8?Q?=1B]0;x=07=C2=9B1m=0D=0A?="
                                        + " =?utf-8?Q?=E2=80=AEtxt=0D=0A.?=\r\n\r\n"))
                .isEqualTo("a␛[2Jb␇c␡d␀e ␛]0;x␇<U+009B>1m <U+202E>txt .");
    }

    @Test
    void aHeaderOf10MebibytesIsCut() throws IOException {
        int octets = 10 * 1024 * 1024;
        MessageHead cut = head("Subject: " + "x".repeat(octets) + "\r\nFrom: y\r\n\r\n");
        assertThat(cut.subject()).hasSize(MessageHead.HEADER_OCTETS_MAX - "Subject: ".length());
        assertThat(cut.from()).isEmpty();
        assertThat(subject("Subject: first\r\nX: " + "\0".repeat(octets))).isEqualTo("first");
        assertThat(subject("X: y\r\n".repeat(octets / 6) + "Subject: last\r\n\r\n")).isEmpty();
    }

    @Test
    void theStreamIsNotReadFarBehindTheHeader() throws IOException {
        CountedInputStream counted =
                new CountedInputStream(
                        new ByteArrayInputStream(Mail.text("one", "x\n".repeat(1 << 20)).octets()));
        head(counted);
        assertThat(counted.octets).isLessThan(64 * 1024);
    }

    @Test
    void anErrorOfTheStreamIsTold() {
        assertThatThrownBy(() -> MessageHead.read(new DeadLine()))
                .isInstanceOf(IOException.class)
                .hasMessage("the line is dead");
    }

    @Test
    void everyFieldIsCutToColumns() {
        assertThat(new MessageHead("日本語", "abcdef", "", "x").cut(5))
                .isEqualTo(new MessageHead("日本…", "abcd…", "", "x"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"café", "CAFÉ", "cafe\u0301", "strasse", "STRASSE", "alice", "2026", ""})
    void aSearchLooksAtTheDecodedFieldsWhateverTheCase(String text) {
        assertThat(
                        new MessageHead("Le Café in der Straße", "Alice", "Bob", "1 Jan 2026")
                                .matches(text))
                .isTrue();
    }

    @Test
    void aSearchFindsNothingOverTwoFields() {
        assertThat(new MessageHead("one", "two", "", "").matches("etwo")).isFalse();
    }

    private static String subject(String octets) throws IOException {
        return head(octets).subject();
    }

    private static MessageHead head(String octets) throws IOException {
        return head(octets.getBytes(StandardCharsets.ISO_8859_1));
    }

    private static MessageHead head(byte[] octets) throws IOException {
        return head(new ByteArrayInputStream(octets));
    }

    private static MessageHead head(InputStream octets) throws IOException {
        return MessageHead.read(octets);
    }

    private static final class CountedInputStream extends FilterInputStream {
        private long octets;

        CountedInputStream(InputStream in) {
            super(in);
        }

        @Override
        public int read() throws IOException {
            int octet = super.read();
            octets += octet < 0 ? 0 : 1;
            return octet;
        }

        @Override
        public int read(byte[] target, int offset, int length) throws IOException {
            int count = super.read(target, offset, length);
            octets += Math.max(0, count);
            return count;
        }
    }
}
