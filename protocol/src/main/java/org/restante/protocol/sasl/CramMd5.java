package org.restante.protocol.sasl;

import org.restante.protocol.Secret;

import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * The client's one message in CRAM-MD5 (RFC 2195 §2).
 *
 * @param name who logs in; not empty
 * @param digest 32 hexadecimal digits in lower case; kept from logs, because a password can be
 *     guessed against it
 */
public record CramMd5(String name, Secret digest) {
    private static final Pattern SHAPE = Pattern.compile("([^\\x00\\r\\n]+) ([0-9a-f]{32})");

    /** What a client answers. */
    public static CramMd5 answer(String name, Secret password, String challenge) {
        try {
            Mac mac = Mac.getInstance("HmacMD5");
            byte[] key = password.octets();
            // The JCE takes no empty key; HMAC pads keys with zeros anyway (RFC 2104 §2).
            mac.init(new SecretKeySpec(key.length == 0 ? new byte[1] : key, "HmacMD5"));
            byte[] digest = mac.doFinal(Utf8.encode(challenge));
            return new CramMd5(name, new Secret(HexFormat.of().formatHex(digest)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has HmacMD5", e);
        }
    }

    /** Reads the decoded message; empty if it is malformed. */
    public static Optional<CramMd5> parse(byte[] message) {
        return Utf8.decode(message)
                .map(SHAPE::matcher)
                .filter(Matcher::matches)
                .map(matcher -> new CramMd5(matcher.group(1), new Secret(matcher.group(2))));
    }

    public String format() {
        return name + " " + digest.reveal();
    }

    /** Whether it was made with that password; tells nothing by time. */
    public boolean proves(Secret password, String challenge) {
        return MessageDigest.isEqual(
                answer(name, password, challenge).digest().octets(), digest.octets());
    }
}
