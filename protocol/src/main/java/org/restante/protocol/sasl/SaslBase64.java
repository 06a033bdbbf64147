package org.restante.protocol.sasl;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;

/** Base64 as SASL exchanges use it: padded, nothing foreign in it, unused bits zero (RFC 4648). */
public final class SaslBase64 {
    private SaslBase64() {}

    /** The octets, or empty if the text is not strict base64. */
    public static Optional<byte[]> decode(String text) {
        byte[] octets;
        try {
            octets = Base64.getDecoder().decode(text.getBytes(StandardCharsets.ISO_8859_1));
        } catch (IllegalArgumentException _) {
            return Optional.empty();
        }
        // The JDK's decoder takes missing padding and stray bits; encoding again shows both.
        byte[] again = Base64.getEncoder().encode(octets);
        return Arrays.equals(again, text.getBytes(StandardCharsets.ISO_8859_1))
                ? Optional.of(octets)
                : Optional.empty();
    }
}
