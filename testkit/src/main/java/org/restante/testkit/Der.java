package org.restante.testkit;

import java.io.ByteArrayOutputStream;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Arrays;

/** The few values of ASN.1 in DER (ITU-T X.690) that a certificate is made of. */
final class Der {
    private static final int BOOLEAN = 0x01;
    private static final int INTEGER = 0x02;
    private static final int BIT_STRING = 0x03;
    private static final int OCTET_STRING = 0x04;
    private static final int OBJECT_IDENTIFIER = 0x06;
    private static final int UTF8_STRING = 0x0C;
    private static final int GENERALIZED_TIME = 0x18;
    private static final int UTC_TIME = 0x17;
    private static final int SEQUENCE = 0x30;
    private static final int SET = 0x31;
    private static final int CONTEXT = 0x80;
    private static final int CONSTRUCTED = 0x20;

    /** From here on UTCTime has no year (RFC 5280 §4.1.2.5). */
    private static final Instant GENERALIZED_FROM = Instant.parse("2050-01-01T00:00:00Z");

    private Der() {}

    static byte[] sequence(byte[]... values) {
        return tagged(SEQUENCE, joined(values));
    }

    static byte[] set(byte[]... values) {
        return tagged(SET, joined(values));
    }

    /** {@code [number] EXPLICIT}. */
    static byte[] explicit(int number, byte[] value) {
        return tagged(CONTEXT | CONSTRUCTED | number, value);
    }

    /** {@code [number] IMPLICIT} of something primitive. */
    static byte[] implicit(int number, byte[] content) {
        return tagged(CONTEXT | number, content);
    }

    static byte[] integer(BigInteger value) {
        return tagged(INTEGER, value.toByteArray());
    }

    static byte[] yes() {
        return tagged(BOOLEAN, new byte[] {(byte) 0xFF});
    }

    static byte[] octetString(byte[] octets) {
        return tagged(OCTET_STRING, octets);
    }

    /** Of whole octets. */
    static byte[] bitString(byte[] octets) {
        return tagged(BIT_STRING, joined(new byte[1], octets));
    }

    static byte[] utf8(String text) {
        return tagged(UTF8_STRING, text.getBytes(StandardCharsets.UTF_8));
    }

    static byte[] time(Instant time) {
        boolean generalized = !time.isBefore(GENERALIZED_FROM);
        String text =
                DateTimeFormatter.ofPattern(generalized ? "yyyyMMddHHmmss'Z'" : "yyMMddHHmmss'Z'")
                        .withZone(ZoneOffset.UTC)
                        .format(time);
        return tagged(
                generalized ? GENERALIZED_TIME : UTC_TIME,
                text.getBytes(StandardCharsets.US_ASCII));
    }

    /** An object identifier from its numbers, such as 2, 5, 29, 17. */
    static byte[] oid(int... numbers) {
        ByteArrayOutputStream content = new ByteArrayOutputStream();
        content.write(numbers[0] * 40 + numbers[1]);
        for (int number : Arrays.copyOfRange(numbers, 2, numbers.length)) {
            for (int shift = 28; shift > 0; shift -= 7) {
                if (number >> shift != 0) {
                    content.write(((number >> shift) & 0x7F) | 0x80);
                }
            }
            content.write(number & 0x7F);
        }
        return tagged(OBJECT_IDENTIFIER, content.toByteArray());
    }

    private static byte[] tagged(int tag, byte[] content) {
        ByteArrayOutputStream value = new ByteArrayOutputStream();
        value.write(tag);
        byte[] length = BigInteger.valueOf(content.length).toByteArray();
        if (content.length > 0x7F) {
            // A sign octet in front would be one more than the shortest form.
            byte[] shortest =
                    length[0] == 0 ? Arrays.copyOfRange(length, 1, length.length) : length;
            value.write(0x80 | shortest.length);
            value.writeBytes(shortest);
        } else {
            value.write(content.length);
        }
        value.writeBytes(content);
        return value.toByteArray();
    }

    private static byte[] joined(byte[]... values) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (byte[] value : values) {
            all.writeBytes(value);
        }
        return all.toByteArray();
    }
}
