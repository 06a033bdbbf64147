package org.restante.protocol.utf8;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.restante.spec.Spec;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

final class SurrogateHeaderTest {
    private static final Pattern WORD = Pattern.compile("=\\?([a-z0-9-]+)\\?([QB])\\?([^?]*)\\?=");

    /** The header as it is on disk: UTF-8, but ÿ stands for the octet 0xFF, which is not. */
    private static byte[] octets(String text) {
        String utf8 =
                new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
        return utf8.replace("\u00c3\u00bf", "\u00ff").getBytes(StandardCharsets.ISO_8859_1);
    }

    private static String surrogate(String header) {
        byte[] octets = octets(header);
        return new String(SurrogateHeader.of(octets, octets.length), StandardCharsets.ISO_8859_1);
    }

    /** As a client shows it: unfolded, encoded words decoded and the space between them gone. */
    private static String shown(String surrogate) {
        String text = surrogate.replace("\r\n", "").replaceAll("\\?=[ \t]+=\\?", "?==?");
        return WORD.matcher(text)
                .replaceAll(
                        word -> Matcher.quoteReplacement(decoded(word.group(2), word.group(3))));
    }

    /** One character for each octet. */
    private static String decoded(String encoding, String text) {
        if (encoding.equals("B")) {
            return new String(Base64.getDecoder().decode(text), StandardCharsets.ISO_8859_1);
        }
        return Pattern.compile("=([0-9A-F]{2})")
                .matcher(text.replace('_', ' '))
                .replaceAll(hex ->
                        Matcher.quoteReplacement("" + (char) Integer.parseInt(hex.group(1), 16)));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            textBlock =
                    """
                    Subject: grün und blau            | Subject: =?utf-8?Q?gr=C3=BCn?= und blau
                    Subject: 用户                      | Subject: =?utf-8?B?55So5oi3?=
                    Subject : ü  b                    | Subject: =?utf-8?B?w7w=?=  b
                    X-Any: (ü, "b") aaaaaaaa          | X-Any: =?utf-8?B?KMO8LA==?= "b") aaaaaaaa
                    Subject: grÿn                     | Subject: =?unknown-8bit?Q?gr=FFn?=
                    From: Jürgen Foo <j@example.com>  | From: =?utf-8?Q?J=C3=BCrgen_Foo?= <j@example.com>
                    From: "Jürgen, F." <j@example.com> | From: =?utf-8?Q?J=C3=BCrgen=2C_F=2E?= <j@example.com>
                    To: a@b, Bübo <c@d>, "x, y" <e@f> | To: a@b, =?utf-8?Q?B=C3=BCbo?= <c@d>, "x, y" <e@f>
                    Cc: c@d (Bübo)                    | Cc: c@d (=?utf-8?Q?B=C3=BCbo?=)
                    Cc: Bob <c@d> (Bübo)              | Cc: Bob <c@d> (=?utf-8?Q?B=C3=BCbo?=)
                    Return-Path: <jörg@example.com>   | Return-Path: <invalid@internationalized-address.invalid>
                    Date: Mon, 1 Jan 2024 00:00:00 +0100 (für) | Date: Mon, 1 Jan 2024 00:00:00 +0100 (=?utf-8?Q?f=C3=BCr?=)
                    Content-Disposition: attachment; size=3; filename="ä b.txt" | Content-Disposition: attachment; size=3; filename*=utf-8''%C3%A4%20b.txt
                    Content-Disposition: attachment; filename=ä; filename*=utf-8''x | Content-Disposition: attachment; filename*=utf-8''x
                    Content-Disposition: attachment; ä=b; filename=ÿ | Content-Disposition: attachment; filename*=unknown-8bit''%FF
                    """)
    @Spec({"U8-004", "U8-009"})
    void aFieldIsShownAsFarAsThatIsSafe(String stored, String expected) {
        assertThat(surrogate(stored + "\r\n\r\n")).isEqualTo(expected + "\r\n\r\n");
    }

