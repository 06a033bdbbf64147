package org.restante.protocol.sasl;

import org.restante.protocol.Secret;

import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.HexFormat;

/** The digest of APOP (RFC 1939 §7), which is older than SASL and otherwise a kin of CRAM-MD5. */
public final class ApopDigest {
    private ApopDigest() {}

    /**
     * 32 hexadecimal digits in lower case.
     *
     * @param timestamp from the greeting, its angle brackets included
     */
    public static String of(String timestamp, Secret password) {
        try {
            MessageDigest digest = MessageDigest.getInstance("MD5");
            digest.update(Utf8.encode(timestamp));
            return HexFormat.of().formatHex(digest.digest(password.octets()));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has MD5", e);
        }
    }

    /** Whether a client's digest was made with that password; tells nothing by time. */
    public static boolean matches(String sent, String timestamp, Secret password) {
        return MessageDigest.isEqual(Utf8.encode(of(timestamp, password)), Utf8.encode(sent));
    }
}
