package org.restante.cli.interop;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Messages that programs are known to break. No two are the same. */
final class Corpus {
    private static final String HEADER =
            """
            From: Mary <mary@example.org>
            To: John <john@example.org>
            Subject: a test
            Date: Mon, 5 Jan 2026 10:00:00 +0000
            """;
    private static final String CRLF_HEADER = HEADER.replace("\n", "\r\n");

    static final List<Sample> ALL =
            List.of(
                    crlf("plain", "Hello.\n"),
                    new Sample("LF file", HEADER + "\nLines end\nin LF.\n"),
                    crlf("dots", ".\n..\n.x\n..x\n...\nx.\n.\n"),
                    new Sample("dots in an LF file", HEADER + "\n.\n..\n.x\n"),
                    new Sample("dot in the first line", ".first\r\n\r\nx\r\n"),
                    new Sample("only dots", ".\r\n..\r\n.\r\n"),
                    crlf("no final line end", "end"),
                    crlf("final dot without line end", "end\n."),
                    new Sample("empty body", "Message-Id: <1@e>\r\n" + CRLF_HEADER + "\r\n"),
                    new Sample("header alone", "Message-Id: <2@e>\r\n" + CRLF_HEADER),
                    new Sample("no header", "Just a line of text.\r\nAnd another.\r\n"),
                    new Sample("empty", ""),
                    crlf("empty lines at the end", "x\n\n\n\n"),
                    crlf(
                            "From line in the body",
                            "x\n\nFrom mary Mon Jan  5 10:00:00 2026\n>From x\n"),
                    new Sample("bare CR", CRLF_HEADER + "\r\na\rb\r\nc\r\r\n"),
                    new Sample("CR at the end", CRLF_HEADER + "\r\nend\r"),
                    new Sample(
                            "mixed line ends",
                            HEADER + "\r\none\r\ntwo\nthree\n.\r\n\n.\nfour\r\n"),
                    new Sample(
                            "false terminators",
                            CRLF_HEADER + "\r\nx\r\n.\r\ny\n.\nz\r\n.\nDELE 1\r\n.\r\n\r\n..\r\n"),
                    new Sample("dots between bare CRs", CRLF_HEADER + "\r\nx\r.\r\n.\r.\r\ny\r\n"),
                    new Sample("NUL", CRLF_HEADER + "\r\na\0b\r\n\0\r\n"),
                    new Sample(
                            "8-bit header",
                            "Subject: Gr\u00fc\u00dfe\r\nX-Raw: \u0080\u00ff\r\n"
                                    + CRLF_HEADER
                                    + "\r\nx\r\n"),
                    crlf("8-bit body", "\u0080\u00a0\u00e4\u00ff\nna\u00efve\n"),
                    new Sample(
                            "UTF-8 subject",
                            latin1OfUtf8("Subject: Grüße aus 東京 ✉\r\n")
                                    + "From: m@example.org\r\n\r\nx\r\n"),
                    new Sample("all octets", CRLF_HEADER + "\r\n" + allOctets() + "\r\n"),
                    crlf("line of 998", "x".repeat(998) + "\n"),
                    crlf("line of 2047", "x".repeat(2047) + "\n"),
                    crlf("line of 100 KB", "x".repeat(100_000) + "\n"),
                    new Sample(
                            "long header line",
                            "X-Long: " + "y".repeat(5000) + "\r\n" + CRLF_HEADER + "\r\nx\r\n"),
                    new Sample("5000 header fields", manyFields() + CRLF_HEADER + "\r\nx\r\n"),
                    new Sample("50 MB attachment", attachment()));

    private Corpus() {}

    private static Sample crlf(String name, String body) {
        return new Sample(name, CRLF_HEADER + "\r\n" + body.replace("\n", "\r\n"));
    }

    private static String latin1OfUtf8(String text) {
        return new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
    }

    private static String allOctets() {
        return IntStream.range(0, 256)
                .mapToObj(octet -> String.valueOf((char) octet))
                .collect(Collectors.joining());
    }

    private static String manyFields() {
        return IntStream.range(0, 5000)
                .mapToObj(i -> "X-Field-" + i + ": value " + i + "\r\n")
                .collect(Collectors.joining());
    }

    private static String attachment() {
        byte[] random = new byte[50_000_000 / 78 * 57];
        new Random(1939).nextBytes(random);
        String encoded = Base64.getMimeEncoder(76, new byte[] {'\r', '\n'}).encodeToString(random);
        return CRLF_HEADER
                + "MIME-Version: 1.0\r\nContent-Type: application/octet-stream\r\n"
                + "Content-Transfer-Encoding: base64\r\n\r\n"
                + encoded
                + "\r\n";
    }
}
