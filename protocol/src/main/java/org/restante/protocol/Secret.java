package org.restante.protocol;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;

/**
 * A password as its owner typed it. It prints as {@code ***}, so that it reaches no log, trace or
 * exception by accident.
 */
public final class Secret {
    private final String value;

    public Secret(String value) {
        this.value = value;
    }

    /** The secret itself; whoever calls this must not log it. */
    public String reveal() {
        return value;
    }

    /** The secret in UTF-8. */
    public byte[] octets() {
        return value.getBytes(StandardCharsets.UTF_8);
    }

    /** Compares in a time that tells nothing of where the two differ. */
    @Override
    public boolean equals(Object other) {
        return other instanceof Secret secret && MessageDigest.isEqual(octets(), secret.octets());
    }

    @Override
    public int hashCode() {
        return value.hashCode();
    }

    @Override
    public String toString() {
        return "***";
    }
}
