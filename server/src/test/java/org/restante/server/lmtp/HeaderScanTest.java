package org.restante.server.lmtp;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.restante.spec.Spec;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Random;

class HeaderScanTest {
    /** What a header's trouble is made of; put together at random. */
    private static final String[] PIECES = {
        "Return-Path: <a@b>\r\n",
        "return-PATH:\r\n",
        "Return-Path : <a@b>\r\n",
        "Return-Pathology: x\r\n",
        "Return-Path",
        "Return-Path:",
        " folded\r\n",
        "\tfolded\r\n",
        " \r\n",
        "Received: x\r\n",
        "RECEIVED:\r\n",
        "Received",
        "Subject: x\r\n",
        "X:\r\n",
        ":\r\n",
        "no field\r\n",
        "From a@b Mon Jan 1\r\n",
        "\u00FC\u0000: x\r\n",
        "\r\n",
        "\r\n\r\n",
        "r",
        " "
    };

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    R: a~Return-Path: <x>~B: c~~body~            | R: a~B: c~~body~
                    Return-Path: <x>~~body~                      | ~body~
                    Return-Path: <x>~ more~\\t and more~B: c~~   | B: c~~
                    Return-Path: <x>~Return-Path: <y>~B: c~~     | B: c~~
                    B: c~Return-Path: <x>~                       | B: c~
                    B: c~Return-Path: <x>                        | B: c~
                    B: c~Return-Path                             | B: c~Return-Path
                    B: c~~Return-Path: <x>~                      | B: c~~Return-Path: <x>~
                    ~Return-Path: <x>~                           | ~Return-Path: <x>~
                    B: c~ Return-Path: <x>~~                     | B: c~ Return-Path: <x>~~
                    From x Mon~Return-Path: <x>~B: c~~           | From x Mon~B: c~~
                    """)
    @Spec("LM-023")
    void returnPathFieldsOfTheHeaderAreLeftOutAndNothingElse(String message, String kept)
            throws IOException {
        String octets = lines(message);
        for (int piece = 1; piece <= octets.length(); piece++) {
            Scanned scanned = scan(octets, piece, piece);
            assertThat(scanned.kept).as("in pieces of %s", piece).isEqualTo(lines(kept));
        }
    }

    @Test
    void noMessageAtAllPasses() throws IOException {
        assertThat(scan("", 1, 1)).isEqualTo(new Scanned("", 0));
    }

    @Test
    @Spec("SM-039")
    void receivedFieldsOfTheHeaderAreCounted() throws IOException {
        String message =
                lines("Received: a~ Received: folded~received:b~Receivedly: c~~Received: body~");

        for (int piece = 1; piece < message.length(); piece++) {
            assertThat(scan(message, piece, piece)).isEqualTo(new Scanned(message, 2));
        }
    }

    @Test
    @Spec("LM-023")
    void wherePacketsEndMakesNoDifference() throws IOException {
        Random random = new Random(1939);
        for (int run = 0; run < 20_000; run++) {
            StringBuilder message = new StringBuilder();
            for (int left = random.nextInt(10); left > 0; left--) {
                message.append(PIECES[random.nextInt(PIECES.length)]);
            }
            String octets = message.toString();
            assertThat(scan(octets, 1, 1 + random.nextInt(30)))
                    .as("%s", octets)
                    .isEqualTo(naive(octets));
        }
    }

    /** What passed, and how many Received fields there were. */
    private record Scanned(String kept, int receivedFields) {}

    /** Scans a message that comes in pieces of a random size between two bounds. */
    private static Scanned scan(String message, int pieceMin, int pieceMax) throws IOException {
        Random random = new Random(message.hashCode());
        byte[] octets = message.getBytes(StandardCharsets.ISO_8859_1);
        ByteArrayOutputStream kept = new ByteArrayOutputStream();
        HeaderScan scan = new HeaderScan(kept::write);
        for (int at = 0; at < octets.length; ) {
            int piece = Math.min(octets.length - at, random.nextInt(pieceMin, pieceMax + 1));
            scan.write(octets, at, piece);
            at += piece;
        }
        scan.finish();
        return new Scanned(kept.toString(StandardCharsets.ISO_8859_1), scan.receivedFields());
    }

    /** The same on the whole message, line by line. */
    private static Scanned naive(String message) {
        StringBuilder kept = new StringBuilder();
        int receivedFields = 0;
        boolean leftOut = false;
        int at = 0;
        while (at < message.length()) {
            int end =
                    message.indexOf('\n', at) < 0
                            ? message.length()
                            : message.indexOf('\n', at) + 1;
            String line = message.substring(at, end);
            if (line.equals("\r\n")) {
                break;
            }
            String name = line.toLowerCase(Locale.ROOT);
            if (!line.startsWith(" ") && !line.startsWith("\t")) {
                leftOut = name.startsWith("return-path:");
            }
            receivedFields += name.startsWith("received:") ? 1 : 0;
            kept.append(leftOut ? "" : line);
            at = end;
        }
        return new Scanned(kept.append(message, at, message.length()).toString(), receivedFields);
    }

    private static String lines(String text) {
        return text.replace("~", "\r\n").replace("\\t", "\t");
    }
}