    /** Folded twice at one place, the rest of the header became body. */
    @ParameterizedTest
    @ValueSource(ints = {1, 4, 40, 80, 200})
    @Spec("U8-004")
    void whiteSpaceOfAnyLengthLeavesNoEmptyLine(int spaces) {
        for (int column = 0; column < 80; column++) {
            String before = "x".repeat(column);
            String surrogate =
                    surrogate(
                            "Subject: %s%sü ü\r\nTo: a@b\r\n\r\n"
                                    .formatted(before, " ".repeat(spaces)));
            assertThat(surrogate).containsOnlyOnce("\r\n\r\n").endsWith("\r\nTo: a@b\r\n\r\n");
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            textBlock =
                    """
                    To: 用@例.com                       | To: 用@例.com NOBODY
                    To: fred@exämple.com              | To: fred@exämple.com NOBODY
                    To: Fred Foo <fred@exämple.com>   | To: Fred Foo (fred@exämple.com) NOBODY
                    To: a@b, ü@c, d@e                 | To: a@b, ü@c NOBODY, d@e
                    To: Jürgen                        | To: Jürgen NOBODY
                    To: "a@b.com" ü@c                 | To: a@b.com ü@c NOBODY
                    To: "a@b.com, ü                   | To: a@b.com, ü NOBODY
                    To: ü <a@b.com> <c@d.com>         | To: ü <a@b.com> <c@d.com> NOBODY
                    To: ü <"a@b.com                   | To: ü <a@b.com NOBODY
                    To: a@b.com ü                     | To: a@b.com ü NOBODY
                    To: Grüppe: a@b, ü@c;, d@e        | To: Grüppe : a@b, ü@c NOBODY;, d@e
                    Resent-Sender: ÿ@b                | Resent-Sender: ÿ@b NOBODY
                    """)
    @Spec("U8-009")
    void anAddressThatIsNotAsciiBecomesNobodys(String stored, String expected) {
        String surrogate = surrogate(stored + "\r\n");
        assertThat(shown(surrogate))
                .isEqualTo(
                        new String(octets(expected), StandardCharsets.ISO_8859_1)
                                .replace("NOBODY", AddressField.NOBODY));
        assertThat(surrogate).isASCII();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Message-ID: <ü@b>",
                "In-Reply-To: <a@b> <ü@b>",
                "References: <ü@b>",
                "Received: from ü.example by b; Mon, 1 Jan 2024 00:00:00 +0100",
                "DKIM-Signature: v=1; d=ü.example; b=abc",
                "ARC-Seal: i=1; d=ü.example",
                "List-Unsubscribe: <mailto:ü@example.com>",
                "Content-Type: tüxt/plain; charset=utf-8",
                "Nämé: x",
                "no field, but ü",
                ": ü"
            })
    @Spec("U8-009")
    void whatCannotBeShownIsDropped(String field) {
        assertThat(surrogate("A: b\r\n" + field + "\r\nC: d\r\n\r\n"))
                .isEqualTo("A: b\r\nC: d\r\n\r\n");
    }

    @Test
    @Spec("U8-004")
    void aFieldThatIsAsciiStaysOctetForOctetButForABareCr() {
        String kept =
                String.join(
                        "\r\n",
                        "From x@y Mon",
                        "Subject:  a ",
                        "\t  b ",
                        "to:,;:<",
                        "DKIM-Signature: v=1;",
                        " b=\"",
                        "X: =?utf-8?Q?=C3?=\0",
                        "");
        assertThat(surrogate(kept + "B: \u00fc\r\nC: d\re\r\n\r\n"))
                .isEqualTo(kept + "B: =?utf-8?B?w7w=?=\r\nC: d e\r\n\r\n");
    }

