package org.restante.accounts;

import org.restante.server.login.Canonical;

import java.nio.charset.StandardCharsets;

/** The rules for the name of a new account. */
final class AccountName {
    /** A name is a part of a path, which file systems bound at this (in UTF-8). */
    private static final int OCTETS_MAX = 255;

    private AccountName() {}

    /** The name in its canonical form, or the rule that it breaks. */
    static String parse(String text) throws RefusedException {
        if (Canonical.hasInvisible(text)) {
            throw new RefusedException(
                    "an account's name holds no spaces, control or invisible characters");
        }
        String name = Canonical.name(text);
        if (name.isEmpty() || name.equals(".") || name.equals("..")) {
            throw new RefusedException(
                    "an account's name is not empty and not \".\" or \"..\", as it names a folder");
        }
        for (char c : new char[] {'+', '/', ':'}) {
            if (name.indexOf(c) >= 0) {
                throw new RefusedException(
                        "the account's name \"" + name + "\" holds \"" + c + "\"; " + why(c));
            }
        }
        if (name.getBytes(StandardCharsets.UTF_8).length > OCTETS_MAX) {
            throw new RefusedException("an account's name has at most 255 octets in UTF-8");
        }
        return name;
    }

    private static String why(char c) {
        return switch (c) {
            case '+' -> "what follows a + is a detail or a view of a maildrop";
            case '/' -> "it would name a folder elsewhere";
            default -> "it separates fields when accounts are exported";
        };
    }
}
