package org.restante.accounts;

import org.restante.accounts.password.BadVerifierException;
import org.restante.accounts.password.PasswordScheme;
import org.restante.accounts.password.StoredVerifier;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Optional;

/**
 * A line of Dovecot's passwd-file: {@code name:password:uid:gid:gecos:home:shell:extra}. Only the
 * name, the password and the extra field {@code nologin} are used.
 */
record PasswdLine(String name, Optional<StoredVerifier> verifier, boolean enabled) {
    /** The longest line; the longest verifier of a known scheme has some 300 characters. */
    private static final int CHARACTERS_MAX = 8192;

    private static final int EXTRA_FIELD = 7;

    static PasswdLine parse(String line, PasswordScheme unprefixed) throws RefusedException {
        if (line.length() > CHARACTERS_MAX) {
            throw new RefusedException("a line has at most 8192 characters");
        }
        String[] fields = line.split(":", EXTRA_FIELD + 1);
        if (fields.length < 2) {
            throw new RefusedException("a line is name:{SCHEME}verifier::::::");
        }
        boolean enabled = true;
        if (fields.length > EXTRA_FIELD) {
            enabled =
                    List.of(fields[EXTRA_FIELD].split(" ", -1)).stream()
                            .noneMatch(extra ->
                                    extra.equals("nologin") || extra.startsWith("nologin="));
        }
        return new PasswdLine(
                AccountName.parse(fields[0]), verifier(fields[1], unprefixed), enabled);
    }

    private static Optional<StoredVerifier> verifier(String text, PasswordScheme unprefixed)
            throws RefusedException {
        if (text.isEmpty()) {
            throw new RefusedException(
                    "there is no password; write * for an account without password login");
        }
        // What passwd files hold for "no password will ever do".
        if (List.of("*", "!", "!!").contains(text)) {
            return Optional.empty();
        }
        try {
            return Optional.of(StoredVerifier.parse(text, unprefixed));
        } catch (BadVerifierException e) {
            throw new RefusedException(e.reason());
        }
    }

    String format() {
        String password = verifier.map(PasswdLine::format).orElse("*");
        return name + ":" + password + "::::::" + (enabled ? "" : "nologin");
    }

    private static String format(StoredVerifier verifier) {
        String value = verifier.value();
        // A password that is stored as it is may hold the separator, or spaces at its ends.
        if (value.indexOf(':') < 0 && !Canonical.hasInvisible(value)) {
            return verifier.stored();
        }
        return "{"
                + verifier.scheme()
                + ".b64}"
                + Base64.getEncoder().encodeToString(value.getBytes(StandardCharsets.UTF_8));
    }
}
