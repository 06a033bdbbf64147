package org.restante.store;

import java.nio.file.Path;
import java.util.Optional;

/**
 * Which maildrop: the account's name, and where it lies if the account says so itself.
 *
 * @param account the account's name: not empty, no {@code /}, no {@code +}, no control characters
 * @param place the folder of an existing Maildir that this account alone was given; stores without
 *     files ignore it
 */
public record MaildropName(String account, Optional<Path> place) {
    public MaildropName {
        if (account.isEmpty()
                || account.equals(".")
                || account.equals("..")
                || account.chars()
                        .anyMatch(c -> c == '/' || c == '+' || Character.isISOControl(c))) {
            throw new IllegalArgumentException("not an account's name: \"" + account + "\"");
        }
    }

    /** The maildrop of an account that lies where the store puts it. */
    public static MaildropName of(String account) {
        return new MaildropName(account, Optional.empty());
    }
}
