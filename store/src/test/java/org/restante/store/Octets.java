package org.restante.store;

import org.restante.protocol.Content;
import org.restante.protocol.wire.CanonicalInputStream;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.random.RandomGenerator;

/** Messages for tests, and a naive model of what is right. Characters stand for octets. */
public final class Octets {
    private static final String[] PIECES = {
        "\r\n",
        "\n",
        "\r",
        "\0",
        ".",
        "a",
        "text",
        "\u00FF",
        "Subject: x\r\n",
        "\r\n.\r\n",
        "\r\r\n"
    };

    private Octets() {}

    public static byte[] of(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    public static String text(byte[] octets) {
        return new String(octets, StandardCharsets.ISO_8859_1);
    }

    /** The canonical form (RFC 1939 §11), in the shortest way to say it. */
    public static String canonical(String stored) {
        String lines = stored.replaceAll("(?<!\r)\n", "\r\n");
        return lines.isEmpty() || lines.endsWith("\n") ? lines : lines + "\r\n";
    }

    /** A message made of what is hard to get right; often empty or without a last line end. */
    public static String random(RandomGenerator random) {
        StringBuilder text = new StringBuilder();
        for (int pieces = random.nextInt(40); pieces > 0; pieces--) {
            String piece = PIECES[random.nextInt(PIECES.length)];
            text.append(piece.repeat(random.nextInt(50) == 0 ? 20_000 : 1));
        }
        return text.toString();
    }

    /** All octets of a content, which is closed. */
    public static String text(Content content) throws IOException {
        try (content) {
            return text(CanonicalInputStream.of(content).readAllBytes());
        }
    }
}