    @Test
    @Spec("U8-004")
    void aLongFieldIsFolded() {
        String surrogate = surrogate("Subject: " + "ü€ 𝄞ab".repeat(60) + " end\r\n\r\n");
        assertThat(surrogate.lines()).allMatch(line -> line.length() <= 78);
        assertThat(WORD.matcher(surrogate).results())
                .hasSizeGreaterThan(5)
                .allMatch(word -> word.group().length() <= 75)
                .allMatch(word ->
                        EncodedWords.charset(decoded(word.group(2), word.group(3)))
                                .equals("utf-8"));
        assertThat(shown(surrogate))
                .isEqualTo(
                        new String(
                                octets("Subject: " + "ü€ 𝄞ab".repeat(60) + " end"),
                                StandardCharsets.ISO_8859_1));
    }

    @Test
    @Spec("U8-004")
    void aLongFileNameIsCutBetweenCharacters() {
        String name = "ü".repeat(15);
        String piece = "%C3%BC".repeat(6);
        assertThat(surrogate("Content-Type: a/b;\r\n name=\"" + name + "\"\r\n"))
                .isEqualTo(
                        "Content-Type: a/b; name*0*=utf-8''"
                                + piece
                                + ";\r\n name*1*="
                                + piece
                                + "; name*2*="
                                + "%C3%BC".repeat(3)
                                + "\r\n");
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    @Spec({"U8-004", "U8-009"})
    void noHeaderWhateverIsInItYieldsRawOctetsOrSomeoneElsesAddress(long seed) {
        String[] names = {
            "To",
            "From",
            "Subject",
            "Content-Type",
            "Date",
            "X-Y",
            "Return-Path",
            "List-Id",
            "N\u00fc"
        };
        String[] parts = {
            "ü",
            "ÿ",
            "用",
            "a@b.example",
            "ok@c.example",
            "<",
            ">",
            "\"",
            "\\",
            "(",
            ")",
            ",",
            ";",
            ":",
            "@",
            "=",
            " ",
            "\t",
            "\r\n ",
            "\r",
            "[",
            "]",
            ".",
            "x",
            "*",
            "%",
            "\0",
            "=?",
            "?="
        };
        Random random = new Random(seed);
        for (int round = 0; round < 3000; round++) {
            StringBuilder header = new StringBuilder();
            for (int field = random.nextInt(4); field >= 0; field--) {
                header.append(names[random.nextInt(names.length)]).append(": ");
                for (int part = random.nextInt(25); part > 0; part--) {
                    header.append(parts[random.nextInt(parts.length)]);
                }
                header.append("\r\n");
            }
            String stored = header.toString();
            String surrogate = surrogate(stored + "\r\n");
            assertThat(surrogate).as(stored).matches("(?:[^\r\n\u0080-\uffff]+\r\n)*\r\n");
            // Nothing but what was there glued together: a name in front of an @ was in front of
            // it.
            String addresses = surrogate.replace(AddressField.NOBODY, "");
            Matcher address = Pattern.compile("[a-z.]+@[a-z.]+").matcher(addresses);
            while (address.find()) {
                assertThat(stored).contains(address.group());
            }
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    @Spec("U8-004")
    void textIsReadBackAsItWas(long seed) {
        String[] parts = {
            "ü", "ÿ", "用", "𝄞", "a", "b_c", "=", "?", "\"", "<x@y>", " ", "  ", "é "
        };
        Random random = new Random(seed);
        for (int round = 0; round < 3000; round++) {
            StringBuilder text = new StringBuilder("x");
            for (int part = random.nextInt(60); part > 0; part--) {
                text.append(parts[random.nextInt(parts.length)]);
            }
            String stored = "Subject: " + text.append("ü.");
            if (!stored.contains("=?") && !stored.contains("?=")) {
                String surrogate = surrogate(stored + "\r\n");
                assertThat(shown(surrogate))
                        .isEqualTo(new String(octets(stored), StandardCharsets.ISO_8859_1));
                assertThat(WORD.matcher(surrogate).results())
                        .isNotEmpty()
                        .allMatch(word -> word.group().length() <= 75);
            }
        }
    }
}
