package org.restante.protocol.sasl;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Random;

/** Seeded texts for the property tests, with many of the characters that separate. */
final class SaslTexts {
    private static final String NASTY = ",==\u0001 =2C=3Dn=äß€\u00AD\uD83D\uDE00\"\\+/";

    private final Random random;

    SaslTexts(long seed) {
        this.random = new Random(seed);
    }

    Random random() {
        return random;
    }

    static byte[] octets(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /** Characters of these, by code points. */
    String of(String characters, int min, int max) {
        int[] points = characters.codePoints().toArray();
        StringBuilder text = new StringBuilder();
        int length = min + random.nextInt(max - min + 1);
        for (int i = 0; i < length; i++) {
            text.appendCodePoint(points[random.nextInt(points.length)]);
        }
        return text.toString();
    }

    String name() {
        return of("abcXYZ019" + NASTY, 1, 20);
    }

    String token() {
        return of("abcXYZ019-._~+/=", 1, 40);
    }

    String nonce() {
        return of("abcXYZ019+/=!%\"#~-", 1, 30);
    }

    String base64() {
        byte[] octets = new byte[1 + random.nextInt(40)];
        random.nextBytes(octets);
        return Base64.getEncoder().encodeToString(octets);
    }

    Gs2Header header() {
        Gs2Header.Binding binding =
                switch (random.nextInt(3)) {
                    case 0 -> new Gs2Header.Binding.None();
                    case 1 -> new Gs2Header.Binding.NotOffered();
                    default -> new Gs2Header.Binding.Used(of("tls-exporter.9", 1, 12));
                };
        return new Gs2Header(binding, random.nextBoolean() ? "" : name());
    }

    String extensions() {
        StringBuilder text = new StringBuilder();
        for (int i = random.nextInt(3); i > 0; i--) {
            text.append(',')
                    .append(of("bdfghxyzABCMN", 1, 1))
                    .append('=')
                    .append(of("a=b ä", 1, 5));
        }
        return text.toString();
    }

    /** Octets of which some come from a text that would be right. */
    byte[] spoiled(String right) {
        byte[] octets = octets(right);
        if (octets.length == 0 || random.nextInt(4) == 0) {
            octets = new byte[random.nextInt(60)];
            random.nextBytes(octets);
            return octets;
        }
        for (int i = 1 + random.nextInt(3); i > 0; i--) {
            octets[random.nextInt(octets.length)] =
                    random.nextBoolean()
                            ? (byte) random.nextInt(256)
                            : (byte) ",=\u0001\0nrpcam ".charAt(random.nextInt(11));
        }
        return octets;
    }
}
