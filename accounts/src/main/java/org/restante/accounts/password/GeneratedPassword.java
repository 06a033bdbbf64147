package org.restante.accounts.password;

import org.restante.protocol.Secret;

import java.security.SecureRandom;

/**
 * Makes passwords to be read from a screen and typed: {@code k7wm-3xq9-…}, five groups of four, 99
 * bits.
 */
public final class GeneratedPassword {
    /** Without i, l, o, 0 and 1, which look like each other in some typeface. */
    private static final String ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789";

    private static final int GROUPS = 5;
    private static final int GROUP_CHARACTERS = 4;

    private GeneratedPassword() {}

    public static Secret make(SecureRandom random) {
        StringBuilder password = new StringBuilder();
        for (int i = 0; i < GROUPS * GROUP_CHARACTERS; i++) {
            if (i > 0 && i % GROUP_CHARACTERS == 0) {
                password.append('-');
            }
            password.append(ALPHABET.charAt(random.nextInt(ALPHABET.length())));
        }
        return new Secret(password.toString());
    }
}
